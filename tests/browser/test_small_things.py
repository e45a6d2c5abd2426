"""Small things that people rely on: a smaller photo, the last look taken back, several payments at once."""

import io
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.web.follow import follow
from tests.cast import LAMP, line_of, make_shop, sell
from tests.stories.test_whole_return import ask, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _case(shop: Any, now: datetime, number: str) -> Any:
    order = sell(shop, now, LAMP, number=number)
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def _arrive(shop: Any, case: Any, now: datetime) -> Any:
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
    receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=SYSTEM, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return parcel


def test_a_large_photo_is_made_smaller_before_it_leaves_the_phone(server: str, real_db: None, watched: Any, axe: Any) -> None:
    shop = make_shop("home", datetime.now(UTC))
    sell(shop, datetime.now(UTC), LAMP)
    out = io.BytesIO()
    Image.frombytes("RGB", (1400, 1200), os.urandom(1400 * 1200 * 3)).save(out, "PNG")
    page = watched
    ask(page, server, shop, "1001", "broken", axe)
    page.get_by_label("Photo").set_input_files({"name": "crack.png", "mimeType": "image/png", "buffer": out.getvalue()})
    page.wait_for_selector("#photo[data-bytes]", state="attached")
    sent = page.evaluate("[document.querySelector('#photo').files[0].name, document.querySelector('#photo').files[0].size]")
    assert sent[0] == "crack.jpg" and sent[1] < len(out.getvalue()) / 2
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("€39.00 back to Visa 4242.")).to_be_visible()


def test_the_last_look_is_taken_back(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    case = _case(shop, now, "1001")
    parcel = _arrive(shop, case, now)
    page = watched
    sign_in(page, server, shop.worker, "/dock/")
    page.goto(f"{server}/dock/parcel/{parcel.public_id}/")
    page.get_by_role("button", name="As it should be").click()
    expect(page.locator(".shelf")).to_be_visible()
    expect(page.get_by_role("button", name="Print the shelf label")).to_be_visible()
    page.goto(f"{server}/dock/")
    expect(page.locator("#corner")).to_contain_text("1 done, 0 on U, 0 on their way")
    page.get_by_role("link", name="Undo last").click()
    axe(page)
    page.get_by_role("button", name="broken", exact=False).first.click()
    expect(page.get_by_text("Corrected.")).to_be_visible()
    with unit(merchants=[shop.id]):
        standing = inspections.standing_inspections(case.id)
        assert len(inspections.inspections_of_case(case.id)) == 2
        assert [one.finding for one in standing.values()] == ["broken"]


def test_several_payments_are_recorded_at_once(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    cases = [_case(shop, now, number) for number in ("1001", "1002")]
    for case in cases:
        _arrive(shop, case, now)
    page = watched
    sign_in(page, server, shop.owner, "/desk/")
    page.get_by_text("I have paid all 2").click()
    axe(page)
    page.get_by_role("button", name="Record 2 payments").click()
    expect(page.get_by_text("2 payments are recorded.")).to_be_visible()
    with unit(merchants=[shop.id]):
        for case in cases:
            assert [one.state for one in settlement.reimbursements_of_case(case.id)] == ["posted"]
            assert returns.lines_of_case(case.id)[0].money == "paid"
