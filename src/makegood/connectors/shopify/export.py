"""The admin's order export (CSV): a row for each line, the order's own columns on its first row only.

Columns as Shopify's help pages list them. Line item properties are not among them: what a customer typed is unknown here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts
from makegood.base.cells import amount, currency, exact, pieces, plain, tax_rate
from makegood.base.days import moment
from makegood.base.places import country, market
from makegood.base.table import Form, Table, cell_of
from makegood.kernel.refusal import Refusal
from makegood.policy.spread import spread

SOURCE = "shopify"
NEEDED = ("Name", "Created at", "Currency", "Total", "Lineitem quantity", "Lineitem name", "Lineitem price")
NOTE = "Shopify's CSV leaves out what customers typed (line item properties): a shop that personalises brings in the bulk file or uses the API."
_PERCENT = re.compile(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%")
Cells = dict[str, str]


def is_export(header: list[str]) -> bool:
    return all(name in header for name in NEEDED)


@dataclass(slots=True)
class ExportReader:
    """Reads once: orders as their rows end; `refused` holds (row, Refusal), `rows_of` the rows of each order, `rows` counts them."""

    path: Path
    form: Form
    default_market: str
    zone: str
    shop_currency: str
    refused: list[tuple[int, Refusal]] = field(default_factory=list)
    rows_of: dict[str, list[int]] = field(default_factory=dict)
    rows: int = 0

    def orders(self) -> Iterator[OrderFacts]:
        waiting: list[tuple[int, Cells]] = []
        broken: dict[str, int] = {}
        table = Table(self.path, self.form)
        for number, cells in table.rows():
            self.rows += 1
            last = waiting[0][1].get("Name", "") if waiting else ""
            if isinstance(cells, Refusal):
                self.refused.append((number, cells))
                broken[cell_of(cells, table.header, "Name") or last] = number
                continue
            if waiting and cells.get("Name", "") != last:
                yield from self._order(waiting, broken)
                waiting = []
            waiting.append((number, cells))
        if waiting:
            yield from self._order(waiting, broken)

    def _order(self, rows: list[tuple[int, Cells]], broken: dict[str, int]) -> Iterator[OrderFacts]:
        at = rows[0][0]
        try:
            if row := broken.get(rows[0][1].get("Name", "")):  # no order comes in short of a line
                raise Refusal("order_incomplete", f"Row {row} of this order can't be read.", "Mend that row first.", value=str(row))
            facts = _facts(rows, self.default_market, self.zone, self.shop_currency)
            if facts.source_id in self.rows_of:
                raise Refusal("order_in_two_places", f"Order {facts.number} stands in two places of the file.", "Put its rows together.")
            self.rows_of[facts.source_id] = [number for number, _ in rows]
        except Refusal as refusal:
            self.refused += [(number, refusal if number == at else _beside(at)) for number, _ in rows]
            return
        yield facts


def _beside(row: int) -> Refusal:
    return Refusal(
        "order_refused", f"Row {row} of the same order can't come in.", "Mend that row: an order comes in whole.", value=str(row)
    )


def _facts(rows: list[tuple[int, Cells]], default_market: str, zone: str, shop_currency: str) -> OrderFacts:
    first = rows[0][1]
    name = exact(first.get("Name", ""))
    if not name:
        raise Refusal("number_missing", "The row has no order number.", "Check the column Name.")
    if not plain(first.get("Currency", "")):
        raise Refusal("order_incomplete", f"The first row of {name} is missing: it holds the order's sums.", "Export the order again.")
    money = currency(first["Currency"])
    placed_at = moment(first.get("Created at", ""), zone=zone)
    if placed_at is None:
        raise Refusal("date_missing", f"Order {name} has no date.", "Check the column Created at.")

    def sum_of(column: str) -> int:
        return amount(first.get(column, ""), money, decimal=".") or 0

    lines = [(place, cells) for place, (_, cells) in enumerate(rows, 1) if plain(cells.get("Lineitem name", ""))]
    prices = [_price(cells, money) for _, cells in lines]
    bases = [whole - discount for _, _, whole, discount in prices]
    subtotal, shipping, taxes, total = sum_of("Subtotal"), sum_of("Shipping"), sum_of("Taxes"), sum_of("Total")
    duties = sum_of("Duties")
    # "Total" holds the taxes once: within the prices, or on top of them.
    inside, on_top = abs(total - subtotal - shipping - duties), abs(total - subtotal - shipping - duties - taxes)
    included = inside <= on_top
    discount = max(0, sum(bases) - subtotal) if plain(first.get("Subtotal", "")) else sum_of("Discount Amount")
    shares = spread(discount, bases) if 0 <= discount <= sum(bases) else [0] * len(bases)
    taxed = [base - share if _is_taxed(cells) else 0 for base, share, (_, cells) in zip(bases, shares, lines, strict=True)]
    parts = spread(max(0, taxes), [*taxed, max(0, shipping)]) if sum(taxed) + shipping > 0 else [0] * (len(taxed) + 1)
    rate, named = _rates(first, money)
    place = _market(first)
    tags = [tag.strip()[:60] for tag in first.get("Tags", "").split(",") if tag.strip()]
    tags += [] if place else ["market_assumed"]
    tags += [] if money == shop_currency else ["rate_assumed"]
    shipped, cancelled = moment(first.get("Fulfilled at", ""), zone=zone), moment(first.get("Cancelled at", ""), zone=zone)
    return OrderFacts(
        source=SOURCE,
        source_id=exact(first.get("Id", "")) or name,
        number=name[:60],
        placed_at=placed_at,
        market=place or default_market,
        currency=money,
        shop_currency=money,
        lines=tuple(
            _line(number, cells, price, tax, rate, named) for (number, cells), price, tax in zip(lines, prices, parts, strict=False)
        ),
        prices_include_tax=included,
        order_discount_minor=discount,
        shipping_minor=shipping,
        shipping_tax_minor=parts[-1],
        shipping_tax_rate=rate,
        duties_minor=duties,
        channel=plain(first.get("Source", ""))[:40],
        shipped_on=shipped.date() if shipped else None,
        campaign=plain(first.get("Discount Code", ""))[:80],
        payment_method=plain(first.get("Payment Method", ""))[:60],
        tags=tuple(tags),
        cancelled_at=cancelled,
        contact=_contact(first),
        source_total_minor=total,
        refunded_minor=sum_of("Refunded Amount") or None,
    )


def _price(cells: Cells, money: str) -> tuple[int, int, int, int]:
    """(unit price, pieces, price of all, the line's own discount)."""
    price = amount(cells.get("Lineitem price", ""), money, decimal=".")
    if price is None:
        raise Refusal("price_missing", f"{plain(cells['Lineitem name'])[:60]} has no price.", "Check the column Lineitem price.")
    units = pieces(cells.get("Lineitem quantity", ""))
    return price, units, price * units, amount(cells.get("Lineitem discount", ""), money, decimal=".") or 0


def _is_taxed(cells: Cells) -> bool:
    return plain(cells.get("Lineitem taxable", "")).casefold() != "false"


def _rates(first: Cells, money: str) -> tuple[str, tuple[dict[str, str], ...]]:
    """The one rate that stands in the taxes' names (`DE MwSt 19%`), `0` where several do; and the taxes as they are named."""
    named = [
        (plain(first[f"Tax {place} Name"]), first.get(f"Tax {place} Value", ""))
        for place in range(1, 6)
        if plain(first.get(f"Tax {place} Name", ""))
    ]
    found = [matched[1].replace(",", ".") for name, _ in named if (matched := _PERCENT.search(name))]
    share = tax_rate(f"{found[0]} %") if len(named) == 1 and found else "0"
    return share, tuple({"title": name[:60], "rate": "", "amount": plain(value)[:20]} for name, value in named)


def _market(first: Cells) -> str:
    for kind in ("Shipping", "Billing"):
        if plain(first.get(f"{kind} Country", "")):
            return market(country(first[f"{kind} Country"]), first.get(f"{kind} Province", ""))
    return ""


def _line(number: int, cells: Cells, price: tuple[int, int, int, int], tax: int, rate: str, named: tuple[dict[str, str], ...]) -> LineFacts:
    title = plain(cells["Lineitem name"])[:300]
    return LineFacts(
        source_id=f"row-{number}", sku=exact(cells.get("Lineitem sku", ""))[:80] or title[:80], title=title, quantity=price[1],
        unit_price_minor=price[0], discount_minor=price[3], tax_minor=tax, tax_rate=rate if tax else "0", taxes=named if tax and len(named) > 1 else (),
        supplier=plain(cells.get("Vendor", ""))[:60].lower().replace(" ", "-"),
    )  # fmt: skip


def _contact(first: Cells) -> ContactFacts | None:
    kind = "Shipping" if plain(first.get("Shipping Name", "")) or plain(first.get("Shipping Zip", "")) else "Billing"
    email, name = plain(first.get("Email", ""))[:254], plain(first.get(f"{kind} Name", ""))[:160]
    postcode = exact(first.get(f"{kind} Zip", ""))[:20]
    street = [plain(first.get(f"{kind} {part}", ""))[:120] for part in ("Company", "Address1", "Address2")]
    place = " ".join(filter(None, (postcode, plain(first.get(f"{kind} City", "")))))
    address = tuple(filter(None, (*street, place, plain(first.get(f"{kind} Country", "")))))
    phone = plain(first.get(f"{kind} Phone", "") or first.get("Phone", ""))[:40]
    return ContactFacts(name, email, phone, address, postcode, plain(first.get("Notes", ""))[:1000]) if email or name or address else None
