"""The bamboo board: five thousand were sold, one batch splinters. Everybody hears of it first, once, and chooses by one tap."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from makegood.apps.claims import queries as claims
from makegood.apps.notices.models import Notice
from makegood.apps.orders import queries as orders
from makegood.apps.orders.called_back import Chosen
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts
from makegood.apps.recalls import queries as recalls
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.recalling import RecallForm, weigh
from makegood.insight.invariants import lost_cases
from makegood.insight.recalls import standing_of
from makegood.interfaces.jobs import recalls as jobs
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.end_recall import end_recall
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.tell_authority import tell_authority
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.recalled import take_answer
from tests.cast import STAFF, TERMS, Shop, make_shop

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BOARD = LineFacts(
    source_id="L1", sku="BB-1", title="Bamboo board", quantity=1, unit_price_minor=2900, tax_rate="0.19", customer_input="none", cost_minor=800,
    supplier="maker",
)  # fmt: skip
MARKETS = ("DE", "FR", "US-CA", "AU")
FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)


def sold(count: int, now: datetime, *, batch: str, start: int = 0) -> list[OrderFacts]:
    """Orders of a board each, by as many customers; every fiftieth customer bought a second time, every hundredth gave no address."""
    found = []
    for place in range(start, start + count):
        who = place - 1 if place % 50 == 1 else place
        contact = ContactFacts(f"Customer {who}", f"c{who}@test.example", "", ("Lindenstr. 5", "04109 Leipzig"), "04109")
        placed = datetime(2026, 9, 1, 9, tzinfo=now.tzinfo) + timedelta(days=place % 60)
        found.append(
            OrderFacts(
                source="manual", source_id=f"b{place}", number=f"#{20000 + place}", placed_at=placed, market=MARKETS[place % 4], currency="EUR",
                lines=(replace(BOARD, batch=batch),), shipping_minor=390, shipping_tax_rate="0.19", standard_shipping_minor=390,
                shipped_on=placed.date(), delivered_on=(placed + timedelta(days=4)).date(), payment_method="Visa 4242", language="en",
                payments=(PaymentFacts(3290, "EUR", f"p{place}", "card", "Visa 4242", None, placed.date()),),
                contact=replace(contact, email="") if place % 100 == 99 else contact,
            )
        )  # fmt: skip
    return found


def stocked(shop: Shop, now: datetime, bad: int, good: int) -> None:
    counts = import_orders(
        merchant_id=shop.id, facts=[*sold(bad, now, batch="B-17"), *sold(good, now, batch="B-18", start=bad)], by=SYSTEM, now=now
    )
    assert not counts.refused
    with connection.cursor() as cursor:  # nobody else sees these rows, so nobody else counts them for the planner
        cursor.execute("ANALYZE")


def covered(shop: Shop, now: datetime) -> None:
    """The supplier's contract says that it pays for what it calls back."""
    covers = {
        "covers": ["recalled"],
        "from": "delivery",
        "opens_after_days": 0,
        "closes_after_days": 365,
        "percent": 100,
        "gives": ["credit"],
    }
    terms = TERMS | {"claims": [*TERMS["claims"], covers]}  # type: ignore[misc]
    form = AgreementForm(code="maker", from_on=date(2026, 1, 1), currency="EUR", terms=terms, email="claims@test.example")
    made = change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now)
    confirm_agreement(merchant_id=shop.id, agreement_id=made.public_id, by=STAFF, now=now)


def form(**what: Any) -> RecallForm:
    texts = {"en": "The board splinters at its edge and can cut.", "de": "Das Brett splittert an der Kante und kann schneiden."}
    todo = {"en": "Put it out of reach of children.", "de": "Legen Sie es außer Reichweite von Kindern."}
    return RecallForm(
        **({"what": Chosen("BB-1", batch="B-17"), "hurts": True, "hazard": texts, "what_to_do": todo, "reach": "0800 000 000"} | what)
    )


def asked(shop: Shop, number: str, kind: str, now: datetime) -> Any:
    order = order_named(shop, number)
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
    return open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, (kind,)),)), by=CUSTOMER, now=now)


def letters(shop: Shop) -> list[Notice]:
    with unit(merchants=[shop.id]):
        return list(Notice.objects.filter(kind__startswith="recall_").order_by("id"))


def order_named(shop: Shop, number: str) -> Any:
    with unit(merchants=[shop.id]):
        return orders.find_orders(number=number, postcode="04109")


def contact_of(shop: Shop, number: str) -> Any:
    order = order_named(shop, number)
    with unit(merchants=[shop.id]):
        return recalls.contacts_of_orders([order.id])[0]


def told_though_killed(shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is killed in its third batch: what was written to whom stands or falls together, and the next one goes on."""
    real, calls = jobs.tell_recall, list[int]()

    def dies_in_the_third(**what: Any) -> int:
        calls.append(what["merchant_id"])
        if calls.count(shop.id) == 3:
            with pytest.raises(RuntimeError), unit(merchants=[shop.id]):
                real(**what)
                raise RuntimeError("killed")
            raise KeyboardInterrupt
        return real(**what)

    monkeypatch.setattr(jobs, "tell_recall", dies_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        jobs.sweep(now=now)
    monkeypatch.setattr(jobs, "tell_recall", real)
    assert len(letters(shop)) == 400
    jobs.sweep(now=now + timedelta(minutes=1))
    jobs.sweep(now=now + timedelta(minutes=2))


def everybody_has_one_letter(shop: Shop, recall: Any) -> Any:
    """The recall as it stands then."""
    written = letters(shop)
    to = Counter(one.to for one in written if one.to)
    assert len(written) == 4900 and set(to.values()) == {1}
    assert sum(one.state == "unsendable" for one in written) == 50
    first = next(one for one in written if one.to == "c0@test.example")
    for words in (
        "PRODUCT SAFETY RECALL",
        "Bamboo board",
        "Batch: B-17",
        "Stop using it at once.",
        "your money back, or a new one",
        "0800 000 000",
    ):
        assert words in first.text
    with unit(merchants=[shop.id]):
        recall = recalls.recall_by_id(recall.id)
        assert recall.state == "told" and len(recalls.not_reached(recall.id)) == 50
    return recall


def chosen(shop: Shop, recall: Any, before: Any, now: datetime) -> list[str]:
    """Thirty take their money, some a new one; who complained before is made good in that case; who bought twice answers for both.

    The claims on the supplier that wait to be sent."""
    for place in [0, 4, *range(12, 130, 3)]:
        contact = contact_of(shop, f"#{20000 + place}")
        remedy = "replacement" if place % 10 == 0 and place else "refund"
        if contact.state == "told":
            take_answer(merchant_id=shop.id, contact_id=contact.public_id, remedy=remedy, by=CUSTOMER, now=now + timedelta(hours=1))
    with pytest.raises(Refusal, match="answered already"):
        again = contact_of(shop, "#20000")
        take_answer(merchant_id=shop.id, contact_id=again.public_id, remedy="refund", by=CUSTOMER, now=now + timedelta(hours=2))
    with unit(merchants=[shop.id]):
        stands = standing_of(recall)
        cases = recalls.cases_of_recall(recall.id)
        assert (
            before.id in {one.id for one in returns.cases_of_order(before.order_id)} and len(returns.cases_of_order(before.order_id)) == 1
        )
        assert len(returns.cases_of_order(contact_of(shop, "#20000").order_id)) == 1
        rows = settlement.reimbursements_of_cases(cases)
        assert all(one.amount_minor >= 2900 for one in rows) and sum(one.amount_minor for one in rows) == stands.costs[0].refunded
        made = claims.claims_of_cases(cases)
        assert made and all(one.kind == "recalled" or one.case_id == before.id for one in made)
        assert sum(one.asked_minor for one in made) == stands.costs[0].asked == 800 * len(made)
        assert lost_cases(now=now + timedelta(hours=3)) == []
        for case_id in cases:
            assert broken_lines(list(returns.timeline_of(case_id))) == []
        waiting = [one.public_id for one in stands.to_send]
    assert stands.progress.answers["refund"] > 20 and stands.new_goods > 0
    return waiting


def test_five_thousand_boards_of_a_batch_that_splinters(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop("home", now)
    covered(shop, now)
    stocked(shop, now, bad=5000, good=20)
    before = asked(shop, "#20004", "defective", now)  # complained, and nobody has said yet what becomes of it
    paid = asked(shop, "#20008", "defective", now)
    follow(merchant_id=shop.id, case_id=paid.id, now=now, choices={})
    with unit(merchants=[shop.id]):
        weighed = weigh(Chosen("BB-1", batch="B-17"))
    assert (weighed.orders, weighed.pieces, weighed.paid) == (5000, 5000, {"EUR": 5000 * 2900})
    assert weighed.markets == ("AU", "DE", "FR", "US-CA") and weighed.customers == 4900  # a hundred bought twice

    recall = begin_recall(merchant_id=shop.id, form=form(), by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        tasks = {one.market: one for one in recalls.tasks_of_recall(recall.id)}
    assert {"EU", "FR", "US", "AU"} <= set(tasks)
    assert tasks["US"].by_law and tasks["US"].due_at == now + timedelta(days=3)  # 24 hours, of which a weekend's count nothing
    assert tasks["AU"].due_at.date() == date(2026, 11, 23) and not tasks["EU"].by_law  # two days end on a Sunday; the EU says "immediately"

    told_though_killed(shop, now, monkeypatch)
    recall = everybody_has_one_letter(shop, recall)
    waiting = chosen(shop, recall, before, now)
    submit_claim(
        merchant_id=shop.id, claim_id=waiting[0], beside=waiting[1:], by=STAFF, now=now + timedelta(hours=3)
    )  # all of it in one letter

    with pytest.raises(Refusal, match="still to be told"):
        end_recall(merchant_id=shop.id, recall_id=recall.public_id, by=STAFF, now=now + timedelta(hours=4))
    for task in tasks.values():
        tell_authority(merchant_id=shop.id, task_id=task.public_id, reference="SBG-1", by=STAFF, now=now + timedelta(hours=5))
    assert end_recall(merchant_id=shop.id, recall_id=recall.public_id, by=STAFF, now=now + timedelta(days=90)).state == "ended"
