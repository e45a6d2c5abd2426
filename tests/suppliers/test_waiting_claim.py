"""A supplier that takes claims for delay only after weeks: the claim waits for its day, the customer's money does not."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import LineFacts
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.suppliers.packs import pack_of
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import open_deadlines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.invariants import wrong_balls
from makegood.insight.today import today
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.add_supplier import add_supplier
from makegood.journeys.decide_return import decide_return
from makegood.journeys.found_shop import found_shop
from makegood.journeys.open_return import open_return
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.ids import new_secret
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import SAMPLES, STAFF, Shop, sell

pytestmark = pytest.mark.django_db
DROPPED = LineFacts(
    source_id="L1", sku="D-1", title="Drone", quantity=1, unit_price_minor=2900, tax_rate="0.19", customer_input="none", cost_minor=900, supplier="zendrop",
)  # fmt: skip
HOME = (SAMPLES / "home.yaml").read_text()


def shop_of(now: datetime, release: str = "") -> Shop:
    mark = new_secret()[:8].lower().replace("_", "a").replace("-", "b")
    maker = add_supplier(name="Zendrop", country="US", zone="America/New_York")
    text = HOME.replace("ship_back: none, approval: review, refund", f"ship_back: none, approval: auto, {release}refund")
    assert text != HOME
    merchant = found_shop(
        slug=f"drop-{mark}", name="Drop", country="DE", currency="EUR", by=SYSTEM, now=now, policy_text=text, policy_from=now - timedelta(days=700),
        email="shop@test.example", languages=["en"],
        agreements=({"organisation": maker, "code": "zendrop", "currency": "EUR", "terms": pack_of("zendrop").terms, "email": "c@test.example"},),
    )  # fmt: skip
    return Shop(merchant, None, "", "")


def late_case(shop: Shop, now: datetime, *, chosen: str = "refund") -> Any:
    """Dispatched 20 days ago, and said to be late."""
    order = sell(shop, now, DROPPED, delivered=17)
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(order.id)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("late",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: chosen})
    with unit(merchants=[shop.id]):
        waits = returns.lines_of_case(case.id)[0].decision == "needs_review"
    if waits:
        decide_return(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now, cause="approved")
        follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: chosen})
    return case


def look(shop: Shop, case: Any) -> tuple[Any, list[Any], list[Any]]:
    with unit(merchants=[shop.id]):
        assert wrong_balls() == []
        return returns.case_by_id(case.id), claims.claims_of_case(case.id), settlement.reimbursements_of_case(case.id)


def sent_today(shop: Shop, now: datetime) -> list[str]:
    with unit(merchants=[shop.id]):
        return [one.public_id for one in today(now=now).send]


def test_the_claim_waits_for_its_day_and_the_money_for_nothing(now: datetime) -> None:
    shop = shop_of(now)
    case = late_case(shop, now)
    held, (claim,), owed = look(shop, case)
    assert [one.state for one in owed] == ["pending"], "the refund waits for no supplier"
    opens = (now - timedelta(days=20)).date() + timedelta(days=60)
    assert (claim.state, claim.opens_on, claim.packet["opens_on"]) == ("drafted", opens, opens.isoformat())
    with unit(merchants=[shop.id]):
        kinds = {one.kind: one.due_at for one in open_deadlines(case.id)}
    assert kinds["claim_opens"].date() in (opens, opens - timedelta(days=1)) and kinds["claim_window"] > kinds["claim_opens"]
    assert sent_today(shop, now) == [], "nobody is asked to send what would only be refused"
    with pytest.raises(Refusal) as refused:
        submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    assert (refused.value.code, refused.value.extra["opens_on"]) == ("claim_not_open", opens.isoformat())
    then = datetime.combine(opens, now.timetz())
    while sweep_deadlines(now=then):
        pass
    held, (claim,), _ = look(shop, case)
    assert sent_today(shop, then) == [claim.public_id]
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=then)
    assert look(shop, case)[1][0].state == "submitted"


def test_where_only_the_claim_is_left_nobody_has_to_do_anything_until_its_day(now: datetime) -> None:
    shop = shop_of(now)
    case = late_case(shop, now)
    (owed,) = look(shop, case)[2]
    from makegood.journeys.record_refund import record_refund

    record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    held, (claim,), _ = look(shop, case)
    assert (held.ball_owner, held.ball_step) == ("system", "await_claim")
    while sweep_deadlines(now=held.ball_due_at):
        pass
    held = look(shop, case)[0]
    assert (held.ball_owner, held.ball_step) == ("shop", "send_claim")
    assert held.ball_due_at.date() >= claim.opens_on


def test_a_person_may_send_it_before(now: datetime) -> None:
    shop = shop_of(now)
    case = late_case(shop, now)
    (claim,) = look(shop, case)[1]
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now, early=True)
    with unit(merchants=[shop.id]):
        assert not any(one.kind == "claim_opens" for one in open_deadlines(case.id))
    assert look(shop, case)[1][0].state == "submitted"


def test_a_promise_that_waits_for_the_suppliers_credit_does_not_wait_for_one_that_waits_for_the_refund(now: datetime) -> None:
    shop = shop_of(now, release="release_refund_on: supplier_credit, ")
    case = late_case(shop, now)
    _, (claim,), owed = look(shop, case)
    assert claim.state == "drafted" and [one.state for one in owed] == ["pending"]
    assert date.fromisoformat(claim.packet["opens_on"]) > now.date()
