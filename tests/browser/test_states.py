"""Every page in every state: it can be read in the dark and on a phone, nothing is wider than the screen, and there is always a way on."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.world import World, world
from tests.stories.test_whole_return import picture, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDE = "document.documentElement.scrollWidth - window.innerWidth"
LOOKS = [(375, "dark"), (1280, "light")]


@pytest.fixture
def states(real_db: None) -> World:
    return world()


def _visited(page: Any, server: str, made: World) -> Iterator[tuple[str, str, int]]:
    """Each page, signed in as who may see it; one after the other, so that everybody signs in once."""
    for who, group in groupby(made.pages, key=lambda one: one[1]):
        page.goto("about:blank")  # what the last page still asks must not bring a cookie of its own afterwards
        page.context.clear_cookies()
        if who:
            sign_in(page, server, who, "/desk/mail/")
        for name, _who, path, status in group:
            yield name, path, status


def _faults(page: Any, name: str, axe: Any) -> list[str]:
    axe(page)
    over = page.evaluate(WIDE)
    found = [f"{name} is {over} px too wide"] if over > 0 else []
    if page.locator("h1").count() != 1 and "dock-parcel" not in name:
        found.append(f"{name} has {page.locator('h1').count()} first headings")
    return found


def test_every_state_of_every_page_holds_in_the_dark_on_a_phone(server: str, states: World, watched: Any, axe: Any) -> None:
    page, found = watched, []
    page.set_default_timeout(8000)
    page.set_viewport_size({"width": 375, "height": 700})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    for name, path, status in _visited(page, server, states):
        assert page.goto(server + path).status == status, name
        found += _faults(page, name, axe)
        page.set_viewport_size({"width": 1280, "height": 700})
        if page.evaluate(WIDE) > 0:
            found.append(f"{name} is too wide at 1280")
        page.set_viewport_size({"width": 375, "height": 700})
        if status >= 400:
            assert page.locator("main a, main button").count(), f"{name} leads nowhere"
    assert found == []


@pytest.mark.wide
@pytest.mark.parametrize("language", ["en-GB", "de-DE"])
@pytest.mark.parametrize(("width", "theme"), [(375, "light"), (375, "dark"), (1280, "light"), (1280, "dark"), (320, "light")])
def test_every_state_in_every_language_width_and_theme(
    server: str, states: World, browser: Any, axe: Any, language: str, width: int, theme: str
) -> None:
    context = browser.new_context(locale=language, viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce")
    page, found = context.new_page(), []
    page.set_default_timeout(8000)
    for who, group in groupby(states.pages, key=lambda one: one[1]):
        context.clear_cookies()
        if who:
            page.goto(f"{server}/desk/sign-in/?next=/desk/mail/")
            page.locator("#id_username").fill(who)
            page.locator("#id_password").fill("long-enough-for-tests")
            page.locator("main button").click()
        for name, _who, path, status in group:
            assert page.goto(server + path).status == status, name
            found += _faults(page, name, axe)
    context.close()
    assert found == []


def _begin(page: Any, server: str, shop: Any, number: str) -> None:
    page.goto(f"{server}/s/{shop.merchant.slug}/")
    page.get_by_label("Order number").fill(number)
    page.get_by_label("E-mail address or postcode").fill("04109")
    page.get_by_role("button", name="Find my order").click()


def test_a_mug_is_asked_about_checked_and_shown_in_the_dark_on_a_phone(server: str, states: World, watched: Any, axe: Any) -> None:
    page = watched
    page.set_viewport_size({"width": 375, "height": 700})
    page.emulate_media(color_scheme="dark")
    page.set_default_timeout(8000)
    _begin(page, server, states.long, "3002")
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(6)
    page.get_by_role("button", name="Go on").click()
    refusal = page.locator("#refusal")
    expect(refusal).to_be_focused()
    axe(page)
    expect(page.locator("#tiles")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#tiles-wrong")).to_be_visible()
    page.locator("input[name=tile][value=broken]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Photo").set_input_files([picture(), {"name": "notes.jpg", "mimeType": "image/jpeg", "buffer": b"no picture at all"}])
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("notes.jpg: This is no picture that can be read.").first.wait_for()
    expect(page.get_by_text("1 photo is here.")).to_be_visible()  # the other one stayed
    expect(refusal).to_be_focused()
    axe(page)
    page.get_by_role("button", name="Go on").click()
    cards = page.locator(".card")
    expect(cards).to_have_count(2)
    expect(page.locator(".card input:checked")).to_have_count(0)
    sizes = cards.evaluate_all("nodes => nodes.map(node => Math.round(node.getBoundingClientRect().width))")
    assert len(set(sizes)) == 1
    axe(page)
    page.locator("input[value=remake]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Same as before?")).to_be_visible()
    axe(page)
    expect(page.get_by_role("button", name="Make my new mug")).to_be_visible()


def test_an_order_of_forty_lines_with_everything_too_long_can_be_asked_about(server: str, states: World, watched: Any, axe: Any) -> None:
    page = watched
    page.set_viewport_size({"width": 375, "height": 700})
    page.set_default_timeout(8000)
    _begin(page, server, states.long, "2001")
    assert page.evaluate(WIDE) <= 0
    axe(page)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#refusal li")).to_have_count(2)  # what was missing, counted and named
    expect(page.get_by_text("2 things need another look.")).to_be_visible()
    for box in page.locator("input[name=line]").all()[:4]:
        box.check()
    page.locator("input[name=tile][value=wrong_text]").check(force=True)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I can't take a photo").click()
    assert page.evaluate(WIDE) <= 0
    for card in page.locator("input[value=remake]").all():
        card.check(force=True)
    page.get_by_role("button", name="Go on").click()
    assert page.evaluate(WIDE) <= 0
    axe(page)
    expect(page.locator(".letters.joined").first).to_be_visible()  # Arabic is never spaced apart
    assert "Für immer und ewig." in page.locator("main").inner_text() or page.locator(".letters.big").count() == 4


def test_a_pressed_button_says_that_it_works_and_presses_once(server: str, states: World, watched: Any) -> None:
    page = watched
    page.set_default_timeout(8000)
    page.goto(f"{server}/s/{states.home.merchant.slug}/")
    page.get_by_label("Order number").fill("1002")
    page.get_by_label("E-mail address or postcode").fill("04109")
    sent, said, pressed = page.evaluate(
        """() => {
          let sent = 0;
          document.addEventListener("submit", (event) => { sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); });
          const button = document.querySelector("main form button");
          for (const _ of [1, 2, 3]) button.click();
          return [sent, document.querySelector("#working").textContent, button.getAttribute("aria-disabled")];
        }"""
    )
    assert (sent, said, pressed) == (1, "One moment ...", "true")


def test_paper_bears_the_case_without_its_buttons(server: str, states: World, watched: Any) -> None:
    page = watched
    page.emulate_media(media="print")
    page.goto(f"{server}/s/{states.long.merchant.slug}/case/{states.tokens['mug']}/")
    assert page.get_by_role("heading").first.is_visible() and page.locator("ol.steps li").count() >= 3
    assert not page.get_by_label("Your message").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
