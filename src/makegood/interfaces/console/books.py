"""`makegood books`: what the accounts stand at, the books as a file, providers' reports against them (reconcile), a month on a page."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import cyclopts
from cyclopts import Parameter

from makegood.interfaces.console import reconcile as reconciliation
from makegood.interfaces.console.orders import shop_called
from makegood.interfaces.console.output import DONE, answer, day_of, say, writable
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="books", help="The books of a shop.")
app.command(reconciliation.reconcile)
app.command(reconciliation.month)


@app.command
def balance(*, shop: str = "", on: str = "", json: bool = False) -> int:
    """What each account of SHOP (the only one where there is one) stood at when the day --on (today) ended; each commodity sums to zero."""
    day = day_of(on)
    with database():
        django()
        from makegood.base.unit import unit
        from makegood.insight.books.table import trial_balance

        merchant: Any = shop_called(shop)
        with unit(merchants=[merchant.id]):
            rows = trial_balance(_period(merchant, day, day))
    found = {"shop": merchant.slug, "on": (day or _today(merchant)).isoformat(), "accounts": rows}
    answer(found, as_json=json, human=lambda value: "\n".join(_line(row) for row in value["accounts"]) or "Nothing was booked yet.")
    return DONE


@app.command
def export(
    *,
    shop: str = "",
    start: Annotated[str, Parameter(name="--from")] = "",
    end: Annotated[str, Parameter(name="--to")] = "",
    format: Literal["beancount", "csv"] = "beancount",
    out: str = "",
) -> int:
    """Print the books of SHOP from the day --from (its first) to the day --to (today), as text for Beancount or as CSV; --out FILE writes a file."""
    first, last, place = day_of(start), day_of(end), writable(out) if out else None
    with database():
        django()
        from makegood.base.unit import unit

        merchant: Any = shop_called(shop)
        with unit(merchants=[merchant.id]):
            text = _text(merchant, _period(merchant, first, last), format)
            if place is None:
                sys.stdout.writelines(text)
                return DONE
            with place.open("w", encoding="utf-8", newline="") as file:
                file.writelines(text)
    say(f"The books are in {out}.")
    return DONE


def _text(merchant: Any, period: Any, format: str) -> Iterator[str]:
    from makegood.apps.ledger.accounts import MONEY_ACCOUNTS
    from makegood.insight.books.beancount import as_beancount
    from makegood.insight.books.table import as_csv

    return as_csv(period) if format == "csv" else as_beancount(merchant, period, MONEY_ACCOUNTS)


def _period(merchant: Any, first: date | None, last: date | None) -> Any:
    from makegood.apps.ledger.books import first_entry_at
    from makegood.insight.books.period import period_of

    until = last or _today(merchant)
    began = first_entry_at()
    return period_of(merchant, first or (min(began.date(), until) - timedelta(days=1) if began is not None else until), until)


def _today(merchant: Any) -> date:
    from makegood.casefile.days import local_day
    from makegood.web.clock import current_time

    return local_day(current_time(), merchant.zone)


def _line(row: dict[str, str]) -> str:
    asked = f"  (asked: {row['asked']})" if row["asked"].strip("-0.") else ""
    return f"{row['account']:<28} {row['final']:>14} {row['commodity']}{asked}"
