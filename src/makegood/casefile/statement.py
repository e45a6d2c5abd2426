"""A declaration as it is shown, mailed, printed and kept: the same content in each."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.orders import queries as orders
from makegood.casefile.said import Moment, Said, shop_address


def when(at: datetime, zone: str) -> str:
    """20 November 2026, 14:05"""
    local, locale = at.astimezone(ZoneInfo(zone)), (get_language() or "en").replace("-", "_")
    return f"{format_date(local, 'd MMMM y' if locale.startswith('en') else 'd. MMMM y', locale=locale)}, {local:%H:%M}"


def when_exactly(at: datetime, zone: str) -> str:
    """20 November 2026, 14:05:09 (Europe/Berlin, UTC+01:00)"""
    local = at.astimezone(ZoneInfo(zone))
    return f"{when(at, zone)}:{local:%S} ({zone}, UTC{local.isoformat()[-6:]})"


def goods_of(said: Said, order: Any) -> list[str]:
    """A line for each thing that is declared."""
    found = []
    if order is not None:
        lines = {line.id: line for line in orders.lines_of(order.id)}
        ticked = [(line_id, quantity) for line_id, quantity in said.lines if line_id in lines]
        if not ticked and not said.goods:
            ticked = [(line.id, line.quantity) for line in lines.values()]
        for line_id, quantity in ticked:
            line = lines[line_id]
            found.append(f"{quantity} × {line.title}" + (f" ({line.variant})" if line.variant else ""))
    if said.goods:
        found.append(said.goods)
    return found or [_("All goods of this order")]


def statement_of(
    said: Said, *, merchant_id: int, order: Any, shown: bool, moment: Moment, number: str = "", received_at: datetime | None = None
) -> dict[str, Any]:
    """{"sentence", "goods": [line], "rows": [[head, value]]} in the declaration's language. Without a moment of receipt: what will be sent.

    Titles of an order stand in it only where `shown`: they were seen before by somebody who knew more than its number.
    """
    with translation.override(said.language):
        rows = [
            [_("To"), shop_address(merchant_id)],
            [_("Order number"), said.number],
            [_("Name"), said.name],
            [_("E-mail address"), said.email],
        ]
        if received_at is not None:
            rows += [[_("Received"), when_exactly(received_at, moment.zone)], [_("Number of this receipt"), number]]
        goods = goods_of(said, order if shown else None)
    return {"sentence": moment.words.statement, "goods": goods, "rows": [row for row in rows if row[1]]}


def as_text(statement: dict[str, Any]) -> str:
    """For a mail."""
    goods = "\n".join(f"- {one}" for one in statement["goods"])
    return f"{statement['sentence']}\n{goods}\n\n" + "\n".join(f"{head}: {value}" for head, value in statement["rows"])


def receipt_title(declaration: Any, noun: str) -> str:
    """We received your withdrawal on 20 November 2026, 14:05."""
    return _("We received your %(noun)s on %(when)s.") % {"noun": noun, "when": when(declaration.received_at, declaration.zone)}
