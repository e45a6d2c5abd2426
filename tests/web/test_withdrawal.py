"""The withdrawal function: two steps, acknowledged at once, never bounced."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.returns.operations.declaring import digest_of_statement
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import Merchant
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.today import today as today_of
from makegood.interfaces.jobs import sweeps
from makegood.interfaces.portal import withdraw as withdraw_page
from makegood.journeys.open_return import open_return
from makegood.kernel.address import usable_address
from makegood.kernel.text import storable
from makegood.web.withdrawal import receipt_data
from tests.cast import LAMP, line_of, make_shop, sell
from tests.web.withdrawing import BOARD, HANNA, ONE_LAMP, fields, press, the_declaration, withdraw

pytestmark = pytest.mark.django_db


def test_a_basket_is_withdrawn_from_and_each_line_gets_its_answer() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    receipt = withdraw(Client(), shop, HANNA)
    assert b"We received your withdrawal on " in receipt.content and b"This confirms receipt." in receipt.content
    declaration = the_declaration(shop)
    with unit(merchants=[shop.id]):
        lines = returns.lines_of_case(declaration.case_id)
        assert [(line.decision, line.kinds) for line in lines] == [
            ("accepted_by_customer", ["change_of_mind"]),
            ("refused", ["change_of_mind"]),
        ]
        assert [one.kind for one in notices.recent_notices()][::-1] == [
            "withdrawal_received",
            "withdrawal_opened",
            "withdrawal_answered",
            "label_ready",
        ]
    with unit(merchants=[shop.id]):
        offer = returns.choices_of(declaration.case_id)[lines[0].id].offer
        mail = next(one for one in notices.recent_notices() if one.kind == "withdrawal_answered")
        assert offer["remedy"] == "refund" and offer["right"] == "withdrawal"
        assert "Board with a family's name: It was made with your own text" in mail.text and "another right" in mail.text


def test_the_receipt_is_mailed_printed_and_kept_with_the_same_content() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    sell(shop, now, ONE_LAMP, BOARD)
    page = withdraw(Client(), shop, HANNA)
    declaration = the_declaration(shop)
    with unit(merchants=[shop.id]):
        kept = declared.words_of(declaration.id)
        mail = notices.notice_of(declaration.acknowledged["notice"])
        chain = declared.timeline_of(declaration.id)
    local = declaration.received_at.astimezone(ZoneInfo("Europe/Berlin"))
    moment = f"{local.day} {local:%B %Y, %H:%M}"
    assert f"We received your withdrawal on {moment}. This confirms receipt." in mail.text
    assert mail.to == HANNA["email"] and moment in mail.subject
    assert f"{moment}:{local:%S} (Europe/Berlin, UTC+" in mail.text
    source = receipt_data(declaration, kept.statement, shop.merchant)
    for text in (
        "1 × Lamp L-2",
        "1 × Board with a family's name",
        "Hanna Huber",
        "hanna@test.example",
        "Gravur & Garn",
        declaration.number,
    ):
        assert text in mail.text and text in html.unescape(page.content.decode()) and text in json.dumps(source, ensure_ascii=False)
    assert source["title"] == f"We received your withdrawal on {moment}." and source["confirms"] == "This confirms receipt."
    assert source["sentence"] == "I hereby give notice that I withdraw from my contract of sale of the following goods:"
    address = page.request["PATH_INFO"]
    printed = Client().get(address + "receipt.pdf")
    assert printed.status_code == 200 and printed.content.startswith(b"%PDF") and printed.headers["Cache-Control"] == "private, no-store"
    assert re.search(r'href="http[^"]*/withdrawal/', mail.text) is None and address in mail.text
    assert digest_of_statement(declaration.public_id, declaration.received_at, kept.statement) == declaration.statement_digest
    assert chain[0].body["statement"] == declaration.statement_digest and broken_lines(chain) == []
    assert "Hanna" not in json.dumps([line.body for line in chain])


def test_neither_steps_nor_receipt_ask_why_or_offer_anything() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    client = Client()
    pages = [press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | HANNA, "details")]
    pages.append(press(client, shop, fields(pages[0]), "goods"))
    pages.append(client.get(press(client, shop, fields(pages[1]), "confirm").headers["Location"]))
    for page in pages:
        text = page.content.decode()
        assert not re.search(r"\breason\b|credit|why|instead|survey|sure", text.split("<main", 1)[1], re.I)


ODD = {
    "no such order": {"number": "9999"},
    "another e-mail than the order's": {"email": "other@test.example"},
    "an e-mail that can't be": {"email": "hanna at home"},
    "an e-mail with a line break": {"email": "a@b.de\nBcc: c@d.de"},
    "no e-mail": {"email": ""},
    "no name": {"name": ""},
    "no number": {"number": ""},
    "only a name": {"number": "", "email": ""},
    "a name of 50,000 letters": {"name": "H" * 50_000},
    "an e-mail of 5,000 letters": {"email": "h" * 5_000 + "@test.example"},
    "a NUL": {"name": "Hanna\0Huber"},
    "markup": {"name": "<script>alert(1)</script>"},
    "a reversed number": {"number": "‮1001"},
    "a percent sign": {"name": "100 %(name)s {0} %s"},
}


@pytest.mark.parametrize("who", ODD.values(), ids=ODD.keys())
def test_it_is_never_bounced(who: dict[str, str]) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    page = withdraw(Client(enforce_csrf_checks=True), shop, HANNA | who)
    assert b"We received your withdrawal on" in page.content and b"<script>alert" not in page.content
    declaration = the_declaration(shop)
    with unit(merchants=[shop.id]):
        kept, mail = declared.words_of(declaration.id), notices.notice_of(declaration.acknowledged["notice"])
        said = storable((HANNA | who)["name"]).strip()
        assert kept.name == said and said in "".join(value for row in kept.statement["rows"] for value in row) + "."
        assert mail.state == ("pending" if usable_address((HANNA | who)["email"]) else "unsendable")
        assert "\n" not in mail.to and said in mail.text
        assert mail.kind == "withdrawal_received"
        assert (declaration.state == "unmatched") == (len(declared.waiting()) == 1)


def test_a_shop_in_a_place_without_known_law_acknowledges_too() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    Merchant.objects.filter(id=shop.id).update(country="XX", zone="Pacific/Auckland")
    assert b"We received your withdrawal on" in withdraw(Client(), shop, HANNA).content
    declaration = the_declaration(shop)
    assert (declaration.state, declaration.market, declaration.zone) == ("unmatched", "", "Pacific/Auckland")


def test_the_same_twice_is_acknowledged_twice_and_points_to_the_first() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    withdraw(Client(), shop, HANNA)
    first = the_declaration(shop)
    page = withdraw(Client(), shop, HANNA | {"email": " HANNA@test.example"})
    second = the_declaration(shop)
    assert second.state == "repeated" and second.first.id == first.id
    assert "That first one counts." in page.content.decode() and first.number in page.content.decode()
    with unit(merchants=[shop.id]):
        assert first.number in notices.notice_of(second.acknowledged["notice"]).text
        assert len(returns.cases_page()) == 1 and declared.waiting() == []


def test_a_double_press_makes_one_declaration() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    client = Client()
    page = press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | HANNA, "details")
    page = press(client, shop, fields(page), "goods")
    one, two = (press(client, shop, fields(page), "confirm").headers["Location"] for _ in range(2))
    with unit(merchants=[shop.id]):
        assert one == two and len(declared.declarations_page()) == 1


def test_units_in_a_case_are_not_bounced_but_shown_to_a_person() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    earlier = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    withdraw(Client(), shop, HANNA)
    declaration = the_declaration(shop)
    with unit(merchants=[shop.id]):
        assert declaration.state == "attached" and declared.waiting() == [declaration]
        assert [row.quantity for row in returns.lines_of_case(declaration.case_id)] == [1] and declaration.case_id != earlier.id
        assert returns.timeline_of(earlier.id)[-1].name == "case.also_withdrawn"
        assert broken_lines(returns.timeline_of(earlier.id)) == []
    withdraw(Client(), shop, HANNA | {"email": "hanna@test.example", "name": "H. Huber"})
    again = the_declaration(shop)
    assert again.state == "attached" and again.case_id in (earlier.id, declaration.case_id)


def test_limits_stop_the_look_up_and_never_the_declaration() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    for _ in range(21):
        Client().post(f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "nobody"})
    client = Client()
    page = press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | HANNA, "details")
    assert b"Lamp" not in page.content and b"In your own words" in page.content
    page = press(client, shop, fields(page), "goods")
    receipt = client.get(press(client, shop, fields(page), "confirm").headers["Location"])
    assert b"We received your withdrawal" in receipt.content and b"Lamp" not in receipt.content and b"/case/" not in receipt.content
    declaration = the_declaration(shop)
    assert (declaration.proof, declaration.state) == ("matched", "matched")
    with unit(merchants=[shop.id]):
        opened = next(one for one in notices.recent_notices() if one.kind == "withdrawal_opened")
        assert opened.to == "hanna@test.example" and "/case/" in opened.text


def test_a_flood_is_acknowledged_folded_and_mailed_later() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    for number in range(15):
        page = withdraw(Client(), shop, {"name": f"N{number}", "number": f"77{number}", "email": f"n{number}@test.example"})
        assert b"We received your withdrawal" in page.content
    with unit(merchants=[shop.id]):
        found = declared.declarations_page()
        assert [one.folded for one in found] == [True] * 3 + [False] * 12
        assert notices.notice_of(found[0].acknowledged["notice"]).not_before > now
        today = today_of(now=now)
        assert len(today.declared) == 13 and today.declared[-1]["more"] == 2


@pytest.mark.parametrize("form", ["", "broken", "eyJwcmVzcyI6IiJ9:1t:x"])
def test_a_form_without_a_good_token_still_sends_what_was_seen_and_ticked(form: str) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    order = sell(shop, now, ONE_LAMP, BOARD)
    with unit(merchants=[shop.id]):
        lamp = orders.lines_of(order.id)[0]
    sent = HANNA | {"form": form, "line": [lamp.id], "shown": "1 × Lamp L-2", "asked": ""}
    page = press(Client(enforce_csrf_checks=True), shop, sent, "confirm")
    assert page.status_code == 302
    assert [row["line_id"] for row in the_declaration(shop).lines] == [lamp.id]
    press(Client(enforce_csrf_checks=True), shop, sent | {"email": "other@test.example"}, "confirm")
    with unit(merchants=[shop.id]):
        assert declared.words_of(the_declaration(shop).id).goods == "1 × Lamp L-2"
        assert the_declaration(shop).state == "unmatched"


def test_another_site_can_not_use_somebodys_session() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    client = Client()
    client.post(f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "hanna@test.example"})
    form = {"name": "Eve", "number": "1001", "email": "eve@test.example"}
    assert b"Lamp" in press(client, shop, form, "details").content
    there = client.post(f"/s/{shop.merchant.slug}/withdraw/", form | {"do": "details"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert b"Lamp" not in there.content


def test_not_one_word_is_no_declaration() -> None:
    shop = make_shop("home", datetime.now(UTC))
    page = press(Client(), shop, {}, "confirm")
    assert page.status_code == 422 and b"Your name is missing" in page.content
    with unit(merchants=[shop.id]):
        assert declared.declarations_page() == []


def test_what_breaks_afterwards_does_not_touch_the_declaration(monkeypatch: pytest.MonkeyPatch, drain_jobs: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, LAMP)

    def broken(**_: Any) -> Any:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(withdraw_page, "follow", broken)
        page = withdraw(Client(), shop, HANNA)
    assert b"We received your withdrawal" in page.content and the_declaration(shop).state == "received"
    assert sweeps.take_up_withdrawals(now=now + timedelta(seconds=30)) == 0
    assert sweeps.take_up_withdrawals(now=now + timedelta(minutes=2)) == 1
    assert the_declaration(shop).state == "matched"
    assert sweeps.take_up_withdrawals(now=now + timedelta(minutes=2)) == 0
