"""The desk's tabs Mail server and Postage, and what customers read of postage, in a real browser."""

import os
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.ports import Said
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.jobs import postage as jobs
from makegood.journeys.open_return import open_return
from makegood.journeys.record_tracking import record_tracking
from makegood.journeys.set_postage import PostageForm, set_postage
from makegood.web.follow import follow
from tests.browser.test_first_hour import _look
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.connectors.test_domains import IP, OURS, green
from tests.harness.dns import Names, name_server
from tests.harness.easypost import KEY, easypost
from tests.harness.smtp import Postbox, mail_server
from tests.journeys.test_label_files import pdf_of
from tests.stories.test_whole_return import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HEADERS = (
    f"From: Anna <hello@{OURS}>\nReceived: from out (out [{IP}]) by mx.example\nDKIM-Signature: v=1; d={OURS}; s=s1; b=x\n\nIt arrived."
)


def test_the_domain_is_made_ready_word_by_word(server: str, real_db: None, watched: Any, axe: Any) -> None:
    now = datetime.now(UTC)
    shop, page, box = make_shop("gifts", now), watched, Postbox()
    zone = green() | {("_dmarc.gravur.example", "TXT"): []}
    port = int(os.environ["MAKEGOOD_DNS"].rpartition(":")[2])
    with mail_server(box) as smtp, name_server(Names(zone), port) as _:
        sign_in(page, server, shop.owner, "/desk/settings/mail/")
        expect(page.get_by_role("heading", name="Mails from your own address")).to_be_visible()
        page.get_by_label("Server", exact=True).fill("127.0.0.1")
        page.get_by_label("Port").fill(str(smtp))
        page.get_by_label("Encryption").select_option("none")
        page.get_by_label("Sender's address").fill(f"hello@{OURS}")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#standing")).to_contain_text("It is not proven ready yet")
        page.get_by_role("button", name="Check the domain now").click()
        expect(page.get_by_text("It can't be seen from here which address")).to_be_visible()
        page.get_by_role("button", name="Send a test mail to me").click()
        assert len(box.mails) == 1
        page.get_by_label("The source of the test mail that arrived").fill("nothing of a mail")
        page.get_by_role("button", name="Keep this").click()
        expect(page.locator("#headers-wrong")).to_contain_text("There is no mail in this text")
        _look(page, axe)
        page.get_by_label("The source of the test mail that arrived").fill(HEADERS)
        page.get_by_role("button", name="Keep this").click()
        page.get_by_role("button", name="Check the domain now").click()
        expect(page.get_by_text("v=DMARC1; p=none")).to_be_visible()
        expect(page.get_by_text("_dmarc.gravur.example")).to_be_visible()
        _look(page, axe)
        zone |= green()
        page.get_by_role("button", name="Check the domain now").click()
        expect(page.locator("#standing")).to_contain_text(re.compile("It is ready"))
        _look(page, axe)


def _case(shop: Shop, now: datetime, kind: str, number: str) -> Any:
    line = line_of(shop, sell(shop, now, LAMP, number=number))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 2, (kind,)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def _page_of(server: str, shop: Shop, case: Any, now: datetime) -> str:
    with unit(merchants=[shop.id]):
        link = link_for(purpose="case", subject=case.public_id, now=now)
    assert link is not None
    return f"{server}/s/{shop.merchant.slug}/case/{token_of(link)}/"


def test_who_buys_the_postage_is_read_on_a_phone(server: str, real_db: None, watched: Any, axe: Any, tmp_path: Any) -> None:
    """The three modes: nobody set up, a stock of labels (found, and none left), labels that are bought."""
    now = datetime.now(UTC)
    shop, page = make_shop("home", now), watched
    page.set_viewport_size({"width": 375, "height": 800})
    own, mine = _case(shop, now, "defective", "#1001"), _case(shop, now, "change_of_mind", "#1002")
    page.goto(_page_of(server, shop, own, now))
    expect(page.get_by_text("Keep the receipt and show it below: Haus & Hof pays it back.")).to_be_visible()
    expect(page.get_by_text("With DHL a parcel of up to 2 kg costs about")).to_be_visible()
    _look(page, axe)
    page.goto(_page_of(server, shop, mine, now))
    expect(page.get_by_text("You buy the postage, where you like, with a tracking number.")).to_be_visible()

    files = [tmp_path / "labels.pdf", tmp_path / "numbers.csv"]
    files[0].write_bytes(pdf_of(321))
    files[1].write_text("00340434161094042557\n")
    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, server, shop.owner, "/desk/settings/postage/")
    page.get_by_label("What comes back at your cost").select_option("stock")
    page.get_by_label("About what a parcel costs").fill("US-CA 8 USD at USPS\nnonsense")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#about-wrong")).to_contain_text("nonsense")
    _look(page, axe)
    page.get_by_label("About what a parcel costs").fill("US-CA 8.00 USD at USPS")
    page.get_by_role("button", name="Save").click()
    page.locator("#files").set_input_files([str(one) for one in files])
    page.get_by_label("Carrier", exact=True).fill("DHL")
    page.get_by_role("button", name="Add them").click()
    expect(page.get_by_text("1 label is in the stock.")).to_be_visible()
    expect(page.locator("#low")).to_be_visible()
    _look(page, axe)
    found, waits = _case(shop, now, "defective", "#1003"), _case(shop, now, "defective", "#1004")
    page.goto(f"{server}/desk/")
    expect(page.get_by_text("No paid label is left.", exact=False)).to_be_visible()
    expect(page.get_by_text(f"Case {waits.number} waits for postage.")).to_be_visible()
    _look(page, axe)
    page.get_by_role("link", name="Open the case").first.click()
    expect(page.get_by_text("No label is left that fits.", exact=False)).to_be_visible()
    page.get_by_text("Bring a paid label for this parcel").click()
    _look(page, axe)
    page.get_by_label("The label (PDF or picture)").set_input_files(
        {"name": "one.pdf", "mimeType": "application/pdf", "buffer": pdf_of(330)}
    )
    page.get_by_role("button", name="Give it to the customer").click()
    expect(page.get_by_text("The customer finds the label on their page.")).to_be_visible()
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(_page_of(server, shop, found, now))
    expect(page.get_by_text("DHL takes it; the postage is paid.")).to_be_visible()
    address = page.get_by_role("link", name="Open the paid label").get_attribute("href")
    assert page.request.get(f"{server}{address}").body().startswith(b"%PDF")
    _look(page, axe)

    with easypost() as post:
        form = PostageForm(mode="easypost", key=KEY, address=post.base)
        set_postage(merchant_id=shop.id, form=form, by=STAFF, now=now)
        bought = _case(shop, now, "defective", "#1005")
        page.goto(_page_of(server, shop, bought, now))
        expect(page.get_by_text("Your paid label is being made.")).to_be_visible()
        with unit(merchants=[shop.id]):
            parcel = carriage.parcels_of_case(bought.id)[0]
            wanted = postage.postage_of_parcels([parcel.id])[parcel.id]
        jobs.carry(merchant_id=shop.id, postage_id=wanted.public_id, now=now)
        page.reload()
        expect(page.get_by_text("USPS takes it; the postage is paid.")).to_be_visible()
        scan = Said("1", "in_transit", "in_transit", now, "", "Accepted", "Leipzig")
        record_tracking(merchant_id=shop.id, parcel_id=parcel.id, said=(scan,), by_way="poll", by=SYSTEM, now=now)
        page.reload()
        expect(page.get_by_text("Your parcel was handed over.")).to_be_visible()
        _look(page, axe)
