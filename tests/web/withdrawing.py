"""What tests of the withdrawal function share: the basket, Hanna, and how she presses through the steps."""

import html
import re
from dataclasses import replace
from typing import Any

from django.test import Client

from makegood.apps.orders.ports import LineFacts
from makegood.apps.returns import declared
from makegood.base.unit import unit
from tests.cast import LAMP

BOARD = LineFacts(
    source_id="L2", sku="BRD-F", title="Board with a family's name", quantity=1, unit_price_minor=4500, tax_rate="0.19", customer_input="own_text",
    inputs=({"name": "Text", "value": "Familie Huber"},), cost_minor=1500, production_days=3, supplier="maker",
)  # fmt: skip
ONE_LAMP = replace(LAMP, quantity=1)
HANNA = {"name": "Hanna Huber", "number": "1001", "email": "hanna@test.example"}


def press(client: Client, shop: Any, form: dict[str, Any], do: str) -> Any:
    return client.post(f"/s/{shop.merchant.slug}/withdraw/", form | {"do": do})


def fields(page: Any) -> dict[str, Any]:
    """Everything that the shown form would send, ticks and quantities too."""
    text, found = page.content.decode(), {}
    for tag in re.findall(r"<input[^>]*>", text):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', text, re.S):
        found.setdefault(name, []).append(html.unescape(value))
    return found


def withdraw(client: Client, shop: Any, who: dict[str, str], goods: str | None = None) -> Any:
    """All steps as a person takes them; the receipt's page."""
    page = press(client, shop, fields(client.get(f"/s/{shop.merchant.slug}/withdraw/")) | who, "details")
    if page.status_code == 422:
        page = press(client, shop, fields(page), "details")
    page = press(client, shop, fields(page) | ({} if goods is None else {"goods": goods}), "goods")
    assert b"This is what you send" in page.content
    return client.get(press(client, shop, fields(page), "confirm").headers["Location"])


def the_declaration(shop: Any) -> Any:
    with unit(merchants=[shop.id]):
        return declared.declaration_of(declared.declarations_page()[0].public_id)
