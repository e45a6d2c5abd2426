"""What WooCommerce is told of a refund: the amount, and which pieces and postage it is for. Amounts of lines are without tax, the tax beside."""

from decimal import Decimal
from typing import Any

from makegood.apps.settlement.ports import RefundOrder
from makegood.base.loose import decimal, text
from makegood.connectors.woocommerce.money import lists, minor
from makegood.kernel.currency import exponent
from makegood.kernel.money import text_from_minor


def refund_body(order: dict[str, Any], asked: RefundOrder) -> dict[str, Any]:
    """The body of POST orders/ID/refunds. `api_restock` puts all named pieces back into stock: so pieces that lie elsewhere are named without a number.

    Money is named by line where it adds up to the amount; where a fee was kept, or only a part is paid, the pieces stand there without money.
    """
    lines, whole = _lines(order, asked)
    postage = _postage(order, asked)
    exact = whole + asked.shipping_minor == asked.amount_minor
    if not exact:
        lines = [{**one, "refund_total": "0", "refund_tax": []} for one in lines if one["quantity"]]
        postage = []
    return {
        "amount": text_from_minor(asked.amount_minor, asked.currency),
        "reason": f"makegood {asked.reference} ({asked.key})",
        "api_refund": True,
        "api_restock": any(one.place for one in asked.lines),
        "line_items": [*lines, *postage],
    }


def _lines(order: dict[str, Any], asked: RefundOrder) -> tuple[list[dict[str, Any]], int]:
    """(lines as they are named there, what they amount to with tax)."""
    sold = {text(one.get("id"), 120): one for one in lists(order, "line_items")}
    restocks = any(one.place for one in asked.lines)
    found, whole = [], 0
    for one in asked.lines:
        line = sold.get(one.line)
        units = line.get("quantity") if line is not None else None
        if line is None or not isinstance(units, int) or units <= 0:
            continue
        share = min(Decimal(one.quantity) / units, Decimal(1))
        net = _part(line.get("total"), share, asked.currency)
        taxes = [(tax.get("id"), _part(tax.get("total"), share, asked.currency)) for tax in lists(line, "taxes")]
        whole += net + sum(tax for _, tax in taxes)
        found.append(_named(line["id"], 0 if restocks and not one.place else one.quantity, net, taxes, asked.currency))
    return found, whole


def _postage(order: dict[str, Any], asked: RefundOrder) -> list[dict[str, Any]]:
    """The first postage line takes what is given back of it; its tax in the share that it had."""
    lines = lists(order, "shipping_lines")
    if not asked.shipping_minor or not lines:
        return []
    line = lines[0]
    gross = minor(line.get("total"), asked.currency) + minor(line.get("total_tax"), asked.currency)
    share = Decimal(asked.shipping_minor) / gross if gross > 0 else Decimal(0)
    taxes = [(tax.get("id"), _part(tax.get("total"), share, asked.currency)) for tax in lists(line, "taxes")]
    net = asked.shipping_minor - sum(tax for _, tax in taxes)
    return [_named(line.get("id"), 0, net, taxes, asked.currency)]


def _part(total: Any, share: Decimal, currency: str) -> int:
    if total in (None, ""):
        return 0
    scaled = (decimal(total) * share).scaleb(exponent(currency))
    return int(scaled + Decimal("0.5"))


def _named(name: Any, quantity: int, net: int, taxes: list[tuple[Any, int]], currency: str) -> dict[str, Any]:
    return {
        "id": name, "quantity": quantity, "refund_total": text_from_minor(net, currency),
        "refund_tax": [{"id": rate, "refund_total": text_from_minor(tax, currency)} for rate, tax in taxes],
    }  # fmt: skip
