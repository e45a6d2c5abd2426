"""`makegood books`: what the accounts stand at, and the books as a file."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Any, Literal

import cyclopts
from cyclopts import Parameter

from makegood.interfaces.console.orders import shop_called
from makegood.interfaces.console.output import DONE, WANTING, answer, day_of, say, text_of, writable
from makegood.interfaces.console.run import database, django
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="books", help="The books of a shop.")


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


@app.command
def reconcile(file: str = "", /, *, shop: str = "", provider: str = "", month: str = "", json: bool = False) -> int:
    """Compare what PROVIDER says left in --month (the running one) with the books of SHOP; FILE is its report, read first. 1 where a difference waits for somebody."""
    content = text_of(file).encode() if file else b""
    with database():
        django()
        from makegood.apps.ledger.reports import reported_providers
        from makegood.base.actor import SYSTEM
        from makegood.base.unit import unit
        from makegood.insight.books.reconciled import compare
        from makegood.intake.refund_report import read_report
        from makegood.journeys.take_report import take_report
        from makegood.web.clock import current_time

        merchant: Any = shop_called(shop)
        if file:
            report = read_report(content)
            provider = report.provider or provider
            taken = take_report(merchant_id=merchant.id, provider=provider, facts=report.facts, by=SYSTEM, now=current_time())
            say(f"{taken.new} new rows of {taken.read}.")
        with unit(merchants=[merchant.id]):
            chosen = provider or next(iter(reported_providers()), "")
            first, last = _month_of(month or f"{_today(merchant):%Y-%m}")
            compared = compare(chosen, _period(merchant, first, last), today=_today(merchant))
    answer(_compared(merchant, chosen, first, compared), as_json=json, human=_told)
    return WANTING if compared.open else DONE


def _month_of(text: str) -> tuple[date, date]:
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refusal("month_unreadable", "This is no month.", "Write it as 2026-11.") from None
    return first, date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)


def _compared(merchant: Any, provider: str, first: date, compared: Any) -> dict[str, Any]:
    found = compared.found
    return {
        "shop": merchant.slug, "provider": provider, "month": f"{first:%Y-%m}", "matched": found.matched,
        "sums": [
            {"currency": money, "there": text_from_minor(found.there.get(money, 0), money), "here": text_from_minor(found.here.get(money, 0), money)}
            for money in sorted({*found.there, *found.here})
        ],
        "differences": [
            {
                "cause": one.cause, "name": one.name, "case": one.case or None, "on": one.on.isoformat(), "currency": one.currency,
                "amount": text_from_minor(one.amount, one.currency), "explained": (one.name, one.cause) in compared.told,
            }
            for one in found.differences
        ],
    }  # fmt: skip


def _told(value: dict[str, Any]) -> str:
    lines = [f"{value['provider'] or 'no provider'}, {value['month']}: {value['matched']} refunds are the same on both sides."]
    lines += [f"  {one['currency']}: the report says {one['there']}, the books say {one['here']}" for one in value["sums"]]
    lines += [
        f"  {one['on']} {one['cause']:<15} {one['amount']:>12} {one['currency']}  {one['name']}{'  (explained)' if one['explained'] else ''}"
        for one in value["differences"]
    ]
    return "\n".join(lines)


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
