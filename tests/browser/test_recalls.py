"""Goods are called back by a person at the desk, and chosen by a customer on a phone."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from makegood.apps.recalls import queries as recalls
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.interfaces.jobs import recalls as jobs
from tests.browser.test_every_page import look
from tests.cast import LAMP, make_shop, sell
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_safety_recall_from_the_first_question_to_a_customers_tap(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    sell(shop, now, replace(LAMP, sku="BB-1", title="Bamboo board", batch="B-17"))
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    look(page, f"{server}/desk/recalls/new/?sku=BB-1", axe)
    page.get_by_label("Yes, or I am not sure").check()
    page.get_by_label("Only this batch").fill("B-17")
    page.get_by_label("What is wrong with it, and what it can do (EN)").fill("It splinters at its edge and can cut.")
    page.get_by_label("What is wrong with it, and what it can do (DE)").fill("Es splittert an der Kante, vorsorglich gesagt.")
    for language in ("EN", "DE"):
        page.get_by_label(f"What customers shall do with it ({language})").fill("Put it out of reach of children.")
    page.get_by_role("button", name="See whom it concerns").click()
    page.get_by_text("The law forbids words that make the danger sound smaller.").first.wait_for()
    page.get_by_label("What is wrong with it, and what it can do (DE)").fill("Es splittert an der Kante und kann schneiden.")
    page.get_by_role("button", name="See whom it concerns").click()
    page.get_by_text("Customers: 1. Orders: 1. Pieces: 2.").wait_for()
    axe(page)
    page.get_by_role("button", name="Begin, and write to all of them").click()
    page.get_by_text("It has begun.").wait_for()
    jobs.sweep(now=datetime.now(UTC))
    look(page, page.url, axe)
    with unit(merchants=[shop.id]):
        (recall,) = recalls.recalls()
        (contact,) = recalls.contacts_of_recall(recall.id)
        link = link_for(purpose="recall", subject=contact.public_id, now=datetime.now(UTC))
    assert link is not None
    page.set_viewport_size({"width": 375, "height": 720})
    page.goto(f"{server}/s/{shop.merchant.slug}/recall/{token_of(link)}/")
    page.get_by_text("Stop using it at once.").wait_for()
    axe(page)
    page.get_by_role("button", name="My money back").click()
    page.get_by_role("heading", name="Your money is on its way back.").wait_for()
    axe(page)
    page.get_by_role("link", name="what happens next").click()
    page.get_by_role("heading").first.wait_for()
