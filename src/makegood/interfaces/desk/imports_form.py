"""The form of an upload's page: what it says, and what of it is new."""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from makegood.base.table import DELIMITERS, ENCODINGS
from makegood.connectors.csv.columns import LINE_FIELDS, ORDER_FIELDS, fingerprint
from makegood.connectors.csv.mapping import mapping_from
from makegood.intake.recognise import FORMATS
from makegood.intake.run import Outcome
from makegood.intake.uploads import Reading

MOST_COLUMNS = 200
_CHOICES = {"format": FORMATS, "encoding": ENCODINGS, "delimiter": DELIMITERS}


def options_from(form: QueryDict, kept: dict[str, Any], reading: Reading | None) -> dict[str, Any] | None:
    """The options to keep now, or None where the form says what the page showed. Refuses what mapping_from refuses, `field` set."""
    said = {name: form[name] for name, known in _CHOICES.items() if form.get(name) in known and _shown(name, reading) != form[name]}
    outer = {name: value for name, value in kept.items() if name in _CHOICES} | said
    if said or reading is None:
        return outer if outer != kept else None
    if reading.mapping is None or form.get("header") != fingerprint(reading.what.header):
        return None
    columns: dict[str, list[str]] = {}
    for place, column in enumerate(reading.what.header[:MOST_COLUMNS]):
        if field := form.get(f"col_{place}", ""):
            columns.setdefault(field, []).append(column)
    given = {name: form.get(name, "") for name in ("decimal", "day_order", "currency", "market")}
    mapping = mapping_from({"columns": columns, "tax_included": form.get("tax_included") != "no", **given})
    return None if mapping.as_json() == reading.mapping.as_json() else {**outer, "mapping": mapping.as_json()}


def _shown(name: str, reading: Reading | None) -> str:
    """What the page says of the file."""
    if reading is None:
        return ""
    if name == "format":
        return reading.what.format
    return str(getattr(reading.what.form, name)) if reading.what.form is not None else ""


def columns_of(reading: Reading, typed: QueryDict | None) -> list[dict[str, Any]]:
    """[{place, name, field}] of a table that is read by a mapping; what was typed wins."""
    if reading.mapping is None:
        return []
    field_of = {column: field for field, columns in reading.mapping.columns.items() for column in columns}
    return [
        {"place": place, "name": name, "field": typed.get(f"col_{place}", "") if typed is not None else field_of.get(name, "")}
        for place, name in enumerate(reading.what.header[:MOST_COLUMNS])
    ]


def shown_orders(found: Outcome) -> list[dict[str, Any]]:
    """The first orders as they would stand here; whose they are is only hinted at."""
    return [
        {
            "facts": facts, "total": frozen.total, "state": state, "who": _hint(facts), "lines": facts.lines,
            "differs": facts.source_total_minor if facts.source_total_minor not in (None, frozen.total) else None,
        }
        for facts, frozen, state in found.counts.shown
    ]  # fmt: skip


def _hint(facts: Any) -> str:
    contact = facts.contact
    if contact is None:
        return ""
    if "@" in contact.email:
        name, _at, host = contact.email.partition("@")
        return f"{name[:1]}…@{host}"
    return f"{contact.name[:1]}…" if contact.name else ""


def field_choices() -> list[tuple[str, str]]:
    """(field, what people call it), the order's own first."""
    words = {
        "number": _("Order number"), "placed_at": _("Day of the order"), "source_id": _("Id in the shop's system"), "email": _("E-mail address"),
        "name": _("Customer's name"), "phone": _("Phone"), "address": _("Address"), "postcode": _("Postcode"), "city": _("Town"),
        "country": _("Country"), "province": _("State or province"), "currency": _("Currency"), "total": _("Order total"),
        "shipping": _("Shipping cost"), "discount": _("Discount on the order"), "refunded": _("Refunded so far"),
        "payment_method": _("Payment method"), "shipped_on": _("Shipped on"), "delivered_on": _("Delivered on"),
        "cancelled_on": _("Cancelled on"), "tracking": _("Tracking number"), "carrier": _("Carrier"), "language": _("Language"),
        "customer": _("Customer number"), "note": _("Note"), "gift": _("Is a gift"), "sku": _("Item code"), "title": _("Item"),
        "variant": _("Variant"), "quantity": _("Pieces"), "unit_price": _("Price of one"), "line_total": _("Price of the row"),
        "line_discount": _("Discount on the row"), "tax_rate": _("Tax rate"), "tax": _("Tax of the row"),
        "personalisation": _("What the customer had put on it"), "category": _("Kind of goods"), "supplier": _("Supplier"),
        "batch": _("Batch of its maker"), "text_version": _("Version of the product's text"),
    }  # fmt: skip
    return [(field, words[field]) for field in (*ORDER_FIELDS, *LINE_FIELDS)]
