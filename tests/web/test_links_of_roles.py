"""Nobody is led to a page that then refuses: every link that a role sees on the desk leads where that role may go."""

import re
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from django.test import Client

from makegood.apps.parties.words import SHOP_ROLES
from tests.browser.world import world
from tests.cast import PASSWORD, Shop
from tests.web.test_second_factor import member_of

HREF = re.compile(r'<a [^>]*?href="([^"#]+)')
LEAVES = ("/desk/sign-out", "/desk/switch/")


def _signed_in(shop: Shop, role: str) -> Client:
    email = shop.owner if role == "owner" else member_of(shop, datetime.now(UTC), role)
    client = Client(REMOTE_ADDR="192.0.2.8")
    client.post("/desk/sign-in/", {"username": email, "password": PASSWORD})
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("role", SHOP_ROLES)
def test_every_link_that_a_role_sees_leads_where_it_may_go(real_db: None, role: str) -> None:
    shop = world().home
    client = _signed_in(shop, role)
    asked = [path for _, who, path, status in world().pages if who == shop.owner and status == 200 and path.startswith("/desk/")]
    wrong: set[tuple[str, str]] = set()
    opened = 0
    for path in asked:
        answer = client.get(path)
        if answer.status_code != 200:
            continue
        opened += 1
        for link in HREF.findall(answer.content.decode()):
            to = urljoin(path, link.replace("&amp;", "&"))
            if not to.startswith("/desk/") or to.startswith(LEAVES):
                continue
            if getattr(client.get(to), "refusal", "") == "role_may_not":
                wrong.add((path, to))
    assert opened >= 4
    assert wrong == set()
