"""The desk's tabs Mail server and Postage, and what customers read of postage, in a real browser."""

import os
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_first_hour import _look
from tests.cast import make_shop
from tests.connectors.test_domains import IP, OURS, green
from tests.harness.dns import Names, name_server
from tests.harness.smtp import Postbox, mail_server
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
