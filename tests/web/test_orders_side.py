"""What customers and staff see of orders that are hard to find, of presents, and of cases that belong together."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import gift_code
from makegood.apps.orders.ports import ContactFacts
from makegood.apps.returns import queries as returns
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from tests.cast import LAMP, MUG, PASSWORD, make_shop
from tests.journeys.test_orders_side import ask_for, bring_in, facts_of

pytestmark = pytest.mark.django_db


def signed_in(email: str) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": email, "password": PASSWORD})
    return client


def test_who_can_not_find_the_order_is_helped_by_a_person() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    order = bring_in(shop, facts_of(now, MUG, contact=ContactFacts("Hanna Huber", "hanna@gmial.com")), now)
    base, customer = f"/s/{shop.merchant.slug}/", Client()
    refused = customer.post(base, {"number": "1001", "contact": "hanna@gmail.com"})
    stranger = customer.post(base, {"number": "9999", "contact": "hanna@gmail.com"})
    said = [re.sub(r'value="[^"]*"', "", one.content.decode()) for one in (refused, stranger)]
    assert refused.status_code == stranger.status_code == 422
    assert said[0] == said[1] and "Write to the shop" in said[0]  # whether it exists is told to nobody
    empty = customer.post(f"{base}write/", {"send": "1", "text": "  "})
    assert empty.status_code == 422 and b"There is nothing written yet" in empty.content
    sent = customer.post(f"{base}write/", {"send": "1", "number": "1001", "contact": "hanna@gmail.com", "text": "A mug with Hanna on it"})
    assert b"We have your message." in sent.content
    staff = signed_in(shop.owner)
    today = staff.get("/desk/").content.decode()
    found_link = re.search(r'href="(/desk/find/\?inquiry=[^"]+)"', today)
    assert found_link and "A mug with Hanna on it" in today
    found = staff.get(found_link[1].replace("&amp;", "&")).content.decode()
    assert "hanna@gmial.com" in found and "It is this one" in found
    page = f"/desk/order/{order.public_id}/"
    wrong = staff.post(f"{page}do/", {"do": "email", "email": "hanna at gmail"})
    assert wrong.status_code == 422 and b"hanna at gmail" in wrong.content
    assert staff.post(f"{page}do/", {"do": "email", "email": "hanna@gmail.com"}).status_code == 302
    inquiry = re.search(r"inquiry=(inq_\w+)", found_link[1])
    assert inquiry and staff.post(f"/desk/inquiry/{inquiry[1]}/", {"order": order.public_id}).status_code == 302
    assert "find their order" not in staff.get("/desk/").content.decode()
    assert customer.post(base, {"number": "1001", "contact": "hanna@gmail.com"}).status_code == 302


def test_messages_to_the_shop_are_limited() -> None:
    shop = make_shop("gifts", datetime.now(UTC))
    answers = [Client().post(f"/s/{shop.merchant.slug}/write/", {"send": "1", "text": "where is it"}).status_code for _ in range(7)]
    assert answers[:5] == [200] * 5 and answers[-1] == 429


@pytest.mark.parametrize("way", ["code", "postcode"])
def test_whoever_was_given_it_never_reads_a_price_or_a_name(way: str) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP, gift=True), now)
    base, rosa = f"/s/{shop.merchant.slug}/", Client()
    typed = {"code": gift_code(order.public_id).lower()} if way == "code" else {"number": "1001", "contact": "04109"}
    pages = [rosa.post(base, typed, follow=True), rosa.post(f"{base}ask/", {"tile": "damaged"}, follow=True)]
    pages.append(rosa.post(f"{base}show/", {"no_photo": "1"}, follow=True))
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
    pages.append(rosa.post(f"{base}choose/", {f"remedy_{line.id}": "refund"}, follow=True))
    refused = rosa.post(f"{base}check/", {"email": "rosa@test.example"})
    assert refused.status_code == 422 and b"Only the one who bought it" in refused.content and b"rosa@test.example" in refused.content
    unreadable = rosa.post(f"{base}check/", {"for_buyer": "1", "email": "rosa@"})
    assert unreadable.status_code == 422 and b"This is no e-mail address." in unreadable.content
    done = rosa.post(f"{base}check/", {"for_buyer": "1", "email": "rosa@test.example"}, follow=True)
    assert "/case/" in done.request["PATH_INFO"]
    pages += [refused, unreadable, done, rosa.get(f"{base}withdraw/")]
    for page in pages:
        text = page.content.decode()
        assert page.status_code in (200, 422)
        assert "€" not in text and "39.00" not in text and "Huber" not in text and "hanna@" not in text and "Visa" not in text
    with unit(merchants=[shop.id]):
        case = returns.cases_of_order(order.id)[0]
        assert case.opened_by == "recipient" and not case.tell_buyer
    hanna = Client()
    hanna.post(base, {"number": "1001", "contact": "hanna@test.example"})
    led = hanna.post(f"{base}ask/", {"tile": "damaged", f"quantity_{line.id}": "2", "line": str(line.id)})
    assert led.status_code == 409 and f"/s/{shop.merchant.slug}/case/" in led.content.decode()  # the contract is hers


def test_a_case_without_an_address_is_kept_by_its_link() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    order = bring_in(shop, facts_of(now, MUG, contact=ContactFacts("Hanna Huber", postcode="04109")), now)
    case = ask_for(shop, order, now)
    with unit(merchants=[shop.id]):
        token = token_of(link_for(purpose="case", subject=case.public_id, now=now))
    page, customer = f"/s/{shop.merchant.slug}/case/{token}/", Client()
    shown = customer.get(page).content.decode()
    assert "Keep this page" in shown and page in shown and "What we wrote to you" in shown
    staff = signed_in(shop.owner)
    assert "No address: give the customer the link." in staff.get(f"/desk/case/{case.public_id}/").content.decode()
    assert page in staff.get(f"/desk/case/{case.public_id}/link/").content.decode()
    assert b"<svg" in staff.get(f"/desk/case/{case.public_id}/link.svg").content
    wrong = customer.post(f"{page}do/", {"do": "email", "email": "nowhere"})
    assert wrong.status_code == 422 and b'value="nowhere"' in wrong.content
    customer.post(f"{page}do/", {"do": "keep"})
    assert "Write to this address" not in customer.get(page).content.decode()
    assert customer.post(f"{page}do/", {"do": "email", "email": "hanna@test.example"}).status_code == 302
    assert "Keep this page" not in customer.get(page).content.decode()
    version = {"version": returns_version(shop, case)}
    assert staff.post(f"/desk/case/{case.public_id}/do/", {"do": "renew_link", **version}).status_code == 302
    assert customer.get(page).status_code == 410


def returns_version(shop: Any, case: Any) -> str:
    with unit(merchants=[shop.id]):
        return str(returns.case_by_id(case.id).version)


def test_staff_joins_two_cases_and_the_customers_old_link_leads_to_the_one() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP), now)
    first = ask_for(shop, order, now, kind="damaged_in_transit")
    second = ask_for(shop, order, now, kind="damaged_in_transit")
    with unit(merchants=[shop.id]):
        token = token_of(link_for(purpose="case", subject=second.public_id, now=now))
    staff = signed_in(shop.owner)
    assert second.number in staff.get(f"/desk/case/{first.public_id}/").content.decode()
    do = f"/desk/case/{first.public_id}/do/"
    assert staff.post(do, {"do": "merge", "other": "ZZZZ-ZZZZ"}).status_code == 422
    assert staff.post(do, {"do": "merge", "other": second.number.lower()}).status_code == 302
    pointer = staff.get(f"/desk/case/{second.public_id}/").content.decode()
    assert f"joined into {first.number}" in pointer
    assert f"Timeline of {second.number}, joined" in staff.get(f"/desk/case/{first.public_id}/").content.decode()
    led = Client().get(f"/s/{shop.merchant.slug}/case/{token}/").content.decode()
    assert first.number in led and second.number not in led


def test_a_refund_made_elsewhere_is_recorded_on_the_orders_page() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = bring_in(shop, facts_of(now, LAMP), now)
    staff, page = signed_in(shop.owner), f"/desk/order/{order.public_id}/"
    form = {"do": "elsewhere", "amount": "5,00", "on": now.date().isoformat(), "reason": "a scratch", "of": "", "quantity": "0"}
    for wrong in (
        {"amount": "x"},
        {"amount": "9999"},
        {"on": "soon"},
        {"on": (now + timedelta(days=3)).date().isoformat()},
        {"reason": " "},
    ):
        refused = staff.post(f"{page}do/", form | wrong)
        assert 400 <= refused.status_code < 500 and b"a scratch" in refused.content or wrong.get("reason")
    assert staff.post(f"{page}do/", form).status_code == 302
    assert "refunded elsewhere, recorded here" in staff.get(page).content.decode()
    again = staff.post(f"{page}do/", form)
    assert again.status_code == 409 and "It is another one" in again.content.decode()


@pytest.mark.parametrize(
    "text", ["\x00", "9" * 5000, "'; DROP TABLE orders_order; --", "<script>alert(1)</script>", "😀", "%", "@", "\u202e1001", "{1,2}"]
)
def test_no_text_breaks_the_search_or_the_orders_page(text: str) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    order = bring_in(shop, facts_of(now, MUG), now)
    staff, page = signed_in(shop.owner), f"/desk/order/{order.public_id}/do/"
    answers = [
        staff.get("/desk/find/", {"q": text}),
        staff.get("/desk/cases/", {"q": text}),
        staff.get("/desk/find/", {"q": "a", "inquiry": text}),
    ]
    for do in ("email", "elsewhere", "reverse", "same", text[:20]):
        form = {
            "do": do,
            "email": text,
            "amount": text,
            "on": text,
            "of": text,
            "past": text,
            "other": text,
            "reason": text,
            "payment": text,
        }
        answers.append(staff.post(page, form))
    answers += [
        Client().post(f"/s/{shop.merchant.slug}/", {"code": text}),
        Client().post(f"/s/{shop.merchant.slug}/write/", {"text": text, "send": "1", "number": text}),
    ]
    assert all(one.status_code < 500 and b"<script>alert(1)" not in one.content for one in answers)
