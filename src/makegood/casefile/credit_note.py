"""What a credit note says beyond the quote: what the goods are called, and net, tax and gross rate by rate.

Directive 2006/112/EC art. 226 (6), (8)-(10): what was supplied, the taxable amount for each rate, the rate, the tax; art. 219: a document that
changes an invoice refers to it. A US shop's is a credit memo with the same lines.
"""

from typing import Any

from makegood.apps.orders import queries as orders
from makegood.kernel.money import minor_from_text, text_from_minor


def rates_and_titles(order: Any, breakdown: dict[str, Any]) -> dict[str, Any]:
    """{"titles": {line: name}, "by_rate": [{"rate", "net", "tax", "gross"}]}; the amounts are the quote's own, summed up."""
    lines = {line.public_id: line for line in orders.lines_of(order.id)}
    parts = [(lines[part["id"]].tax_rate, part) for part in breakdown.get("lines", []) if part["id"] in lines]
    shipping = breakdown.get("shipping") or {}
    if str(shipping.get("gross", "0")).strip("0."):
        parts.append((order.shipping_tax_rate, shipping))
    sums: dict[str, list[int]] = {}
    for rate, part in parts:
        row = sums.setdefault(rate, [0, 0, 0])
        for place, name in enumerate(("net", "tax", "gross")):
            row[place] += minor_from_text(part[name], order.currency)
    by_rate = [
        {"rate": rate, **dict(zip(("net", "tax", "gross"), (text_from_minor(one, order.currency) for one in row), strict=True))}
        for rate, row in sums.items()
    ]
    return {
        "titles": {name: line.title for name, line in lines.items() if name in {part.get("id") for _, part in parts}},
        "by_rate": by_rate,
    }
