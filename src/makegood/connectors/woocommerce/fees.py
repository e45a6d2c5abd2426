"""Fee lines: a surcharge for personalising belongs to its product's line; another fee is a line of its own; a negative one a discount."""

import re
from dataclasses import dataclass, field
from typing import Any

from makegood.apps.orders.ports import LineFacts
from makegood.base.loose import text
from makegood.connectors.woocommerce.money import lists, taxed

_REFERS = re.compile(r"customi[sz]ation.?for|personali[sz]ation.?for|_?(line|order)_item_id", re.IGNORECASE)
_PLACE = re.compile(r"(.*?)\s*\((?:Line Item Number-)?(\d+)\)\s*\Z", re.DOTALL)


@dataclass(slots=True)
class Surcharge:
    """Minor units that come on top of a line: `paid` in the order's way of pricing, `tax` of it; `fees` are the fee lines' ids."""

    paid: int = 0
    tax: int = 0
    fees: list[str] = field(default_factory=list)


def sort_fees(order: dict[str, Any], currency: str, included: bool) -> tuple[dict[str, Surcharge], tuple[LineFacts, ...], int]:
    """({line id: what comes on top of it}, fees as lines of their own, what negative fees take off)."""
    surcharges: dict[str, Surcharge] = {}
    own: list[LineFacts] = []
    discount = 0
    for fee in lists(order, "fee_lines"):
        net, tax = taxed(fee, "total", currency)
        paid, line = net + tax if included else net, _line_of(fee, order)
        if net + tax < 0:
            discount -= net + tax
        elif line:
            found = surcharges.setdefault(line, Surcharge())
            found.paid, found.tax = found.paid + paid, found.tax + tax
            found.fees.append(text(fee.get("id"), 100))
        elif paid:
            name = text(fee.get("name"), 300)
            own.append(
                LineFacts(
                    source_id=f"fee-{text(fee.get('id'), 100)}", sku="fee", title=name or "Fee", quantity=1, unit_price_minor=paid, tax_minor=tax,
                    customer_input="none", flags={"no_goods": True},
                )
            )  # fmt: skip
    return surcharges, tuple(own), discount


def _line_of(fee: dict[str, Any], order: dict[str, Any]) -> str:
    """The id of the product line that the fee's meta names: by id, by name, or by name and place; empty where it names none."""
    items = lists(order, "line_items")
    for one in lists(fee, "meta_data"):
        if not isinstance(one.get("key"), str) or not _REFERS.search(one["key"]):
            continue
        said = text(one.get("value"), 400) if not isinstance(one.get("value"), (dict, list)) else ""
        if any(said == text(item.get("id"), 120) for item in items):
            return said
        matched = _PLACE.match(said)
        name, place = (matched[1], int(matched[2])) if matched else (said, 0)
        same = [item for item in items if text(item.get("name"), 300).strip() == name.strip()]
        if len(same) == 1:
            return text(same[0].get("id"), 120)
        if 1 <= place <= len(items) and items[place - 1] in same:
            return text(items[place - 1].get("id"), 120)
    return ""
