"""Products that sell while nobody has agreed with their supplier who pays when they go wrong, and what is at risk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.orders import sales
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day

QUARTER, YEAR = timedelta(days=90), timedelta(days=365)
MONTHS = 3  # of the quarter
ENOUGH = 30  # pieces sold in a year, below which the share that came back says nothing


@dataclass(frozen=True, slots=True)
class Unprotected:
    """One product. `why`: no_supplier (nobody knows whose it is), no_agreement, not_confirmed.

    `month_minor`: its sales a month, of the last quarter, in the shop's currency. `risk_minor` a month: of those the share that came back in the
    last year (`basis` own: `back` of `sold` pieces), or all of them where too few were sold to say (`basis` upper: no more than that can be lost).
    `unpriced`: pieces of the quarter whose price in the shop's currency is not known; they are not in the sums.
    """

    sku: str
    title: str
    supplier: str
    why: str
    units: int
    month_minor: int
    risk_minor: int
    basis: str
    back: int
    sold: int
    unpriced: int


def protected(today: date) -> tuple[dict[str, Any], set[str]]:
    """(the agreement in force of each supplier, the codes of those whose terms a person has confirmed)."""
    found = {one.code: one for one in suppliers.current_agreements(today)}
    return found, {code for code, one in found.items() if one.confirmed}


def unprotected(merchant: Merchant, *, now: datetime) -> list[Unprotected]:
    """The most at risk first."""
    agreements, safe = protected(local_day(now, merchant.zone))
    rows = sales.sales_since(now - QUARTER, currency=merchant.currency, besides=safe)
    skus = sorted({row.sku for row in rows})
    sold, back = (sales.units_sold_since(now - YEAR, skus), returns.units_asked_since(now - YEAR, skus)) if skus else ({}, {})
    found = [_one(row, agreements.get(row.supplier), sold.get(row.sku, 0), back.get(row.sku, 0)) for row in rows]
    return sorted(found, key=lambda one: (-one.risk_minor, -one.month_minor, one.sku, one.supplier))


def _one(row: sales.ProductSales, agreement: Any, sold: int, back: int) -> Unprotected:
    month = row.gross_minor // MONTHS
    is_known = sold >= ENOUGH
    risk = min(month, month * back // sold) if is_known else month
    why = "not_confirmed" if agreement is not None else "no_agreement" if row.supplier else "no_supplier"
    return Unprotected(
        row.sku, row.title, row.supplier, why, row.units, month, risk, "own" if is_known else "upper", back, sold, row.unpriced
    )


def unprotected_count(merchant: Merchant, *, now: datetime) -> int:
    """How many products; two statements, for a page that is looked at all day."""
    return sales.products_sold_since(now - QUARTER, besides=protected(local_day(now, merchant.zone))[1])
