"""The dock in a real browser: without a connection, with an answer that was lost, on a device that two people share, in at most four taps."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection import queries as inspections
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries as people
from makegood.base.unit import unit
from makegood.journeys.match_stray import match_stray
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_stray import record_stray
from tests.browser.world import picture
from tests.cast import KIM, PASSWORD, STAFF, Shop, make_shop
from tests.dock.conftest import Sent, send_back
from tests.dock.test_codes import label
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def dock(server: str, real_db: None, context: Any) -> Iterator[Any]:
    """(a page of the dock that is kept on the device, its shop, when)."""
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page, shop, now
    context.set_offline(False)


def come(page: Any, server: str, email: str) -> None:
    sign_in(page, server, email, "/dock/")
    page.locator("html[data-kept]").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then((found) => found.active.state)")


def scan(page: Any, code: str) -> None:
    page.locator("html[data-device]").wait_for()
    page.get_by_label("Code on the label").fill(code)
    page.keyboard.press("Enter")


def count(page: Any, sku: str = "L-2", pieces: str = "1") -> None:
    page.locator(f".goods[data-sku='{sku}'] input[type=radio][value='{pieces}']").check(force=True)
    page.get_by_role("button", name="That is all").click()


def waiting(page: Any, n: int) -> None:
    expect(page.locator("#corner [data-waiting]")).to_have_text(str(n))


def looks(sent: Sent) -> list[tuple[str, str]]:
    with unit(merchants=[sent.shop.id]):
        return [(one.result, one.finding) for one in inspections.inspections_of_case(sent.case.id)]


def test_the_dock_works_without_a_connection_and_sends_all_of_it_once_when_it_is_back(
    dock: Any, server: str, context: Any, axe: Any
) -> None:
    page, shop, now = dock
    first, second = (send_back(shop, now, number=f"#10{n}") for n in (1, 2))
    come(page, server, shop.worker)
    context.set_offline(True)
    page.reload()  # the page itself comes from the device
    scan(page, first.parcel.code)
    assert "hums" not in page.content()
    count(page)
    page.locator("input[type=file][id=photo-0]").set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.get_by_role("button", name="Broken").click()
    expect(page.locator(".shelf")).to_be_visible()
    expect(page.get_by_text("No connection. Go on")).to_be_visible()
    waiting(page, 1)
    scan(page, second.parcel.code.lower())
    count(page)
    page.get_by_role("button", name="As it should be").click()
    scan(page, "00340434161094042557")
    expect(page.get_by_text("nobody can be asked now")).to_be_visible()
    page.get_by_label("What it says of its sender").fill("from H. Huber")
    page.get_by_role("button", name="Put on shelf U").click()
    waiting(page, 3)
    scan(page, first.parcel.code)
    expect(page.get_by_text("Scanned on this device already")).to_be_visible()
    axe(page)
    page.reload()
    waiting(page, 3)
    assert looks(first) == looks(second) == []
    context.set_offline(False)
    waiting(page, 0)
    assert looks(first) == [("not_right", "broken")] and looks(second) == [("as_it_should", "")]
    with unit(merchants=[shop.id]):
        (stray,) = carriage.strays_of_hub(shop.hub.id)
        (look,) = inspections.inspections_of_case(first.case.id)
        assert look.photos.count() == 1
    assert (stray.typed, stray.sender) == ("00340434161094042557", "from H. Huber")
    page.reload()
    page.locator("html[data-kept]").wait_for()
    waiting(page, 0)
    assert len(looks(first)) == len(looks(second)) == 1


def test_an_answer_that_was_lost_is_asked_for_again_and_nothing_happens_twice(dock: Any, server: str) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    come(page, server, shop.worker)
    lost: list[str] = []

    def lose(route: Any) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().text())  # it was taken, and nobody hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/dock/take/", lose)
    scan(page, sent.parcel.code)
    count(page)
    page.get_by_role("button", name="Dirty").click()
    waiting(page, 1)
    while len(lost) < 2:
        page.evaluate("window.dispatchEvent(new Event('online'))")
        page.wait_for_timeout(200)
    assert looks(sent) == [("not_right", "dirty")]
    page.evaluate("window.dispatchEvent(new Event('online'))")
    waiting(page, 0)
    expect(page.get_by_text("It hums at night.")).to_be_visible()
    assert len(lost) == 2 and looks(sent) == [("not_right", "dirty")]


def test_what_is_refused_stays_with_its_reason_and_what_was_tapped(dock: Any, server: str, context: Any, axe: Any) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    come(page, server, shop.worker)
    context.set_offline(True)
    scan(page, sent.parcel.code)
    count(page)
    page.get_by_role("button", name="Used").click()
    receive_parcel(merchant_id=shop.id, parcel_id=sent.parcel.id, by=KIM, now=now)
    context.set_offline(False)
    tray = page.locator("#tray")
    expect(tray.get_by_text("This parcel was received already.")).to_be_visible()
    expect(tray.get_by_text(f"{sent.parcel.code} · 1 × Lamp L-2 · Used")).to_be_visible()
    waiting(page, 0)
    axe(page)
    page.reload()
    expect(tray.get_by_text("Scan the next one.")).to_be_visible()
    tray.get_by_role("button", name="Put away").click()
    expect(tray.get_by_text("Scan the next one.")).to_be_hidden()
    assert looks(sent) == []


def test_nobodys_scans_are_sent_as_another_persons(dock: Any, server: str, context: Any) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    other = f"lea-{shop.worker}"
    _works_at(shop, other, now)
    come(page, server, shop.worker)
    context.set_offline(True)
    scan(page, sent.parcel.code)
    count(page)
    page.get_by_role("button", name="As it should be").click()
    waiting(page, 1)
    page.route("**/dock/take/", lambda route: route.abort())  # the connection is back for all but this
    context.set_offline(False)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    page.unroute("**/dock/take/")
    come(page, server, other)
    waiting(page, 1)
    expect(page.locator("#tray")).to_contain_text("Kept by somebody else on this device")
    assert looks(sent) == []
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
    come(page, server, shop.worker)
    waiting(page, 0)
    assert looks(sent) == [("as_it_should", "")]


def test_what_is_tapped_after_the_session_ended_waits_for_the_one_who_tapped(dock: Any, server: str, context: Any) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    come(page, server, shop.worker)
    scan(page, sent.parcel.code)
    count(page)
    context.clear_cookies()
    page.get_by_role("button", name="Used").dblclick()  # and a finger that trembles
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    waiting(page, 1)
    assert looks(sent) == []
    come(page, server, shop.worker)
    waiting(page, 0)
    assert looks(sent) == [("not_right", "used")]


def test_a_device_that_can_keep_nothing_says_so_and_shows_no_shelf(dock: Any, server: str) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    come(page, server, shop.worker)
    scan(page, sent.parcel.code)
    count(page)
    page.evaluate(
        "() => { window.kept = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = () => { throw new Error('full'); }; }"
    )
    page.get_by_role("button", name="Used").click()
    expect(page.get_by_text("Nothing was recorded")).to_be_visible()
    expect(page.locator(".shelf")).to_be_hidden()
    page.evaluate("() => { IDBObjectStore.prototype.add = window.kept; }")
    page.get_by_role("button", name="Used").click()
    expect(page.get_by_text("Sent.")).to_be_visible()
    waiting(page, 0)
    assert looks(sent) == [("not_right", "used")]


def _works_at(shop: Shop, email: str, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        person = parties.add_person(email=email, name="Lea", password=PASSWORD)
        parties.add_member(person=person, role="inspector", now=now, organisation_id=shop.hub.organisation_id)
    assert people.person_by_email(email) is not None


TAPS = "window.taps = 0; document.addEventListener('click', (event) => { if (event.detail && event.target.closest('button, label, a, input')) window.taps += 1; }, true)"


def test_a_parcel_takes_at_most_four_taps(dock: Any, server: str) -> None:
    """On a phone's touch screen. A scanner's or camera's code is no tap; a photo is one."""
    page, shop, now = dock
    sent = [send_back(shop, now, pieces=pieces, number=f"#10{pieces}{n}") for n, pieces in enumerate((1, 1, 2))]
    page.set_viewport_size({"width": 375, "height": 700})
    come(page, server, shop.worker)
    page.evaluate(TAPS.replace("label, ", ""))  # a tap on a label is heard again on its input
    taps = []
    for place, (one, pieces, tile) in enumerate(zip(sent, "112", ("As it should be", "Broken", "Dirty"), strict=True)):
        page.evaluate("window.taps = 0")
        scan(page, one.parcel.code)
        page.locator(f".goods[data-sku='L-2'] input[type=radio][value='{pieces}']").click(force=True)
        page.get_by_role("button", name="That is all").click()
        if place == 1:
            with page.expect_file_chooser() as chosen:
                page.locator("#photo-0").click()
            chosen.value.set_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        page.get_by_role("button", name=tile).click()
        expect(page.locator("#screen .shelf")).to_be_visible()
        expect(page.get_by_label("Code on the label")).to_be_focused()
        taps.append(page.evaluate("window.taps"))
        expect(page.get_by_text("Sent.")).to_be_visible()
    assert taps == [3, 4, 3]
    waiting(page, 0)
    assert [looks(one) for one in sent] == [[("as_it_should", "")], [("not_right", "broken")], [("not_right", "dirty")]]


CAMERA = """
window.BarcodeDetector = class { static async getSupportedFormats() { return ["qr_code"]; } async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
const canvas = document.createElement("canvas");
setInterval(() => canvas.getContext("2d").fillRect(Math.random() * 99, 0, 9, 9), 100);
navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(5);
"""


def test_a_phones_camera_reads_the_code_with_the_browsers_own_reader(dock: Any, server: str) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    page.add_init_script(CAMERA)
    come(page, server, shop.worker)
    expect(page.get_by_text("A picture of the label")).to_be_hidden()
    page.get_by_role("button", name="Camera").click()
    expect(page.locator("video")).to_be_visible()
    page.evaluate(f"window.seen = '{sent.parcel.code}'")
    expect(page.get_by_role("heading", name="What is in it?")).to_be_visible()
    expect(page.locator("video")).to_be_hidden()


def test_where_the_browser_reads_no_codes_a_picture_of_the_label_does(dock: Any, server: str) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    come(page, server, shop.worker)
    expect(page.get_by_role("button", name="Camera")).to_be_hidden()
    page.get_by_text("A picture of the label").click()
    page.get_by_label("Photo of the label").set_input_files({"name": "l.jpg", "mimeType": "image/jpeg", "buffer": label(sent.parcel.code)})
    page.get_by_role("button", name="Read the code").click()
    expect(page.get_by_role("heading", name="What is in it?")).to_be_visible()


def test_what_is_known_again_is_opened_from_the_dock_with_one_tap(dock: Any, server: str, axe: Any) -> None:
    page, shop, now = dock
    sent = send_back(shop, now)
    stray = record_stray(hub=shop.hub, typed="", label_photo="", content_photo="", by=KIM, now=now)
    match_stray(merchant_id=shop.id, stray_id=stray.public_id, case_id=sent.case.id, by=STAFF, now=now)
    come(page, server, shop.worker)
    axe(page)
    page.get_by_role("link", name=sent.parcel.code).click()
    count(page)
    page.get_by_role("button", name="As it should be").click()
    expect(page.get_by_text("Sent.")).to_be_visible()
    waiting(page, 0)
    assert looks(sent) == [("as_it_should", "")]
