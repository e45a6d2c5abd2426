"""Nothing is called stock that may be personalised: where a source lacks the text, a person decides, and says what was on it."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.proposing import FOR_OTHERS, propose
from makegood.apps.inspection.words import GRADES, RESULTS
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import OrderFacts
from makegood.apps.returns import queries as returns
from makegood.apps.returns.words import CASE_KINDS
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.intake.recognise import recognise
from makegood.intake.sources import source_of
from makegood.interfaces.jobs import sweeps
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.decide_return import decide_return
from makegood.journeys.import_orders import import_orders
from makegood.journeys.make_token import make_token
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.journeys.receive_parcel import ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.tell_text import tell_text
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.follow_text import follow_text, follow_texts
from tests.cast import KIM, LAMP, PASSWORD, STAFF, line_of, make_shop, sell
from tests.connectors.test_woocommerce import ORDER, _item, _meta

pytestmark = pytest.mark.django_db
BLANK = replace(LAMP, customer_input="unknown", quantity=1)
SHOPIFY: dict[str, Any] = {
    "id": "gid://shopify/Order/1", "name": "#1", "createdAt": "2026-11-02T10:00:00Z", "currencyCode": "EUR", "totalPriceSet": {"shopMoney": {"amount": "24.90", "currencyCode": "EUR"}},
    "shippingAddress": {"countryCodeV2": "DE"},
    "lineItems": {"nodes": [{"id": "gid://shopify/LineItem/1", "title": "Mug", "sku": "MUG", "quantity": 1,
                             "originalUnitPriceSet": {"shopMoney": {"amount": "24.90", "currencyCode": "EUR"}}}]},
}  # fmt: skip
CSV = "Order,Date,Item,Price{more}\n1,2026-11-02,Mug,24.90{cell}\n"
EXPORT = (
    "Name,Created at,Currency,Subtotal,Shipping,Taxes,Total,Lineitem quantity,Lineitem name,Lineitem price\n"
    "#1,2026-11-02 10:00:00 +0100,EUR,24.90,0,3.98,24.90,1,Mug,24.90\n"
)
RETAIL = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n536365,85123A,MUG,1,2010-12-01 08:26:00,2.55,17850.0,Germany\n"


def _shopify(**more: Any) -> str:
    line = SHOPIFY["lineItems"]["nodes"][0] | more
    return json.dumps(SHOPIFY | {"lineItems": {"nodes": [line]}})


def _woo(**typed: str) -> str:
    return json.dumps([{**ORDER, "line_items": [_item(1, meta_data=_meta(**typed))]}])


def _woo_absent() -> str:
    line = {key: value for key, value in _item(1).items() if key != "meta_data"}
    return json.dumps([{**ORDER, "line_items": [line]}])


@pytest.mark.parametrize(
    ("name", "content", "given"),
    [
        ("shopify, CSV export", EXPORT, "unknown"),
        ("shopify, properties not asked for", _shopify(), "unknown"),
        ("shopify, no properties", _shopify(customAttributes=[]), "none"),
        ("shopify, a text", _shopify(customAttributes=[{"key": "Text", "value": "Hanna"}]), "own_text"),
        ("a table without a column for it", CSV.format(more="", cell=""), "unknown"),
        ("a table, an empty cell", CSV.format(more=",Engraving", cell=","), "none"),
        ("a table, a text", CSV.format(more=",Engraving", cell=",Hanna"), "own_text"),
        ("woocommerce, no meta", _woo(), "none"),
        ("woocommerce, meta absent", _woo_absent(), "none"),
        ("woocommerce, a text", _woo(Engraving="Hanna"), "own_text"),
        ("online retail", RETAIL, "unknown"),
    ],
)  # fmt: skip
def test_every_source_says_what_it_does_not_know(name: str, content: str, given: str, tmp_path: Path, now: datetime) -> None:
    file, shop = tmp_path / "orders", make_shop("home", now)
    file.write_text(content)
    source = source_of(file, recognise(file), shop.merchant)
    (facts,) = source.orders()
    counts = import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        (line,) = orders.lines_of(counts.ids[0])
    assert (line.customer_input, line.text_missing) == (given, given == "unknown"), name


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_whatever_is_wrong_with_it_a_person_decides(kind: str, now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, BLANK)
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, (kind,), "Hm."),))
    (shown,) = preview_return(merchant_id=shop.id, order_id=order.id, ask=ask, now=now).lines
    assert shown.outcome == "needs_review"
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        (of_case,) = returns.lines_of_case(case.id)
        assert of_case.decision == "needs_review"
        assert any(
            fact in ("item.customer_input", "item.personalised") for fact in returns.latest_decisions(case.id)[of_case.id].record["missing"]
        )


def test_no_look_at_it_ever_proposes_the_shelf() -> None:
    for result in RESULTS:
        for grade in GRADES:
            assert propose(result, grade, personalised=False, text_missing=True, abilities=["refurbish"]).disposition == "hold"
            assert propose(result, grade, personalised=True, abilities=["refurbish"]).disposition not in FOR_OTHERS


def _back_at_the_hub(shop: Any, now: datetime) -> tuple[Any, Any, Any]:
    """A lamp that may bear a name, sent back because staff said so, and received."""
    order = sell(shop, now, BLANK)
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, ("change_of_mind",), "Hm."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    decide_return(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now, cause="approved")
    with unit(merchants=[shop.id]):
        (of_case,) = returns.lines_of_case(case.id)
    accept_offer(merchant_id=shop.id, line_id=of_case.id, remedy="refund", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, received=[ReceivedLine(of_case.id, right=1)], by=KIM, now=now)
    return order, case, of_case


@pytest.mark.parametrize(("text", "nothing", "ends_as"), [("", True, "restock"), ("Hanna", False, "recycle")])
def test_it_lies_aside_until_a_person_says_what_was_on_it(text: str, nothing: bool, ends_as: str, now: datetime) -> None:
    shop = make_shop("home", now)
    order, case, of_case = _back_at_the_hub(shop, now)
    for unsafe in FOR_OTHERS:
        with pytest.raises(Refusal) as refused:
            record_inspection(
                merchant_id=shop.id, line_id=of_case.id, result="as_it_should", grade="A", disposition=unsafe, by=KIM, now=now
            )
        assert refused.value.code == "text_missing"
    looked = record_inspection(merchant_id=shop.id, line_id=of_case.id, result="as_it_should", grade="A", by=KIM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert looked.disposition == "hold" and returns.case_by_id(case.id).closed_at is None
    line = line_of(shop, order)
    tell_text(merchant_id=shop.id, order_id=order.id, line_id=line.id, text=text, nothing=nothing, by=STAFF, now=now)
    assert follow_text(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    assert not follow_text(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert inspections.standing_inspections(case.id)[of_case.id].disposition == ends_as
        assert returns.lines_of_case(case.id)[0].disposition == ends_as
        told = [one for one in lines_of(f"order:{order.id}") if one.name == "line.text_told"]
        assert [(one.actor, one.body["given"]) for one in told] == [(str(STAFF), "none" if nothing else "own_text")]
        assert "Hanna" not in str(told[0].body) and broken_lines(list(lines_of(f"order:{order.id}"))) == []
        assert orders.words_of_lines([line.id]) == ({} if nothing else {line.id: [{"name": "Text", "value": "Hanna"}]})
    with pytest.raises(Refusal, match="known already"):
        tell_text(merchant_id=shop.id, order_id=order.id, line_id=line.id, text="Other", nothing=False, by=STAFF, now=now)


def test_a_case_that_waits_is_decided_when_it_is_told(now: datetime) -> None:
    shop = make_shop("gifts", now)
    for said, wanted in (("", "offered"), ("Hanna", "refused")):
        order = sell(shop, now, BLANK, number=f"#2{len(said)}")
        ask = Ask((AskedLine(line_of(shop, order).id, 1, ("change_of_mind",), "Hm."),))
        case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        with pytest.raises(Refusal, match="No text was told"):
            tell_text(merchant_id=shop.id, order_id=order.id, line_id=line_of(shop, order).id, text=" ", nothing=False, by=STAFF, now=now)
        tell_text(merchant_id=shop.id, order_id=order.id, line_id=line_of(shop, order).id, text=said, nothing=not said, by=STAFF, now=now)
        follow_text(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
        with unit(merchants=[shop.id]):
            (line,) = returns.lines_of_case(case.id)
            decision = returns.latest_decisions(case.id)[line.id]
            assert (decision.outcome, decision.cause) == (wanted, "text_told")


def test_the_source_may_tell_it_later_and_never_over_a_persons_word(now: datetime) -> None:
    shop = make_shop("gifts", now)

    def read(given: str, text: str = "") -> None:
        line = replace(LAMP, customer_input=given, quantity=1, inputs=({"name": "Text", "value": text},) if text else ())
        facts = OrderFacts(
            source="shopify", source_id="1", number="#1", placed_at=now, market="DE", currency="EUR", lines=(line,),
            disclosures=("withdrawal_info", "no_withdrawal_personalised"),
        )  # fmt: skip
        import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)

    read("unknown")
    with unit(merchants=[shop.id]):
        order = orders.orders_page(number="#1")[0]
        line = orders.lines_of(order.id)[0]
    ask = Ask((AskedLine(line.id, 1, ("cancellation",), "Hm."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    read("own_text", "Hanna")
    assert follow_texts(now=now) == 1 and follow_texts(now=now) == 0
    read("own_text", "Ben")
    with unit(merchants=[shop.id]):
        (of_case,) = returns.lines_of_case(case.id)
        decision = returns.latest_decisions(case.id)[of_case.id]
        assert decision.cause == "text_told" and "item.customer_input" not in decision.record["missing"]
        assert orders.words_of_lines([line.id]) == {line.id: [{"name": "Text", "value": "Hanna"}]}
    assert sweeps.compare_balls() == []


def _signed_in(email: str, to: str = "/desk/sign-in/") -> Client:
    client = Client()
    client.post(to, {"username": email, "password": PASSWORD})
    return client


def test_portal_desk_dock_and_api_say_it() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order, case, _line = _back_at_the_hub(shop, now)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        line = orders.lines_of(order.id)[0]
    bearer = {"authorization": f"Bearer {make_token(merchant_id=shop.id, name='t', verbs=['read', 'write'], by=SYSTEM, now=now)}"}
    api, staff, kim = Client(headers=bearer), _signed_in(shop.owner), _signed_in(shop.worker)
    assert api.get(f"/api/v1/orders/{order.public_id}").json()["lines"][0]["text_missing"] is True
    other = sell(shop, now, BLANK, number="#7788")
    portal = Client()
    portal.post(f"/s/{shop.merchant.slug}/", {"number": "7788", "contact": "hanna@test.example"})
    assert b"Text missing" in portal.get(f"/s/{shop.merchant.slug}/ask/").content
    shown = portal.post(f"/s/{shop.merchant.slug}/ask/", {"tile": "changed_mind", "line": str(line_of(shop, other).id)}, follow=True)
    assert b"A person looks at this" in shown.content and b"Text missing" in shown.content
    kim.post(f"/dock/parcel/{parcel.public_id}/", {"tap": "count", "k0": "L-2", "n0": "1"})
    assert b"kept aside until the shop says so" in kim.get(f"/dock/parcel/{parcel.public_id}/").content
    kim.post(f"/dock/parcel/{parcel.public_id}/", {"line": _line.public_id, "tap": "as_it_should"})
    page, desk = f"/desk/order/{order.public_id}/", f"/desk/case/{case.public_id}/"
    assert b"No text was on it" in staff.get(page).content and b"No text was on it" in staff.get(desk).content
    empty = staff.post(f"{page}do/", {"do": "text", "line": str(line.id), "say": "text", "text": " "})
    assert empty.status_code == 422 and b"No text was told" in empty.content
    done = staff.post(f"{page}do/", {"do": "text", "line": str(line.id), "say": "nothing", "case": case.public_id})
    assert done.headers["Location"] == desk
    after = staff.get(page).content
    assert b"Text missing" not in after and b"What was on it was told" in after
    assert b"back on the shelf" in staff.get(desk).content
    told = api.post(
        f"/api/v1/orders/{other.public_id}/lines/{line_of(shop, other).public_id}/text", {"text": "Hanna"}, content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    )  # fmt: skip
    assert (
        told.status_code == 200
        and told.json()["lines"][0] | {"customer_input": "own_text", "text_missing": False} == told.json()["lines"][0]
    )
