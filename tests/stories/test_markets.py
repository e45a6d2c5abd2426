"""One shop in Leipzig sells to Lyon, Leeds, Austin, Perth and Osaka: each customer meets the rights, the money and the day of their own place."""

import html
import re
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import queries as books
from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, PaymentFacts, ShipmentFacts
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.deciding import Asked, decide_lines
from makegood.journeys.import_orders import import_orders
from makegood.journeys.record_posting import record_posting
from makegood.journeys.record_refund import record_refund
from makegood.web.follow import follow
from tests.cast import STAFF, make_shop
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db
EU = ("withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised")
# market: currency, euros for one of it, price of a lamp and delivery in its minor units, what the shop tells there
PLACES = {
    "FR": ("EUR", "1", 3900, 690, EU),
    "GB": ("GBP", "1.16", 3400, 590, EU),
    "US-TX": ("USD", "0.92", 4400, 1190, ("policy_before_purchase",)),
    "AU": ("AUD", "0.6", 6900, 1590, ()),
    "JP": ("JPY", "0.0061", 6400, 1500, ()),
}


def sell_to(shop: Any, now: datetime, market: str, *, delivered_on: date, input_: str = "none", rate: str = "") -> Any:
    """A lamp, or one with an engraving, to a customer of `market`, paid in their money."""
    currency, shop_rate, price, shipping, told = PLACES[market]
    text = ({"name": "Text", "value": "Yuki"},) if input_ == "own_text" else ()
    line = LineFacts(
        source_id="L1", sku="L-2", title="Lamp L-2", quantity=1, unit_price_minor=price, customer_input=input_, inputs=text, cost_minor=1240,
        supplier="maker",
    )  # fmt: skip
    facts = OrderFacts(
        source="manual", source_id=secrets.token_hex(4), number="#1001", placed_at=datetime(2026, 11, 1, 8, tzinfo=UTC), market=market,
        currency=currency, shop_rate=rate or shop_rate, lines=(line,), shipping_minor=shipping, standard_shipping_minor=shipping,
        shipped_on=delivered_on - timedelta(days=3), delivered_on=delivered_on, payment_method="Visa 4242", disclosures=told, language="en",
        payments=(PaymentFacts(price + shipping, currency, "p1", "card", "Visa 4242", None, date(2026, 11, 1)),),
        shipments=(ShipmentFacts("s1", "DHL", "JJD1", shipped_on=delivered_on - timedelta(days=3), delivered_on=delivered_on),),
        contact=ContactFacts("Sam Doe", "sam@test.example", "", ("1 High Street", "Town"), "10001"),
    )  # fmt: skip
    counts = import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)
    assert not counts.refused, counts.refused
    with unit(merchants=[shop.id]):
        return orders.order_by_id(counts.ids[0])


class Customer:
    """Somebody at home with the order's number, walking the shop's pages."""

    def __init__(self, shop: Any, order: Any) -> None:
        self.shop, self.client, self.base, self.page = shop, Client(), f"/s/{shop.merchant.slug}/", ""
        with unit(merchants=[shop.id]):
            self.line = orders.lines_of(order.id)[0]

    def asks(self, tile: str) -> str:
        """Finds the order, says what happened; the page of the offers."""
        assert self.client.post(self.base, {"number": "1001", "contact": "sam@test.example"}).status_code == 302
        said = self.client.post(f"{self.base}ask/", {"line": str(self.line.id), f"quantity_{self.line.id}": "1", "tile": tile})
        assert said.status_code == 302, said.content.decode()
        assert self.client.post(f"{self.base}show/", {"no_photo": "1"}).status_code == 302
        return self._text(self.client.get(f"{self.base}choose/"))

    def takes(self, remedy: str) -> str:
        """Chooses, looks once more, sends; the case's page."""
        chosen = self.client.post(f"{self.base}choose/", {f"remedy_{self.line.id}": remedy})
        assert chosen.status_code == 302, chosen.content.decode()
        sent = self.client.post(chosen["Location"])
        assert sent.status_code == 302, sent.content.decode()
        self.page = sent["Location"]
        return self._text(self.client.get(self.page))

    def _text(self, page: Any) -> str:
        assert page.status_code == 200
        return html.unescape(page.content.decode())


def the_case(shop: Any, order: Any) -> Any:
    with unit(merchants=[shop.id]):
        return returns.cases_of_order(order.id)[0]


def test_lyon_withdraws_on_the_day_after_armistice_day(now: datetime, settings: Any) -> None:
    """Delivered on 28 October: the fortnight ends on 11 November, a holiday, so on the twelfth."""
    now = datetime(2026, 11, 12, 21, 30, tzinfo=UTC)
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "FR", delivered_on=date(2026, 10, 28))
    customer = Customer(shop, order)
    page = customer.asks("changed_mind")
    assert "€45.90 back to Visa 4242." in page and "This is your right by law: you may withdraw from the purchase." in page
    assert "Send it back by Thursday 26 November. You pay the postage." in page
    page = customer.takes("refund")
    assert "26 November" in page
    with unit(merchants=[shop.id]):
        record = returns.latest_decisions(the_case(shop, order).id)
        right = next(iter(record.values())).record["entitlements"]["change_of_mind"]
    assert (right["market_used"], right["withdrawal"]["until"]) == ("FR", "2026-11-12")


def test_leeds_cancels_and_is_told_pounds(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "GB", delivered_on=date(2026, 11, 9))
    customer = Customer(shop, order)
    page = customer.asks("changed_mind")
    assert "£39.90 back to Visa 4242." in page and "This is your right by law: you may cancel the purchase." in page
    assert "withdraw" not in re.sub(r"<[^>]+>", "", page)  # what is read; the address of the function has its one name everywhere
    assert "Please send it by" in customer.takes("refund")


def test_leeds_may_reject_a_faulty_lamp_for_thirty_days(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    first, late = (sell_to(shop, now, "GB", delivered_on=day) for day in (date(2026, 10, 21), date(2026, 10, 20)))
    today = {}
    with unit(merchants=[shop.id]):
        for order in (first, late):
            decided = decide_lines(order, [Asked(orders.lines_of(order.id)[0].id, 1, ("defective",))], now=now)[0]
            today[order.id] = {offer["remedy"]: offer["basis"] for offer in decided.offers}
    assert today[first.id]["refund"] == today[first.id]["replacement"] == "statutory"  # the thirtieth day, 20 November
    assert (today[late.id]["refund"], today[late.id]["replacement"]) == ("extra", "statutory")


def test_austin_has_the_shops_thirty_days_and_no_law_for_them(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "US-TX", delivered_on=date(2026, 11, 9))
    customer = Customer(shop, order)
    page = customer.asks("changed_mind")
    assert "$55.90 back to Visa 4242." in page and "This is our extra." in page and "right by law" not in page
    customer.takes("refund")
    with unit(merchants=[shop.id]):
        record = next(iter(returns.latest_decisions(the_case(shop, order).id).values())).record
    assert record["entitlements"]["change_of_mind"]["market_used"] == "US"


def test_perth_chooses_where_the_failure_is_major(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "AU", delivered_on=date(2026, 11, 9))
    api = Api(shop)
    ask: dict[str, Any] = {"line": "L1", "quantity": 1, "kinds": ["defective"]}
    body = {"order": order.public_id, "lines": [ask]}
    major, minor, nobody_looked = (
        api.post("/cases/preview", {**body, "lines": [{**ask, "major": is_major}]}, key=None).json()["lines"][0]
        for is_major in (True, False, None)
    )
    assert {one["remedy"] for one in major["offers"]} >= {"refund", "replacement"}
    assert all(one["basis"] == "statutory" for one in major["offers"] if one["remedy"] in ("refund", "replacement"))
    assert minor["outcome"] == "offered" and nobody_looked["outcome"] == "needs_review"
    refund = next(one for one in major["offers"] if one["remedy"] == "refund")
    assert (refund["amount_minor"], refund["currency"]) == (8490, "AUD")
    case = api.post("/cases", {**body, "lines": [{**ask, "major": True, "choose": "refund"}]}).json()
    assert api.get(f"/cases/{case['id']}").json()["decisions"][0]["slots"]["chooser"] == "customer"


def test_osaka_is_paid_back_in_yen_on_its_own_day(now: datetime, settings: Any) -> None:
    """Delivered on 14 November, the first of eight days: at 23:30 in Osaka on the 21st the right stands; in Leipzig it is still the afternoon."""
    now = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "JP", delivered_on=date(2026, 11, 14), input_="own_text")
    customer = Customer(shop, order)
    page = customer.asks("changed_mind")
    assert "¥7,900 back to Visa 4242." in page and "¥7,900.00" not in page
    assert "This is your right by law: you may send it back." in page
    page = customer.takes("refund")
    assert "7,900.00" not in page
    case = the_case(shop, order)
    with unit(merchants=[shop.id]):
        record = next(iter(returns.latest_decisions(case.id).values())).record
    assert record["entitlements"]["change_of_mind"]["withdrawal"]["until"] == "2026-11-21"
    _pay_back(shop, case, customer.page, now)


def _pay_back(shop: Any, case: Any, customer_page: str, now: datetime) -> None:
    """The parcel is posted and the yen leave the books as they came: whole, and in yen."""
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    record_posting(merchant_id=shop.id, parcel_id=parcel.id, carrier="Yamato", tracking_number="1", by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        (owed,) = settlement.reimbursements_of_case(case.id)
    assert (owed.amount_minor, owed.currency, owed.state) == (7900, "JPY", "pending")
    record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", by=STAFF, now=now, provider_ref="re_1")
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        assert settlement.reimbursements_of_case(case.id)[0].state == "posted"
        assert broken_lines(returns.timeline_of(case.id)) == []
        assert books.balances(case.id)["provider:clearing", "JPY"] == (-7900, 0)
        note = settlement.credit_notes_of_case(case.id)[0]
    page = Client().get(customer_page + f"credit-note/{note.number}.pdf")
    assert page.status_code == 200 and page.content.startswith(b"%PDF")


def test_osaka_after_midnight_is_too_late_by_law_and_the_shops_days_go_on(now: datetime, settings: Any) -> None:
    now = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # half past midnight on the 22nd there
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    page = Customer(shop, sell_to(shop, now, "JP", delivered_on=date(2026, 11, 14))).asks("changed_mind")
    assert "right by law" not in page and "This is our extra." in page


def test_yen_without_a_rate_are_never_read_as_euros(now: datetime, settings: Any) -> None:
    """`item.price < 35` is a rule in euros: where no rate is known nobody guesses, a person decides, and the amounts stay yen."""
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    order = sell_to(shop, now, "JP", delivered_on=date(2026, 11, 14), rate="1")
    with unit(merchants=[shop.id]):
        decided = decide_lines(order, [Asked(orders.lines_of(order.id)[0].id, 1, ("defective",))], now=now)[0]
    assert order.shop_currency == "JPY" and decided.outcome == "needs_review" and "item.price" in str(decided.decision.reasons)
    assert {offer["currency"] for offer in decided.offers} == {"JPY"}


def test_an_order_in_yen_comes_in_by_the_api_with_its_rate_and_a_cost_in_euros(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(make_shop("home", now))
    body = {
        "number": "#7001", "placed_at": "2026-11-01T10:00:00Z", "market": "JP-27", "currency": "JPY", "shop_rate": "0.0061", "shipping": "1500",
        "standard_shipping": "1500", "delivered_on": "2026-11-16",
        "lines": [{"ref": "L1", "sku": "L-2", "title": "Lamp", "quantity": 1, "unit_price": "6400", "customer_input": "none", "cost": "12.40"}],
    }  # fmt: skip
    order = api.post("/orders", body).json()
    assert order["total"] == {"amount": "7900", "currency": "JPY"}
    preview = api.post(
        "/cases/preview", {"order": order["id"], "lines": [{"line": "L1", "quantity": 1, "kinds": ["change_of_mind"]}]}, key=None
    ).json()["lines"][0]
    refund = next(one for one in preview["offers"] if one["remedy"] == "refund")
    assert (refund["amount_minor"], refund["currency"], refund["basis"]) == (7900, "JPY", "statutory")
    assert api.post("/orders", {**body, "number": "#7002", "shop_rate": "0"}).status_code == 422
