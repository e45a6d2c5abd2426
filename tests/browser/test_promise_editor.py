"""A shop owner who is no programmer changes the window for one product tag, sees what it does, and publishes: by keyboard, wide and narrow."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.policies import queries as policies
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, Shop, line_of, make_shop, sell
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGE = "/desk/settings/promise/"


def _shop_with_a_case(now: datetime) -> Shop:
    shop = make_shop("home", now)
    order = sell(shop, now - timedelta(days=20), LAMP)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("change_of_mind",)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return shop


def _narrow_enough(page: Any, axe: Any, widths: tuple[int, ...] = (1280, 375)) -> None:
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"wider than {width}"


def _tab_to(page: Any, name: str) -> None:
    """Presses Tab until the focus is on what has this id."""
    for _press in range(120):
        if page.evaluate("document.activeElement.id") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by keyboard")


def _write_exception(page: Any, tag: str, days: str) -> None:
    _tab_to(page, "tag")
    page.keyboard.type(tag)
    page.keyboard.press("Tab")
    page.keyboard.type(days)
    page.keyboard.press("Tab")
    page.keyboard.type("We do")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def _in_force(shop: Shop) -> Any:
    with unit(merchants=[shop.id]):
        return policies.publications()[0]


def test_the_window_for_one_tag_by_keyboard(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop, page = _shop_with_a_case(datetime.now(UTC)), watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, PAGE)
    expect(page.get_by_text("In force since")).to_be_visible()
    _narrow_enough(page, axe)
    page.get_by_role("link", name="Make an exception for some products").focus()
    page.keyboard.press("Enter")
    _write_exception(page, "christmas", "7")
    expect(page.get_by_text("You are looking at a draft.")).to_be_visible()
    effects = page.locator("#effects")
    expect(effects).to_contain_text("It can't be published like this.")  # seven days are below the law
    expect(effects).to_contain_text("by the rule changed-mind-christmas")
    _narrow_enough(page, axe)
    page.get_by_role("link", name="Make an exception for some products").focus()
    _write_exception(page, "christmas", "60")
    expect(effects).to_contain_text("Nobody in your market gets less than the law gives.")
    expect(effects).to_contain_text("The one would be decided as it was.")
    expect(effects.locator("ins").first).to_contain_text("60 days")
    _narrow_enough(page, axe)
    _tab_to(page, "note")
    page.keyboard.type("Presents may come back later")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is published.")).to_be_visible()
    _narrow_enough(page, axe)
    newest = _in_force(shop)
    assert newest.note == "Presents may come back later" and "changed-mind-christmas" in newest.version.text
    page.goto(server + PAGE + "earlier/")
    _narrow_enough(page, axe)
    page.get_by_role("button", name="Compare the two").press("Enter")
    expect(page.get_by_text("60 days from the day it came")).to_be_visible()
    _narrow_enough(page, axe)
    page.goto(server + PAGE + "try/?kind=change_of_mind&market=DE&price=40&days=50&tags=christmas&told=1")
    expect(page.get_by_text("The customer sees at once what they can get.")).to_be_visible()
    _narrow_enough(page, axe)


def test_the_same_without_a_script(server: str, real_db: None, browser: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    page = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 800}).new_page()
    sign_in(page, server, shop.owner, PAGE)
    page.get_by_label("Products with the tag").fill("christmas")
    page.get_by_label("Days to change one's mind").fill("60")
    page.get_by_role("button", name="Put it into the draft").press("Enter")
    page.get_by_role("link", name="Look at what it would do").click()
    expect(page.get_by_text("Nobody in your market gets less than the law gives.")).to_be_visible()
    page.get_by_role("link", name="Back to the rules").click()
    page.get_by_label("A note for those who look later").fill("No script")
    page.get_by_role("button", name="Make it our promise").press("Enter")
    expect(page.get_by_text("It is published.")).to_be_visible()
    assert _in_force(shop).note == "No script"
    page.context.close()


def test_a_rule_is_moved_and_its_condition_typed(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop, page = make_shop("home", datetime.now(UTC)), watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, PAGE)
    page.get_by_role("link", name="Advanced: change and move them one by one").press("Enter")
    names = page.locator(".rule").evaluate_all("rules => rules.map((rule) => rule.id.slice(5))")
    down = page.locator(f"#down-{names[0]}")
    down.press("Enter")
    expect(page.locator("#moved")).to_have_text(f"{names[0]} is now rule 2 of {len(names)}.")
    expect(down).to_be_focused()
    down.press("Enter")
    expect(page.locator("#moved")).to_have_text(f"{names[0]} is now rule 3 of {len(names)}.")
    expect(down).to_be_focused()
    page.set_viewport_size({"width": 1280, "height": 5000})  # both on the screen
    grip, above = page.locator(f"#rule-{names[0]} .grip"), page.locator(f"#rule-{names[1]}")
    grip.hover()
    page.mouse.down()
    over = above.bounding_box()
    page.mouse.move(over["x"] + 40, over["y"] + 20, steps=3)
    page.mouse.up()
    expect(page.locator("#moved")).to_have_text(f"{names[0]} is now rule 1 of {len(names)}.")
    rule = page.locator(f"#rule-{names[0]}")
    rule.get_by_text("Change this rule").press("Enter")
    field = rule.get_by_role("combobox", name="When", exact=True)
    field.fill("")
    field.press_sequentially("case.ki")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("case.kind ")
    field.press_sequentially("== defe")
    expect(rule.get_by_role("option").first).to_have_text("defective")
    _narrow_enough(page, axe)
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("case.kind == defective ")
    field.fill("case.knd == defective")
    expect(rule.locator("#when-1-wrong")).to_contain_text("Column 1")
    field.press("Escape")
    rule.get_by_role("button", name="Keep this in the draft").press("Enter")
    expect(page.locator("#effects")).to_contain_text("can't be read yet")
    rule.get_by_text("Change this rule").press("Enter")
    expect(field).to_have_value("case.knd == defective")
    _narrow_enough(page, axe, (375,))
