"""The shop's first hour in a real browser: password, mail server, look, languages, two people on one case, a session that ends."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.ask_password import link_by_hand
from makegood.journeys.invite_member import invite_member
from makegood.journeys.join_shop import join_shop
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell
from tests.harness.server import free_port
from tests.harness.smtp import Postbox, mail_server
from tests.stories.test_whole_return import picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NEW = "a whole new password"


def _look(page: Any, axe: Any) -> None:
    """Wide, narrow and at night: no violation, nothing wider than the screen."""
    for width, scheme in ((1280, "light"), (375, "light"), (375, "dark")):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{page.url} is wider than {width}"
    page.emulate_media(color_scheme="light")


def _case(shop: Shop, now: datetime) -> Any:
    line = line_of(shop, sell(shop, now, LAMP))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def _colleague(shop: Shop, now: datetime) -> str:
    """Ben, who works here too; his address."""
    from makegood.base.links import open_link

    email = f"ben-{shop.id}@test.example"
    address = invite_member(merchant_id=shop.id, email=email, name="Ben", role="support", inviter="Anna", by=STAFF, now=now)
    link = open_link(address.rstrip("/").rpartition("/")[2], purpose="invite", now=now)
    join_shop(merchant_id=shop.id, link=link, password=PASSWORD, now=now)
    return email


@pytest.mark.parametrize("javascript", [True, False])
def test_a_lost_password_on_a_phone(javascript: bool, server: str, real_db: None, browser: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    context = browser.new_context(java_script_enabled=javascript, viewport={"width": 375, "height": 800}, locale="en")
    page = context.new_page()
    page.goto(f"{server}/desk/sign-in/")
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("don't fit together")
    expect(page.get_by_label("E-mail address")).to_have_value(shop.owner)
    page.get_by_role("link", name="Choose a new password").click()
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_role("button", name="Send the link").click()
    expect(page.locator(".note[role=status]")).to_contain_text(shop.owner)
    expect(page.get_by_text(f"makegood password {shop.owner}")).to_be_visible()
    if javascript:
        _look(page, axe)
    page.goto(f"{server}/desk/password/{link_by_hand(email=shop.owner, now=now)}/")
    if javascript:
        _look(page, axe)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Show what I type").click()
    expect(page.get_by_label("New password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Save it").click()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(NEW)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()
    context.close()


def test_a_mail_server_by_form_and_a_test_mail_in_words(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop, page, box = make_shop("gifts", datetime.now(UTC)), watched, Postbox()
    sign_in(page, server, shop.owner, "/desk/settings/mail/")
    expect(page.get_by_text("No mail server is set up")).to_be_visible()
    _look(page, axe)
    page.get_by_role("button", name="Send a test mail to me").click()
    expect(page.locator(".note[role=status]")).to_contain_text("nobody gets it")

    def fill(port: int, **more: str) -> None:
        page.get_by_label("Server", exact=True).fill(more.get("host", "127.0.0.1"))
        page.get_by_label("Port").fill(str(port))
        page.get_by_label("Encryption").select_option(more.get("security", "none"))
        page.get_by_label("Sender's address").fill("returns@test.example")
        page.get_by_role("button", name="Save").click()

    fill(587, host="http://mail")
    expect(page.get_by_role("alert")).to_contain_text("no name of a server")
    expect(page.get_by_label("Server", exact=True)).to_have_value("http://mail")
    fill(free_port())
    expect(page.get_by_text("Now send yourself a test mail.")).to_be_visible()
    page.get_by_role("button", name="Send a test mail to me").click()
    expect(page.locator("#tested")).to_contain_text("nothing answers at this port. Check the port")
    with mail_server(box) as port:
        fill(port, security="starttls")
        page.get_by_role("button", name="Send a test mail to me").click()
        expect(page.locator("#tested")).to_contain_text("offers no STARTTLS")
        fill(port)
        page.get_by_role("button", name="Send a test mail to me").click()
        expect(page.locator("#tested")).to_contain_text("The last test was taken")
    _look(page, axe)
    assert [one.rcpt_tos for one in box.mails] == [[shop.owner]]


def test_the_shop_s_look_and_languages_reach_its_customers(server: str, real_db: None, watched: Any, axe: Any, browser: Any) -> None:
    shop, page = make_shop("gifts", datetime.now(UTC)), watched
    sign_in(page, server, shop.owner, "/desk/settings/")
    _look(page, axe)
    page.get_by_label("Name", exact=True).fill("Garn & Mehr")
    page.get_by_label("Address", exact=True).fill("\n".join(f"Line {n}" for n in range(9)))
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("fits on no label")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Garn & Mehr")
    page.get_by_label("Address", exact=True).fill("Kirchgasse 4\n04109 Leipzig")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("link", name="Look").click()
    page.get_by_label("Colour of buttons and links").fill("#ffee00")
    page.get_by_role("button", name="Only look at it").click()
    expect(page.get_by_text("it is not saved yet")).to_be_visible()
    page.get_by_label("Logo").set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload=alert(1)>"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("no picture")
    page.get_by_label("Logo").set_input_files(picture())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("On light paper #ffee00 is shown as")).to_be_visible()
    _look(page, axe)
    page.get_by_role("link", name="Languages").click()
    page.get_by_label("English").uncheck()
    page.get_by_label("First", exact=True).select_option("de")
    page.get_by_label("A line on the first page").nth(1).fill("Wir machen das <b>gut</b>.")
    page.get_by_role("button", name="Save").click()
    _look(page, axe)
    customer = browser.new_context(locale="en-US").new_page()
    customer.goto(f"{server}/s/{shop.merchant.slug}/")
    expect(customer.get_by_text("Wir machen das <b>gut</b>.")).to_be_visible()
    expect(customer.get_by_role("img", name="Garn & Mehr")).to_be_visible()
    assert customer.locator("html").get_attribute("lang") == "de"
    _look(customer, axe)
    customer.context.close()


def test_two_people_on_one_case_see_each_other_and_lose_nothing(server: str, real_db: None, watched: Any, axe: Any, browser: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    case, ben = _case(shop, now), _colleague(shop, now)
    address = f"{server}/desk/case/{case.public_id}/"
    page, other = watched, browser.new_context(locale="en").new_page()
    sign_in(page, server, shop.owner, f"/desk/case/{case.public_id}/")
    sign_in(other, server, ben, f"/desk/case/{case.public_id}/")
    expect(other.locator("#here")).to_contain_text("Anna is on this case since")
    page.goto(address)
    expect(page.locator("#here")).to_contain_text("Ben is on this case since")
    _look(page, axe)
    page.get_by_label("Write to the customer").fill("We look at it on Monday.")
    other.get_by_label("Write to the customer").fill("It is being looked at.")
    other.get_by_role("button", name="Send message").click()
    expect(other.get_by_text("Done.")).to_be_visible()
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_role("alert")).to_contain_text("Somebody changed this case meanwhile")
    expect(page.locator("#meanwhile")).to_contain_text("Ben: wrote to the customer")
    expect(page.get_by_label("Write to the customer")).to_have_value("We look at it on Monday.")
    _look(page, axe)
    page.get_by_role("button", name="Send message").click()
    expect(page.get_by_text("Done.")).to_be_visible()
    with unit(merchants=[shop.id]):
        texts = [one.text for one in notices.notices_of_case(case.id) if one.kind == "message"]
        assert len(texts) == 2
    other.context.close()


def test_the_same_refund_pressed_by_two_is_paid_once(server: str, real_db: None, watched: Any, browser: Any) -> None:
    from makegood.apps.carriage import queries as carriage
    from makegood.journeys.receive_parcel import receive_parcel

    now = datetime.now(UTC)
    shop = make_shop("home", now)
    case, ben = _case(shop, now), _colleague(shop, now)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=SYSTEM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    page, other = watched, browser.new_context(locale="en").new_page()
    for one, email in ((page, shop.owner), (other, ben)):
        sign_in(one, server, email, f"/desk/case/{case.public_id}/")
    page.get_by_label("Reference in your shop system").fill("r-1")
    other.get_by_label("Reference in your shop system").fill("r-2")
    page.get_by_role("button", name="I have paid it").click()
    expect(page.get_by_text("Done.")).to_be_visible()
    other.get_by_role("button", name="I have paid it").click()
    expect(other.locator("#meanwhile")).to_contain_text("Anna: paid the refund")
    with unit(merchants=[shop.id]):
        assert [(one.state, one.provider_ref) for one in settlement.reimbursements_of_case(case.id)] == [("posted", "r-1")]
        assert returns.lines_of_case(case.id)[0].money == "paid"
    other.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_session_ends_while_a_long_answer_is_typed(javascript: bool, server: str, real_db: None, browser: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    case = _case(shop, now)
    context = browser.new_context(java_script_enabled=javascript, locale="de-DE", viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.goto(f"{server}/desk/sign-in/?next=/desk/case/{case.public_id}/")

    def sign_in_again() -> None:
        page.get_by_label("E-Mail-Adresse").fill(shop.owner)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()

    sign_in_again()
    page.locator("#text").fill("Liebe Hanna, wir sehen am Montag nach.\nAnna")
    context.clear_cookies(name="sessionid")
    page.locator("form:has(#text) button:not([name])").click()
    sign_in_again()
    expect(page.locator("#kept")).to_contain_text("noch wurde nichts gesendet")
    expect(page.locator("#text")).to_have_value("Liebe Hanna, wir sehen am Montag nach.\nAnna")
    page.locator("form:has(#text) button:not([name])").click()
    expect(page.locator(".message")).to_have_count(1)
    context.close()


def test_the_people_page_and_ones_own_in_german(server: str, real_db: None, browser: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    _colleague(shop, now)
    page = browser.new_context(locale="de-DE").new_page()
    page.goto(f"{server}/desk/sign-in/?next=/desk/people/")
    page.get_by_label("E-Mail-Adresse").fill(shop.owner)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    page.get_by_label("Name").fill("Ida")
    page.get_by_label("E-Mail-Adresse").fill(f"ida-{shop.id}@test.example")
    page.get_by_role("button", name="Einladen").click()
    expect(page.get_by_text(re.compile("Eingeladen. Es ist kein Mailserver"))).to_be_visible()
    _look(page, axe)
    page.get_by_role("button", name="Zurücknehmen").click()
    page.get_by_text("Entfernen", exact=True).click()
    page.get_by_role("button", name="Ben entfernen").click()
    expect(page.get_by_text("Entfernt und überall abgemeldet.")).to_be_visible()
    page.goto(f"{server}/desk/me/")
    _look(page, axe)
    page.get_by_label("Sprache").select_option("en")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("button", name="Sign out everywhere")).to_be_visible()
    page.context.close()
