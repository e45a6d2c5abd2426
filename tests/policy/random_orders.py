"""Orders and ways to return them, drawn from a seed. Amounts in minor units."""

from random import Random
from typing import Any

from makegood.kernel.money import text_from_minor

RATES = ("0", "0.07", "0.19", "0.20", "0.081", "0.0775", "0.10", "0.255", "0.05")
CURRENCIES = ("EUR", "EUR", "GBP", "USD", "JPY", "KWD", "BHD", "KRW")


def any_order(random: Random) -> dict[str, Any]:
    """One to four lines, with free ones, discounts larger than a line, several rates, delivery, duties and one to three payments."""
    currency = random.choice(CURRENCIES)

    def text(minor: int) -> str:
        return text_from_minor(minor, currency)

    lines, goods = [], 0
    for index in range(random.randint(1, 4)):
        quantity = random.choice((1, 1, 2, 3, 4, 5, 7))
        price = random.choice((0, 1, random.randint(1, 99), random.randint(100, 20_000)))
        discount = random.choice((0, 0, random.randint(0, price * quantity), price * quantity))
        goods += price * quantity - discount
        lines.append(
            {
                "id": f"l{index}", "quantity": quantity, "unit_price": text(price), "discount": text(discount), "tax_rate": random.choice(RATES),
            }
        )  # fmt: skip
    shipping = random.choice((0, random.randint(0, 3_000)))
    order: dict[str, Any] = {
        "currency": currency, "prices_include_tax": random.random() < 0.5, "lines": lines,
        "order_discount": text(random.choice((0, random.randint(0, goods), random.randint(0, goods // 10)))),
        "shipping": {
            "price": text(shipping), "discount": text(random.choice((0, random.randint(0, shipping)))), "tax_rate": random.choice(RATES),
        },
    }  # fmt: skip
    if random.random() < 0.25:
        order["duties"] = text(random.randint(1, 5_000))
    return order


def paid_by(random: Random, order: dict[str, Any], total: int) -> dict[str, int]:
    """One to three payments into the order, which together are the order's total, less or more; in the order's own sequence."""
    parts = random.choice((1, 2, 3))
    pays = random.choice((total, total, total, total * 2 // 3, total + 100))
    cuts = sorted(random.randint(0, pays) for _ in range(parts - 1))
    amounts = [end - start for start, end in zip([0, *cuts], [*cuts, pays], strict=True)]
    paid = {f"p{index}": amount for index, amount in enumerate(amounts)}
    order["payments"] = [{"id": name, "amount": text_from_minor(amount, order["currency"])} for name, amount in paid.items()]
    return paid


def any_ask(random: Random, left: dict[str, Any], currency: str) -> dict[str, Any] | None:
    """Some of what a quote's `left_after` says is left: pieces, amounts, delivery, duties; None where nothing is."""
    lines: list[dict[str, Any]] = []
    for name, part in left.items():
        if not isinstance(part, dict) or random.random() < 0.4:
            continue
        gross = int(part["gross"].replace(".", ""))
        if gross and random.random() < 0.25:
            lines.append({"id": name, "amount": text_from_minor(random.randint(1, gross), currency)})
        elif part["quantity"]:
            lines.append({"id": name, "quantity": random.randint(1, part["quantity"])})
    ask: dict[str, Any] = {"lines": lines}
    for name in ("shipping", "duties"):
        amount = int(left.get(name, "0").replace(".", ""))
        if amount and random.random() < 0.3:
            ask[name] = random.choice(("all", text_from_minor(random.randint(1, amount), currency)))
    return ask if lines or len(ask) > 1 else None


def everything(left: dict[str, Any]) -> dict[str, Any] | None:
    """All that is left: pieces first, what has no pieces any more as an amount."""
    lines: list[dict[str, Any]] = []
    for name, part in left.items():
        if isinstance(part, dict) and part["quantity"]:
            lines.append({"id": name, "quantity": part["quantity"]})
        elif isinstance(part, dict) and part["gross"].strip("0."):
            lines.append({"id": name, "amount": part["gross"]})
    ask: dict[str, Any] = {"lines": lines}
    ask |= {name: "all" for name in ("shipping", "duties") if left.get(name, "0").strip("0.")}
    return ask if lines or len(ask) > 1 else None


def any_fees(random: Random, currency: str) -> list[dict[str, Any]]:
    """None, or up to two: amounts (also larger than all that goes back) and one percentage; two that make more than 100 eat into delivery."""
    fees: list[dict[str, Any]] = []
    for kind in ("label", "restocking")[: random.choice((0, 0, 1, 2))]:
        amount = text_from_minor(random.choice((0, 600, 50_000)), currency)
        percent = random.choice(("15", "12.5", "100"))
        fees.append(
            {"kind": kind, "percent": percent} if kind == "restocking" and random.random() < 0.5 else {"kind": kind, "amount": amount}
        )
    return fees
