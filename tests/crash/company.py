"""Who is in the rehearsal's template, made through journeys."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is in the template: the shop, its people's addresses, a program's key, and a case that waits for somebody else's parcel."""

    merchant_id: int
    slug: str
    owner: str
    worker: str
    password: str
    token: str
    bystander: int


def make_cast() -> Cast:
    from makegood.base.actor import CUSTOMER as HANNA
    from makegood.base.actor import SYSTEM
    from makegood.casefile.ask import Ask, AskedLine
    from makegood.interfaces.jobs import sweeps
    from makegood.journeys.make_token import make_token
    from makegood.journeys.open_return import open_return
    from makegood.web.follow import follow
    from tests.cast import LAMP, PASSWORD, line_of, make_shop, sell

    class Nowhere:
        def send(self, **mail: Any) -> None:
            """What was written before the rehearsal begins is none of its mails."""

    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    other = sell(shop, now, replace(LAMP, quantity=1), number="#1002")
    line = line_of(shop, other)
    case = open_return(merchant_id=shop.id, order_id=other.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=HANNA, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    token = make_token(merchant_id=shop.id, name="rehearsal", verbs=["read", "write", "money", "receive"], by=SYSTEM, now=now)
    sweeps.send_mails(now=datetime.now(UTC), port=Nowhere())
    return Cast(shop.id, shop.merchant.slug, shop.owner, shop.worker, PASSWORD, token, case.id)
