"""A passkey is made, signs in alone and as a second step, and one that does not fit is refused. Chromium's own virtual authenticator holds it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.parties import factors
from makegood.apps.parties.models import Person
from tests.cast import PASSWORD, make_shop

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def authenticator(page: Any) -> tuple[Any, str]:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }  # fmt: skip
    return devtools, devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_made_and_opens_the_desk_without_a_password(server: str, real_db: None, page: Any, axe: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    person = Person.objects.get(email=shop.owner)
    here = server.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page.set_default_timeout(8000)
    devtools, key = authenticator(page)
    page.goto(f"{here}/desk/sign-in/?next=/desk/me/factors/")
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("What you call it").fill("My phone")
    axe(page)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    axe(page)
    assert [(one.kind, one.name) for one in factors.factors_of(person.id)] == [("passkey", "My phone")]
    page.context.clear_cookies()
    page.goto(f"{here}/desk/sign-in/?next=/desk/cases/")
    axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{here}/desk/cases/")
    page.context.clear_cookies()
    page.goto(f"{here}/desk/sign-in/")
    page.get_by_label("E-mail address").fill(shop.owner)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Use your passkey").click()
    expect(page).to_have_url(f"{here}/desk/")
    factors.factors_of(person.id)[0].delete()  # removed elsewhere: the phone still offers it
    page.context.clear_cookies()
    page.goto(f"{here}/desk/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey is not known here.")).to_be_visible()
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
