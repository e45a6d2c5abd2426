"""A shop of known numbers: what its scorecards say of suppliers, products, hubs and carriers."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import LineFacts, OrderFacts, ShipmentFacts
from makegood.apps.returns import queries as returns
from makegood.apps.returns.models import CaseLine
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.scorecards import Scorecards, scorecards
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.drop_case import drop_case
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_credit import record_credit
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.submit_claim import submit_claim
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, SHENZHEN, STAFF, Shop, make_shop, sell

pytestmark = pytest.mark.django_db
VASE = replace(LAMP, sku="V-1", title="Vase", supplier="potter", unit_price_minor=300, cost_minor=None)


def cards(shop: Shop, now: datetime, days: int = 90) -> Scorecards:
    with unit(merchants=[shop.id]):
        return scorecards(shop.merchant, now=now, days=days)


def ask_of(shop: Shop, order: Any, now: datetime, pieces: int, *kinds: str, choice: str = "") -> Any:
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(order.id)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, pieces, kinds),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: choice} if choice else None)
    return case


def looked_at(shop: Shop, case: Any, now: datetime, result: str, days: float) -> Any:
    """The hub has it now, and looks `days` later."""
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        (line,) = returns.lines_of_case(case.id)
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    grade = "A" if result == "as_it_should" else "C"
    return record_inspection(merchant_id=shop.id, line_id=line.id, result=result, grade=grade, by=KIM, now=now + timedelta(days=days))


def test_faults_are_of_pieces_sold_by_supplier_and_product_each_piece_once(now: datetime) -> None:
    shop = make_shop("home", now)
    lamps = sell(shop, now, replace(LAMP, quantity=120, unit_price_minor=400), number="#1")
    vases = sell(shop, now, replace(VASE, quantity=30), number="#2")
    ask_of(shop, lamps, now, 2, "defective")
    ask_of(shop, lamps, now, 1, "wrong_item", "defective")
    ask_of(shop, lamps, now, 4, "not_delivered")
    ask_of(shop, lamps, now, 5, "change_of_mind")  # nobody's fault
    dropped = ask_of(shop, lamps, now, 6, "missing_part")
    drop_case(merchant_id=shop.id, case_id=dropped.id, by=CUSTOMER, now=now)
    ask_of(shop, vases, now, 12, "defective")
    found = cards(shop, now)
    assert (found.average.of, found.average.total, found.is_enough) == (15, 150, False)
    potter, maker = found.suppliers
    assert (maker.code, maker.name, maker.goods.sold, maker.goods.own.of) == ("maker", "Shenzhen Home Goods", 120, 3)
    assert {kind: one.of for kind, one in maker.goods.faults.items() if one.of} == {"defective": 2, "wrong_item": 1}
    assert (maker.goods.late.of, maker.cost_minor, maker.unpriced) == (4, 3 * 1240, 0)
    assert (potter.code, potter.goods.own.of, potter.goods.own.total, potter.cost_minor, potter.unpriced) == ("potter", 12, 30, 0, 12)
    assert [(one.sku, one.stands_out) for one in found.products] == [("V-1", True), ("L-2", False)]


def test_one_of_two_does_not_stand_out_and_a_piece_in_two_cases_counts_once_as_faulty_and_once_as_late(now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, replace(LAMP, quantity=50), number="#1")
    vase = sell(shop, now, replace(VASE, quantity=2), number="#2")
    ask_of(shop, vase, now, 2, "defective", choice="refund")
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(vase.id)
        first = CaseLine.objects.get(order_line_id=line.id)
        for name, kind in (("again", "missing_part"), ("slow", "late")):
            CaseLine.objects.create(
                merchant_id=shop.id, public_id=name, case_id=first.case_id, order_line_id=line.id, quantity=2, kinds=[kind], value_minor=0
            )  # fmt: skip
    found = cards(shop, now)
    assert (found.average.of, found.average.total) == (2, 52)
    (potter,) = [one for one in found.suppliers if one.code == "potter"]
    assert (potter.goods.own.of, potter.goods.faults["missing_part"].of, potter.goods.late.of) == (2, 0, 2)
    other = make_shop("home", now)
    one = sell(other, now, replace(VASE, quantity=2), number="#2")
    sell(other, now, replace(LAMP, quantity=8), number="#1")
    ask_of(other, one, now, 1, "defective")
    assert [(card.title, card.stands_out) for card in cards(other, now).products] == [("Lamp L-2", False), ("Vase", False)]


def test_claims_say_how_fast_a_supplier_answers_what_it_accepts_and_what_comes_of_it(now: datetime) -> None:
    shop = make_shop("home", now)
    for number, (days, answer) in enumerate(((1, "accepted"), (2, "part_accepted"), (9, "refused"), (0, ""))):
        order = sell(shop, now, replace(LAMP, quantity=3, unit_price_minor=2000), number=f"#{number}")
        case = ask_of(shop, order, now, 1, "defective", choice="refund")
        with unit(merchants=[shop.id]):
            (claim,) = claims.claims_of_case(case.id)
        submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
        if answer:
            more: dict[str, Any] = {"amount_minor": 240} if answer == "part_accepted" else {"reason": "used"} if answer == "refused" else {}
            answer_claim(merchant_id=shop.id, claim_id=claim.public_id, answer=answer, by=SHENZHEN, now=now + timedelta(days=days), **more)
        if answer == "accepted":
            record_credit(
                merchant_id=shop.id, claim_id=claim.public_id, amount_minor=claim.asked_minor, by=STAFF, now=now + timedelta(days=3)
            )
    (maker,) = cards(shop, now + timedelta(days=10)).suppliers
    assert (maker.sent, maker.answer_days, maker.accepted.of, maker.accepted.total, maker.overdue) == (4, 2.0, 2, 3, 1)
    (euro,) = maker.recovered  # of the two that ended
    assert (euro.currency, euro.asked_minor, euro.credited_minor) == ("EUR", 2 * claim.asked_minor, claim.asked_minor)


def test_the_hub_s_word_beside_the_customer_s_and_how_long_it_takes(now: datetime) -> None:
    shop = make_shop("home", now)
    looks = []
    for number, (result, days) in enumerate((("not_right", 1), ("not_right", 1), ("as_it_should", 2), ("not_right", 6))):
        order = sell(shop, now, LAMP, number=f"#{number}")
        looks.append(looked_at(shop, ask_of(shop, order, now, 1, "defective", choice="refund"), now, result, days))
    later = now + timedelta(days=7)
    correct_inspection(merchant_id=shop.id, inspection_id=looks[3].public_id, result="as_it_should", grade="A", by=KIM, now=later)
    found = cards(shop, later)
    (hub,), (maker,) = found.hubs, found.suppliers
    assert (hub.name, hub.pieces, hub.usual_days, hub.a_day, hub.corrected.of) == ("Hub Leipzig", 4, 1.5, pytest.approx(4 / 3), 1)
    assert hub.slow_days == pytest.approx(2 + 0.7 * 4)
    assert (maker.agreed.of, maker.agreed.total) == (2, 4)


def test_carriers_by_what_became_of_their_parcels(now: datetime) -> None:
    shop, day = make_shop("home", now), now.date()
    line = LineFacts(
        source_id="L1",
        sku="L-2",
        title="Lamp",
        quantity=10,
        unit_price_minor=1000,
        tax_rate="0.19",
        customer_input="none",
        supplier="maker",
    )
    facts = [
        OrderFacts(
            source="manual", source_id=secrets.token_hex(4), number=f"#{place}", placed_at=now - timedelta(days=30), market="DE", currency="EUR",
            lines=(line,), delivered_on=day - timedelta(days=20 - took), shipped_on=day - timedelta(days=20),
            shipments=(ShipmentFacts("s1", carrier, f"N{place}", "", day - timedelta(days=20), day - timedelta(days=20 - took), (("L1", 10),)),),
        )
        for place, (carrier, took) in enumerate((("DHL", 1), ("DHL", 3), ("GLS", 4)))
    ]  # fmt: skip
    ids = import_orders(merchant_id=shop.id, facts=facts, by=SYSTEM, now=now).ids
    with unit(merchants=[shop.id]):
        first, _second, third = (orders.order_by_id(one) for one in ids)
    ask_of(shop, first, now, 3, "damaged_in_transit")
    ask_of(shop, third, now, 1, "delivered_not_received")
    dhl, gls = cards(shop, now).carriers
    assert (dhl.name, dhl.parcels, dhl.pieces, dhl.damaged.of, dhl.damaged.total, dhl.lost.of, dhl.usual_days) == (
        "DHL",
        2,
        20,
        3,
        20,
        0,
        2.0,
    )
    assert (gls.name, gls.lost.of, gls.lost.total, gls.usual_days, gls.timed) == ("GLS", 1, 10, 4.0, 1)


def test_the_time_is_chosen_other_shops_are_not_in_it_and_the_statements_stay_the_same(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    old = sell(shop, now, replace(LAMP, quantity=10), delivered=200, number="#1")
    ask_of(shop, old, now - timedelta(days=190), 1, "defective")
    assert (cards(shop, now).average.total, cards(shop, now, 365).average.of) == (0, 1)

    def statements() -> int:
        with (
            unit(merchants=[shop.id]),
            CaptureQueriesContext(
                connection,
            ) as seen,
        ):
            scorecards(shop.merchant, now=now, days=365)
        return len(seen)

    few = statements()
    for number in range(12):
        order = sell(shop, now, replace(LAMP, sku=f"S-{number}", supplier=f"s{number}", quantity=2), number=f"#1{number}")
        ask_of(shop, order, now, 1, "defective")
    assert statements() == few <= 11
    assert cards(other, now, 365).average.total == 0 and cards(other, now, 365).suppliers == []
