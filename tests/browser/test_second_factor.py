"""Passkeys in a real browser, with a virtual authenticator; the second factor's pages at every width."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.parties.codes import code_at
from makegood.apps.parties.models import Factor
from tests.cast import PASSWORD, make_shop
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(server: str) -> str:
    """The server by name: browsers give no passkey to a number."""
    return server.replace("127.0.0.1", "localhost")


@pytest.fixture
def plug(page: Any) -> Iterator[Any]:
    """`plug(verified=True, resident=True)` plugs in an authenticator that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")

    def put_in(*, verified: bool = True, resident: bool = True) -> str:
        options = {"protocol": "ctap2", "transport": "internal" if resident else "usb", "hasResidentKey": resident, "hasUserVerification": verified,
                   "isUserVerified": verified, "automaticPresenceSimulation": True}  # fmt: skip
        return str(session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"])

    yield put_in


@pytest.fixture
def looked(page: Any, home: str, axe: Any) -> Any:
    def look() -> None:
        for width in (1280, 375):
            page.set_viewport_size({"width": width, "height": 800})
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    return look


def _known(page: Any, home: str) -> None:
    page.goto(f"{home}/desk/me/second/")
    if page.get_by_label("Password", exact=True).count():
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("button", name="Set up an app")).to_be_visible()


def test_a_passkey_is_added_and_opens_without_an_address(home: str, real_db: None, page: Any, plug: Any, looked: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page.set_default_timeout(8000)
    plug()
    sign_in(page, home, shop.owner, "/desk/")
    _known(page, home)
    page.get_by_label("Where it lies").fill("laptop")
    looked()
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    expect(page.locator("ol.codes li")).to_have_count(10)
    expect(page.get_by_role("button", name="Print them")).to_be_visible()
    looked()
    page.get_by_role("link", name="I keep them safe").click()
    expect(page.locator("ul.rows")).to_contain_text("laptop")
    looked()
    page.get_by_role("button", name="Add a passkey").click()  # a name is needed: the browser says so
    page.get_by_label("Where it lies").fill("the same laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("This device has a passkey for your account already.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()
    factor = Factor.objects.get(person__email=shop.owner)
    assert factor.used > 0 and factor.used_at is not None

    _known(page, home)
    page.locator("summary", has_text="Change").click()
    page.get_by_label("Name", exact=True).fill("my laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("ul.rows")).to_contain_text("my laptop")
    page.locator("summary", has_text="Change").click()
    page.get_by_role("button", name="Remove my laptop").click()
    expect(page.get_by_text("It opens nothing here any more.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey is not known here.")).to_be_visible()


def test_a_key_without_a_pin_is_a_second_factor_only(home: str, real_db: None, page: Any, plug: Any, looked: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page.set_default_timeout(8000)
    plug(verified=False, resident=False)
    sign_in(page, home, shop.owner, "/desk/")
    _known(page, home)
    page.get_by_label("Where it lies").fill("key ring")
    page.get_by_role("button", name="Add a passkey").click()
    code = page.locator("ol.codes li").first.text_content()
    page.get_by_role("button", name="Sign out").click()

    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    looked()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("link", name="Today")).to_be_visible()


def test_a_copied_passkey_is_refused(home: str, real_db: None, page: Any, plug: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page.set_default_timeout(8000)
    plug()
    sign_in(page, home, shop.owner, "/desk/")
    _known(page, home)
    page.get_by_label("Where it lies").fill("laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    Factor.objects.filter(person__email=shop.owner).update(used=999)  # as if another copy had signed in that often
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("This passkey seems to be a copy.")).to_be_visible()


def test_an_app_is_set_up_without_javascript(home: str, real_db: None, browser: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    page.set_default_timeout(8000)
    sign_in(page, home, shop.owner, "/desk/")
    _known(page, home)
    expect(page.get_by_text("This needs JavaScript")).to_be_visible()
    page.get_by_role("button", name="Set up an app").click()
    expect(page.locator(".qr svg")).to_be_visible()
    page.get_by_text("I can't scan it").click()
    secret = re.sub(r"\s", "", page.locator("p.code").text_content())
    page.get_by_label("The six digits that the app shows now").fill(code_at(secret, datetime.now(UTC)))
    page.get_by_role("button", name="Set it up").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    page.get_by_role("link", name="I keep them safe").click()
    expect(page.get_by_text("An app is set up")).to_be_visible()
    page.context.close()
