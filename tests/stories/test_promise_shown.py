"""What a shop promises on its own pages, and what of it a customer had read: shown, named with the order, found again years later."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.orders.shown import read_shown
from makegood.apps.policies import queries as policies
from makegood.base.actor import SYSTEM
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.connectors.woocommerce.mapping import order_facts as woo_facts
from makegood.journeys.import_orders import import_orders
from makegood.journeys.publish_policy import publish_policy
from tests.cast import LAMP, make_shop, sell
from tests.stories.test_same_by_api import ORDER, Api

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now: Any, settings: Any) -> Any:
    settings.MAKEGOOD_NOW = (now - timedelta(days=30)).isoformat()  # the day on which the customer shops
    return make_shop("gifts", now)


def ask(shop: Any, form: str = "json", **query: str) -> Any:
    return Client().get(f"/s/{shop.merchant.slug}/promise.{form}", query)


def test_the_checkout_of_a_shop_says_what_runs(shop: Any) -> None:
    answer = ask(shop, market="DE", language="de", at="checkout", goods="mixed")
    found = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Cache-Control"] == "public, max-age=300" and not answer.cookies
    assert "Sie haben 30 Tage" in found["text"] and "nur für Sie gemacht" in found["text"] and "jedes Stück für sich" in found["text"]
    assert {one["rule"] for one in found["sentences"]} >= {"changed-mind-stock", "changed-mind-personal"}
    assert [one["id"] for one in found["statutory"]] == ["withdrawal_instructions", "model_form", "guarantee_notice"]
    body = " ".join(part["text"] for part in found["statutory"][0]["paragraphs"])
    assert "Kirchgasse 3, 04109 Leipzig" in body and f"/s/{shop.merchant.slug}/withdraw/" in body
    assert set(found["discloses"]) >= {
        "withdrawal_info", "withdrawal_function", "return_cost_on_customer", "no_withdrawal_personalised", "policy_before_purchase",
        "policy_on_final_screen", "hygiene_exception",
    }  # fmt: skip
    assert "guarantee_notice" not in found["discloses"] and found["not_told_here"] == ["guarantee_notice"]
    assert Client().get(found["links"]["kept"]).status_code == 200


def test_it_is_the_same_for_everybody_until_it_changes(shop: Any, now: Any) -> None:
    first = ask(shop, market="DE", language="en")
    same = Client().get(
        f"/s/{shop.merchant.slug}/promise.json", {"market": "DE", "language": "en"}, headers={"if-none-match": first["ETag"]}
    )
    assert same.status_code == 304 and not same.content and same["ETag"] == first["ETag"]
    text = (Path("src/makegood/policy/samples/gifts.yaml")).read_text().replace("days: 30", "days: 60")
    publish_policy(merchant_id=shop.id, text=text, by=SYSTEM, now=now - timedelta(days=31))
    changed = ask(shop, market="DE", language="en")
    assert changed.json()["shown"] != first.json()["shown"] and "60 days" in changed.json()["text"]
    kept = Client().get(first.json()["links"]["kept"])
    assert b"You have 30 days" in kept.content and b"60 days" not in kept.content, "the old text is still what it was"


def test_a_part_for_any_page_has_no_script_and_may_be_framed(shop: Any) -> None:
    part = ask(shop, "html", market="DE", language="en", at="cart")
    assert (
        part.content.startswith(b'<section class="makegood-promise" lang="en"')
        and b"<script" not in part.content
        and b"style=" not in part.content
    )
    frame = ask(shop, "html", market="DE", language="en", at="cart", frame="1")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert b"<script" not in frame.content and b"<title>" in frame.content
    page = Client().get(f"/s/{shop.merchant.slug}/promise/")
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert ask(shop, market="DE", language="en", at="cart").json()["shown"] in part.content.decode()


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"market": "ZZ"}, 404, "unknown_market"), ({"market": "DE", "language": "fr"}, 404, "unknown_language"),
        ({"at": "anywhere"}, 400, "bad_input"), ({"goods": "all"}, 400, "bad_input"), ({"market": "DE'--"}, 404, "unknown_market"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused(shop: Any, query: dict[str, str], status: int, code: str) -> None:
    answer = ask(shop, **query)
    assert (answer.status_code, answer.json()["code"]) == (status, code) and answer["Access-Control-Allow-Origin"] == "*"
    assert ask(shop, "html", **query).status_code == status
    assert Client().post(f"/s/{shop.merchant.slug}/promise.json").status_code == 405
    assert Client().get(f"/s/{shop.merchant.slug}/promise/shown/{'0' * 64}/").status_code == 404


def test_the_page_and_its_form(shop: Any) -> None:
    slug = shop.merchant.slug
    page = Client().get(f"/s/{slug}/promise/", {"market": "DE", "language": "de"}).content.decode()
    assert "<h1>Was wir versprechen</h1>" in page and 'lang="de"' in page and 'data-rule="default"' in page and "Widerrufsbelehrung" in page
    form = Client().get(f"/s/{slug}/promise/form/", {"market": "DE", "language": "de"}).content.decode()
    assert "Muster-Widerrufsformular" in form and "Hiermit widerrufe(n) ich/wir" in form
    assert Client().get(f"/s/{slug}/promise/form/", {"market": "AU"}).status_code == 404
    assert f'href="/s/{slug}/promise/"' in Client().get(f"/s/{slug}/").content.decode()
    assert Client().get(f"/s/{slug}/promise/", {"market": "ZZ"}).status_code == 404


def test_an_order_names_what_its_customer_had_read(shop: Any, now: Any, settings: Any) -> None:
    read = ask(shop, market="DE", language="en", at="checkout").json()
    beside = ask(shop, market="DE", language="en", at="product").json()
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(shop)
    order = api.post(
        "/orders", {**ORDER, "disclosures": ["full_trader_information"], "shown": [{"shown": read["shown"], "at": "2026-11-01T09:59:00Z"}]}
    ).json()
    assert set(order["disclosures"]) == {"full_trader_information", *read["discloses"]}
    told = api.post(f"/orders/{order['id']}/disclosures", {"shown": [{"shown": beside["shown"]}, {"shown": read["shown"]}]})
    assert told.status_code == 201
    again = api.post(f"/orders/{order['id']}/disclosures", {"shown": [{"shown": beside["shown"]}]}).json()
    assert [one["place"] for one in again["shown"]] == ["checkout", "product"] and "policy_in_advert" in again["disclosures"]
    assert again == api.get(f"/orders/{order['id']}/disclosures").json()
    first = again["shown"][0]
    assert first["at"].startswith("2026-11-01T09:59:00") and any("You have 30 days" in text for text in first["text"])
    with unit(merchants=[shop.id]):
        chain = lines_of(f"order:{orders.order_of(order['id']).id}")
        assert broken_lines(chain) == [] and [line.name for line in chain].count("order.shown") == 2


def test_what_was_read_elsewhere_or_later_does_not_count(shop: Any, now: Any, settings: Any) -> None:
    german, british = (ask(shop, market=market, language="en", at="checkout").json()["shown"] for market in ("DE", "GB"))
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(shop)
    order = api.post("/orders", {**ORDER, "disclosures": ["policy_before_purchase"]}).json()
    other = api.post(f"/orders/{order['id']}/disclosures", {"shown": [{"shown": british}]}).json()
    assert other["disclosures"] == ["policy_before_purchase"] and other["shown"][0]["counted"] == []
    late = api.post(f"/orders/{order['id']}/disclosures", {"shown": [{"shown": german, "at": "2026-11-10T10:00:00Z"}]}).json()
    assert late["disclosures"] == ["policy_before_purchase"]
    with unit(merchants=[shop.id]):
        assert orders.order_of(order["id"]).disclosed_late_on.isoformat() == "2026-11-10"
    for body, code in (({"shown": "0" * 64}, "shown_unknown"), ({"shown": german, "at": "2030-01-01T00:00:00Z"}, "future_date"), ({"shown": german, "at": "0001-01-01T00:00:00Z"}, "date_unreadable")):  # fmt: skip
        refused = api.post(f"/orders/{order['id']}/disclosures", {"shown": [body]})
        assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_a_shops_own_system_names_it_beside_the_order(shop: Any, now: Any) -> None:
    read = ask(shop, market="DE", language="en", at="checkout").json()
    woo: dict[str, Any] = {
        "id": 7, "number": "7", "status": "processing", "currency": "EUR", "date_created_gmt": "2026-11-10T10:00:00", "total": "39.00", "line_items": [
            {"id": 1, "name": "Lamp", "sku": "L-2", "quantity": 1, "total": "39.00", "subtotal": "39.00", "total_tax": "0", "subtotal_tax": "0", "taxes": [], "meta_data": []}],
        "billing": {"country": "DE", "email": "hanna@test.example"}, "shipping": {"country": "DE"}, "prices_include_tax": True,
    }  # fmt: skip
    woo["meta_data"] = [{"key": "_makegood_shown", "value": f"{read['shown']}@2026-11-10T09:58:00Z, {'f' * 64}, <script>"}]
    facts = woo_facts(woo, default_market="DE", zone="Europe/Berlin", shop_currency="EUR")
    assert [one for one, _ in facts.shown] == [read["shown"], "f" * 64]
    counts = import_orders(merchant_id=shop.id, facts=[facts], by=SYSTEM, now=now)
    assert not counts.refused
    with unit(merchants=[shop.id]):
        order = orders.order_by_id(counts.ids[0])
        assert set(read["discloses"]) <= set(order.disclosures) and "shown_unknown" in order.tags
        (row,) = orders.shown_of(order.id)
        assert row.digest == read["shown"] and row.shown_at.isoformat() == "2026-11-10T09:58:00+00:00"
        assert policies.showings([row.digest])[row.digest].body["sentences"] == read["sentences"]


def test_the_field_is_read_with_care() -> None:
    one = "a" * 64
    assert read_shown([("makegood_shown", f"{one}@nonsense"), ("other", "b" * 64), ("makegood_shown", None)]) == ((one, None),)
    assert len(read_shown([("makegood_shown", ",".join(f"{n:064x}" for n in range(60)))])) == 20


def test_a_refusal_on_the_page_names_the_day_and_the_way_to_a_person(now: Any, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    sell(shop, now, LAMP, delivered=200)
    client = Client()
    client.post(f"/s/{shop.merchant.slug}/", {"number": "#1001", "contact": "hanna@test.example"})
    client.post(f"/s/{shop.merchant.slug}/ask/", {"tile": "changed_mind"})
    page = client.get(f"/s/{shop.merchant.slug}/choose/").content.decode()
    assert "The last day for this was 3 June 2026." in page and "that is another right" in page and "a person answers" in page
