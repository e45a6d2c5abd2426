"""One order's rows as facts."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.orders.ports import ContactFacts, LineFacts, OrderFacts, ShipmentFacts
from makegood.base.cells import amount, currency, exact, exact_amount, fold, pieces, plain, tax_rate
from makegood.base.days import moment
from makegood.base.places import country, market
from makegood.connectors.csv.columns import EXACT, LINE_FIELDS
from makegood.connectors.csv.mapping import Mapping
from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal

SOURCE = "csv"
Rows = list[tuple[int, dict[str, str] | None]]
_YES = ("1", "yes", "y", "true", "ja", "j", "oui", "si", "x", "wahr", "vrai", "vero")
_NOTHING = ("", "-", "–", "—", "none", "n a", "nein", "no", "non", "keine", "ohne")


def order_facts(
    name: str, rows: Rows, mapping: Mapping, *, zone: str, shop_currency: str, shop_market: str, wrong: dict[int, Refusal]
) -> OrderFacts | None:
    """The order, or None with what is wrong by row in `wrong`. Refuses what is wrong with the order as a whole."""
    own = _Order(name, [(number, cells) for number, cells in rows if cells is not None], mapping, zone)
    broken = next((number for number, cells in rows if cells is None), 0)
    if broken:
        raise Refusal("order_incomplete", f"Row {broken} of this order can't be read.", "Mend that row first.", value=str(broken))
    money = currency(own.text("currency")) if own.text("currency") else mapping.currency
    placed_at = own.moment("placed_at")
    if placed_at is None:
        raise Refusal("date_missing", f"Order {name} has no date.", f"Fill in the column {mapping.columns['placed_at'][0]}.")
    lines: list[LineFacts] = []
    for number, cells in own.rows:
        try:
            if line := _line(number, cells, mapping, money, len(lines) + 1):
                lines.append(line)
        except Refusal as refusal:
            wrong[number] = refusal
    if wrong:
        return None
    if not lines:
        raise Refusal("item_missing", f"Order {name} has no items.", "Each row names an item, its number of pieces and its price.")
    place = market(country(own.text("country")), own.text("province"))
    tags = ([] if place else ["market_assumed"]) + ([] if money == shop_currency else ["rate_assumed"])
    shipped, delivered = own.day("shipped_on"), own.day("delivered_on")
    return OrderFacts(
        source=SOURCE,
        source_id=(own.text("source_id") or name)[:120],
        number=name,
        placed_at=placed_at,
        market=place or mapping.market or shop_market,
        currency=money,
        shop_currency=money,
        lines=tuple(lines),
        prices_include_tax=mapping.tax_included,
        order_discount_minor=abs(own.amount("discount", money) or 0),
        shipping_minor=own.amount("shipping", money) or 0,
        shipping_tax_rate=_one_rate(lines),
        shipped_on=shipped,
        delivered_on=delivered,
        payment_method=own.text("payment_method")[:60],
        gift=fold(own.text("gift")) in _YES,
        tags=tuple(tags),
        language=own.text("language")[:8].replace("_", "-").split("-")[0].lower(),
        customer=own.text("customer")[:120],
        cancelled_at=own.moment("cancelled_on"),
        contact=_contact(own),
        shipments=_shipments(own, shipped, delivered, lines),
        source_total_minor=own.amount("total", money),
        refunded_minor=abs(own.amount("refunded", money) or 0) or None,
    )


class _Order:
    """The order's own cells: on the first row only, or the same on each. Two that differ are refused, never chosen from."""

    def __init__(self, name: str, rows: list[tuple[int, dict[str, str]]], mapping: Mapping, zone: str) -> None:
        self.name, self.rows, self.mapping, self.zone = name, rows, mapping, zone

    def _first(self, column: str, field: str) -> str:
        found, at = "", 0
        for number, cells in self.rows:
            text = exact(cells.get(column, "")) if field in EXACT else plain(cells.get(column, ""))
            if text and found and text != found:
                message = f"Order {self.name} has two values in {column}: {found[:40]!r} (row {at}) and {text[:40]!r} (row {number})."
                raise Refusal("order_contradicts", message, "Correct one of them.", value=column)
            if text and not found:
                found, at = text, number
        return found

    def text(self, field: str) -> str:
        return " ".join(filter(None, (self._first(column, field) for column in self.mapping.columns.get(field, ()))))

    def texts(self, field: str) -> tuple[str, ...]:
        return tuple(filter(None, (self._first(column, field) for column in self.mapping.columns.get(field, ()))))

    def amount(self, field: str, money: str) -> int | None:
        return amount(self.text(field), money, decimal=self.mapping.decimal)

    def moment(self, field: str) -> datetime | None:
        return moment(self.text(field), zone=self.zone, order=self.mapping.day_order)

    def day(self, field: str) -> date | None:
        found = self.moment(field)
        return found.astimezone(ZoneInfo(self.zone)).date() if found else None


def _line(number: int, cells: dict[str, str], mapping: Mapping, money: str, place: int) -> LineFacts | None:
    """None where the row names no item and no price: it only holds the order's own cells."""

    def cell(field: str) -> str:
        columns = mapping.columns.get(field, ())
        text = cells.get(columns[0], "") if columns else ""
        return exact(text) if field in EXACT else plain(text)

    if not any(cell(field) for field in LINE_FIELDS if field in ("sku", "title", "unit_price", "line_total", "quantity")):
        return None
    sku, title = cell("sku")[:80], cell("title")[:300]
    if not (sku or title):
        raise Refusal("item_missing", "The row has a price or a number of pieces and no item.", "Name the item, or leave the row out.")
    if "quantity" in mapping.columns and not cell("quantity"):
        raise Refusal("quantity_missing", f"{title or sku}: no number of pieces.", "Fill it in.", value=title or sku)
    units = pieces(cell("quantity"), decimal=mapping.decimal) if cell("quantity") else 1
    discount = abs(amount(cell("line_discount"), money, decimal=mapping.decimal) or 0)
    price, whole = _price(cell("unit_price"), cell("line_total"), units, discount, money, mapping.decimal, title or sku)
    rate = tax_rate(cell("tax_rate"), decimal=mapping.decimal) if cell("tax_rate") else "0"
    given, inputs = _inputs(cells, mapping)
    return LineFacts(
        source_id=f"line-{place}", sku=sku or title[:80], title=title or sku, variant=cell("variant")[:200], category=cell("category")[:80],
        quantity=units, unit_price_minor=price, total_minor=whole, source_price=cell("unit_price")[:24], discount_minor=discount,
        tax_minor=amount(cell("tax"), money, decimal=mapping.decimal), tax_rate=rate, customer_input=given, inputs=inputs,
        supplier=cell("supplier")[:60].lower().replace(" ", "-"), batch=cell("batch")[:60], text_version=cell("text_version")[:60],
    )  # fmt: skip


def _price(price: str, total: str, units: int, discount: int, money: str, decimal: str, item: str) -> tuple[int, int]:
    """(a unit, all of them before the discount). Both given must agree within what rounding a unit explains."""
    unit, whole = exact_amount(price, money, decimal=decimal), amount(total, money, decimal=decimal)
    if unit is None and whole is None:
        raise Refusal("price_missing", f"{item[:60]} has no price.", "Fill it in; 0 where it was given away.", value=item[:60])
    if unit is None:
        assert whole is not None
        return _rounded(Decimal(whole + discount) / units), whole + discount
    minor = unit.scaleb(exponent(money))
    if whole is None:
        found = amount(price, money, decimal=decimal)
        assert found is not None
        return found, found * units
    off = [
        before for before in (whole, whole + discount) if abs(minor * units - before) <= Decimal(units) / 2 + Decimal("0.5") * (units > 1)
    ]
    if not off:
        message = f"{item[:60]}: {units} at {price} is not {total}."
        raise Refusal("line_total_differs", message, "Correct one of the two, or leave the column out.", value=item[:60])
    return _rounded(minor), off[0]


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def _inputs(cells: dict[str, str], mapping: Mapping) -> tuple[str, tuple[dict[str, str], ...]]:
    """What the customer typed; unknown where no column holds it. Line breaks stay as they are."""
    columns = mapping.columns.get("personalisation", ())
    if not columns:
        return "unknown", ()
    found = []
    for column in columns:
        plain(cells.get(column, ""))  # refused where the spreadsheet wrote an error over the text
        text = cells.get(column, "").strip(" \t\r\n\u00a0").replace("\r\n", "\n")[:2000]
        if (fold(text) or text) not in _NOTHING:
            found.append({"name": column, "value": text})
    if not found:
        return "none", ()
    return ("own_image" if any(one["value"].startswith(("http://", "https://")) for one in found) else "own_text"), tuple(found)


def _one_rate(lines: list[LineFacts]) -> str:
    """Shipping follows the goods where they have one rate; with several the highest share is not guessed: none is named."""
    rates = {line.tax_rate for line in lines}
    return rates.pop() if len(rates) == 1 else "0"


def _contact(own: _Order) -> ContactFacts | None:
    name, email, postcode = own.text("name")[:160], own.text("email")[:254], own.text("postcode")[:20]
    place = " ".join(filter(None, (postcode, own.text("city")[:80])))
    address = tuple(one[:120] for one in (*own.texts("address"), place, own.text("country")) if one)
    found: dict[str, Any] = {"name": name, "email": email, "phone": own.text("phone")[:40], "address": address, "postcode": postcode}
    return ContactFacts(**found, note=own.text("note")[:1000]) if name or email or address else None


def _shipments(own: _Order, shipped: date | None, delivered: date | None, lines: list[LineFacts]) -> tuple[ShipmentFacts, ...]:
    number = own.text("tracking")[:120]
    if not number:
        return ()
    all_of_it = tuple((line.source_id, line.quantity) for line in lines)
    return (ShipmentFacts(number, own.text("carrier")[:60], number, "", shipped, delivered, all_of_it),)
