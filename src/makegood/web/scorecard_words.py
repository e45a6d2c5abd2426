"""Scorecards as people and spreadsheets read them."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood.apps.claims.answering import Recovered
from makegood.apps.returns.faults import OWN_FAULTS
from makegood.base.table import safe_cell
from makegood.insight.scorecards import CarrierCard, Goods, HubCard, ProductCard, Scorecards, SupplierCard
from makegood.insight.shares import Share
from makegood.kernel.money import text_from_minor
from makegood.web.labels import label
from makegood.web.templatetags.money_tags import locale_here, money

PARTS = ("suppliers", "products", "hubs", "carriers")


def number(value: float) -> str:
    """One decimal, none where it is whole."""
    return str(format_decimal(round(value, 1), format="#,##0.#", locale=locale_here()))


def share_words(one: Share) -> str:
    """3 of 120, 2.5 %, likely 0.9 to 7.1 %."""
    if one.share is None:
        return _("nothing to count yet")
    figures = {
        "of": number(one.of),
        "total": number(one.total),
        "share": number(100 * one.share),
        "low": number(100 * one.low),
        "high": number(100 * one.high),
    }
    return _whole(_("%(of)s of %(total)s, %(share)s %%, likely %(low)s to %(high)s %%") % figures)


def _whole(text: str) -> str:
    """The sign stays with its figure where a line ends."""
    return text.replace(" %", "\u00a0%")


def days_words(days: float | None) -> str:
    if days is None:
        return _("not known")
    return ngettext("%(n)s day", "%(n)s days", 1 if round(days, 1) == 1 else 2) % {"n": number(days)}


def recovered_words(rows: Iterable[Recovered]) -> list[str]:
    """12.40 of 24.80 EUR, 50 %: a sum of money is no count, so nothing is likely of it."""
    return [
        _whole(
            _("%(credited)s of %(asked)s, %(share)s %%")
            % {
            "credited": money(one.credited_minor, one.currency), "asked": money(one.asked_minor, one.currency),
            "share": number(100 * one.credited_minor / one.asked_minor) if one.asked_minor else "0",
        })
        for one in rows
    ]  # fmt: skip


def kinds_words(goods: Goods) -> list[tuple[str, str]]:
    """(what was wrong, its share), the most first; what never was is left out."""
    rows = [(kind, one) for kind, one in goods.faults.items() if one.of]
    return [(label(kind), share_words(one)) for kind, one in sorted(rows, key=lambda row: (-row[1].of, row[0]))]


def as_csv(found: Scorecards, part: str, currency: str) -> str:
    """One of PARTS, a row for each; shares and their bounds between 0 and 1, days as numbers, an empty cell where nothing is known."""
    rows: dict[str, tuple[Iterable[Any], Callable[[Any], Iterator[tuple[str, Any]]]]] = {
        "suppliers": (found.suppliers, lambda one: _supplier(one, currency)),
        "products": (found.products, _product),
        "hubs": (found.hubs, _hub),
        "carriers": (found.carriers, _carrier),
    }
    cards, cells = rows[part]
    out = io.StringIO()
    writer = csv.writer(out)
    named = False
    for card in cards:
        row = dict(cells(card))
        if not named:
            writer.writerow(row)
            named = True
        writer.writerow([safe_cell("" if cell is None else str(cell)) for cell in row.values()])
    return out.getvalue()


def _share(name: str, one: Share) -> Iterator[tuple[str, Any]]:
    known = one.share is not None
    yield name, one.of
    yield f"{name}_of", one.total
    for column, value in (("share", one.share), ("low", one.low if known else None), ("high", one.high if known else None)):
        yield f"{name}_{column}", None if value is None else f"{value:.4f}"


def _days(name: str, value: float | None) -> tuple[str, Any]:
    return name, None if value is None else f"{value:.2f}"


def _goods(goods: Goods) -> Iterator[tuple[str, Any]]:
    yield "sold", goods.sold
    yield from _share("faulty", goods.own)
    for kind in OWN_FAULTS:
        yield from _share(kind, goods.faults[kind])
    yield from _share("late_or_never", goods.late)


def _supplier(one: SupplierCard, currency: str) -> Iterator[tuple[str, Any]]:
    yield from (("supplier", one.code), ("name", one.name))
    yield from _goods(one.goods)
    yield from (("claims_sent", one.sent), ("claims_overdue", one.overdue), _days("answer_days", one.answer_days))
    yield from _share("claims_accepted", one.accepted)
    for name in ("asked", "credited"):  # more than one currency stands in one cell
        yield name, "; ".join(f"{text_from_minor(getattr(row, f'{name}_minor'), row.currency)} {row.currency}" for row in one.recovered)
    yield from _share("hub_agreed", one.agreed)
    yield from (("goods_cost", text_from_minor(one.cost_minor, currency)), ("currency", currency), ("pieces_without_cost", one.unpriced))


def _product(one: ProductCard) -> Iterator[tuple[str, Any]]:
    yield from (("sku", one.sku), ("title", one.title), ("stands_out", "yes" if one.stands_out else "no"))
    yield from _goods(one.goods)


def _hub(one: HubCard) -> Iterator[tuple[str, Any]]:
    yield from (("hub", one.name), ("pieces", one.pieces), ("pieces_a_day", f"{one.a_day:.1f}"))
    yield from (_days("usual_days", one.usual_days), _days("slow_days", one.slow_days))
    yield from _share("corrected", one.corrected)


def _carrier(one: CarrierCard) -> Iterator[tuple[str, Any]]:
    yield from (("carrier", one.name), ("parcels", one.parcels), ("pieces", one.pieces))
    for name in ("damaged", "lost", "late"):
        yield from _share(name, getattr(one, name))
    yield from (("parcels_timed", one.timed), _days("usual_days", one.usual_days), _days("slow_days", one.slow_days))
