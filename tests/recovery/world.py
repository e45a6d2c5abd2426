"""Cases whose trouble is somebody else's: what the stories of claims and credits begin with."""

from datetime import datetime
from typing import Any

from makegood.apps.claims import queries as claims
from makegood.apps.ledger import queries as books
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.invariants import lost_cases, wrong_balls, wrong_recoveries
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.open_return import open_return
from makegood.journeys.submit_claim import submit_claim
from makegood.web.follow import follow
from tests.cast import LAMP, SHENZHEN, STAFF, Shop, sell


def broken(shop: Shop, now: datetime, *, kind: str = "defective", number: str = "#1001", pieces: int = 1, **more: Any) -> tuple[Any, Any]:
    """(case, its line): a lamp, paid back; whoever is to blame has not heard of it."""
    order = sell(shop, now, LAMP, number=number, **more)
    with unit(merchants=[shop.id]):
        item = orders.lines_of(order.id)[0]
    ask = Ask((AskedLine(item.id, pieces, (kind,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={item.public_id: "refund"})
    return case, line_in(shop, case)


def line_in(shop: Shop, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        return returns.lines_of_case(case.id)[0]


def claims_in(shop: Shop, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return claims.claims_of_case(case.id)


def owed(shop: Shop, now: datetime, *, number: str, pieces: int = 1, part: int = 0) -> Any:
    """A claim that the supplier has accepted, whole or a part of it."""
    case, _line = broken(shop, now, number=number, pieces=pieces)
    (claim,) = claims_in(shop, case)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    said = {"answer": "part_accepted", "amount_minor": part} if part else {"answer": "accepted"}
    answer_claim(merchant_id=shop.id, claim_id=claim.public_id, by=SHENZHEN, now=now, **said)
    return claims_in(shop, case)[0]


def again(shop: Shop, claim: Any) -> Any:
    with unit(merchants=[shop.id]):
        return claims.claim_of(claim.public_id)


def stands(shop: Shop, account: str) -> dict[str, int]:
    """What the account stands at, by currency."""
    with unit(merchants=[shop.id]):
        return books.net_by_currency(account)


def nothing_is_wrong(shop: Shop, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        assert wrong_recoveries() == [] and wrong_balls() == [] and lost_cases(now=now) == []
