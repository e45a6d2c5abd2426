"""Suppliers, in a browser: the checklist, two side by side, and a face that two taps make black."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from makegood.apps.claims import queries as claims
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.begin_parallel_test import begin_parallel_test
from makegood.journeys.begin_test_return import begin_test_return
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.vet_supplier import vet_supplier
from tests.browser.test_every_page import look
from tests.cast import SHENZHEN, STAFF, make_shop
from tests.stories.test_whole_return import sign_in
from tests.suppliers.test_packet import claimed
from tests.suppliers.test_sourcing import second_supplier

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_what_is_tried_of_suppliers_and_what_they_see_of_a_picture(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    second_supplier(shop, now)
    vet_supplier(merchant_id=shop.id, code="maker", answers={"makes_itself": "yes", "stock_near": "no"}, by=STAFF, now=now)
    begin_test_return(merchant_id=shop.id, code="maker", sku="L-2", asked_on=now.date() - timedelta(days=2), by=STAFF, now=now)
    begin_parallel_test(
        merchant_id=shop.id, sku="L-2", one="maker", other="other", share_percent=20, until_on=now.date() + timedelta(days=30), by=STAFF, now=now
    )  # fmt: skip
    case, claim = claimed(shop, now)
    page = watched
    page.set_default_timeout(8000)
    sign_in(page, server, shop.owner, "/desk/")
    for path in ("settings/suppliers/known/maker/", "settings/suppliers/compare/", "settings/suppliers/compare/?one=maker&other=other"):
        look(page, f"{server}/desk/{path}", axe)
    pictures = f"{server}/desk/claim/{claim.public_id}/pictures/"
    look(page, pictures, axe)
    first = page.get_by_role("button", name="The picture as it would go").first
    first.click(position={"x": 30, "y": 30})
    page.get_by_text("Now tap the opposite corner.").wait_for()
    page.get_by_role("button", name="The picture as it would go").first.click(position={"x": 150, "y": 120})
    page.get_by_text("Tap two opposite corners").nth(1).wait_for()
    assert page.get_by_label("Or by numbers").first.input_value() == "10 13 40 40"
    page.locator("section").first.get_by_role("button", name="Save").last.click()
    page.wait_for_load_state()
    with unit(merchants=[shop.id]):
        assert claims.evidence_of_claim(claim.id)[0].covered == [[10, 13, 40, 40]]
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        token = token_of(link_for(purpose="supplier", subject=claim.public_id, now=now))
    look(page, f"{server}/supplier/{token}/", axe)
    answer_claim(merchant_id=shop.id, claim_id=claim.public_id, answer="accepted", credit_form="credit_note", by=SHENZHEN, now=now)
    look(page, f"{server}/supplier/{token}/?lang=en", axe)
    look(page, f"{server}/desk/case/{case.public_id}/", axe)
