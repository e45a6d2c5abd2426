"""What nobody should type, and somebody will."""

from datetime import datetime

import pytest
from django.test import Client

from tests.cast import LAMP, make_shop, sell

pytestmark = pytest.mark.django_db
ODD = [
    "\x00",
    "1001\x00",
    "‮1001",
    "9" * 5000,
    "'; DROP TABLE orders_order; --",
    "<script>alert(1)</script>",
    "\ud83d\ude00",
    "NaN",
    "1e309",
]


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_the_portal(text: str, now: datetime) -> None:
    shop = make_shop("gifts", now)
    sell(shop, now, LAMP)
    client = Client()
    text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    for address in (f"/s/{shop.merchant.slug}/", f"/s/{shop.merchant.slug}/case/{text[:50]}/", f"/supplier/{text[:50]}/"):
        assert client.get(address).status_code < 500
        answer = client.post(address, {"number": text, "email": text, "contact": text, "answer": text})
        assert answer.status_code < 500
        assert b"<script>alert(1)" not in answer.content
