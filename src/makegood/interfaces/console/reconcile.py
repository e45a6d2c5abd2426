"""`makegood books reconcile` and `makegood books month`: a provider's report against the books, and a month for the accountant."""

from pathlib import Path
from typing import Any, Literal

from makegood.interfaces.console.orders import shop_called
from makegood.interfaces.console.output import DONE, REFUSED, WANTING, answer, say, writable
from makegood.interfaces.console.run import database, django


def reconcile(file: str = "", *, shop: str = "", provider: str = "", month: str = "", json: bool = False) -> int:
    """Bring in the report FILE of SHOP, or ask --provider (stripe, paypal) where it is connected, and compare it with the books.

    Without both: compare what is there. --month as 2026-11; else the month in which FILE ends, or this one. Exit 1 where a difference is open.
    """
    path = Path(file) if file else None
    with database():
        django()
        from makegood.base.unit import unit
        from makegood.insight.reconciliation import reconcile as compared
        from makegood.web.clock import current_time

        merchant: Any = shop_called(shop)
        now, told = current_time(), {}
        if path is not None:
            told = _brought(merchant, path, provider, now)
        elif provider:
            told = _asked(merchant, provider, now)
            if told.get("problem"):
                return _not_had(told, json)
        with unit(merchants=[merchant.id]):
            period = _period(merchant, month or told.pop("month", ""), now)
            found = compared(period, now=now, provider=told.get("provider") or provider)
            value = {"shop": merchant.slug, "month": f"{period.first:%Y-%m}", "report": told or None, **_as_json(found)}
    answer(value, as_json=json, human=_human)
    return WANTING if value["open"] else DONE


def month(called: str = "", *, shop: str = "", format: Literal["csv", "pdf"] = "csv", out: str = "") -> int:
    """Write the month CALLED (2026-11; the last one that is over) of SHOP for the accountant, as --format, to --out or month-CALLED.FORMAT beside you."""
    with database():
        django()
        from makegood.apps.reports import queries as reports
        from makegood.base.unit import unit
        from makegood.casefile.days import local_day
        from makegood.insight.month.figures import month_of_books
        from makegood.insight.reconciliation import months_of
        from makegood.web.clock import current_time
        from makegood.web.month_report import as_csv, as_pdf

        merchant: Any = shop_called(shop)
        now = current_time()
        with unit(merchants=[merchant.id]):
            before = months_of(merchant, now=now)
            period = _period(merchant, called, now) if called else before[min(1, len(before) - 1)]
            closed = reports.closed_month(period.first)
            figures = closed.figures if closed is not None else month_of_books(period).as_json()
            day = local_day(closed.at if closed is not None else now, merchant.zone)
            content = (
                as_csv(figures, period.first).encode()
                if format == "csv"
                else as_pdf(figures, period.first, merchant, closed=closed, day=day)
            )
        place = writable(out or f"month-{period.first:%Y-%m}.{format}")
        place.write_bytes(content)
    say(f"The month {period.first:%Y-%m} is in {place}.")
    return DONE


def _period(merchant: Any, called: str, now: Any) -> Any:
    from makegood.casefile.days import local_day
    from makegood.insight.books.period import month_called

    return month_called(merchant, called or f"{local_day(now, merchant.zone):%Y-%m}")


def _brought(merchant: Any, path: Path, provider: str, now: Any) -> dict[str, Any]:
    from makegood.base.actor import Actor
    from makegood.casefile.days import local_day
    from makegood.intake.report import read_report
    from makegood.journeys.match_report import match_report
    from makegood.journeys.take_report import take_report
    from makegood.kernel.refusal import Refusal

    if not path.is_file():
        raise Refusal("file_unreadable", f"There is no file {path}.", "Check its name.", field="file")
    by, read = Actor("system", "console"), read_report(path, provider=provider)
    report = take_report(
        merchant_id=merchant.id, provider=read.provider, form=read.form, movements=read.movements, file_name=path.name, digest=read.digest,
        since=read.since, until=read.until, by=by, now=now,
    )  # fmt: skip
    match_report(merchant_id=merchant.id, report_id=report.public_id, by=by, now=now)
    ends = f"{local_day(read.until, merchant.zone):%Y-%m}" if read.until is not None else ""
    return {"provider": read.provider, "form": read.form, "rows": report.rows, "new": report.new, "month": ends}


def _asked(merchant: Any, provider: str, now: Any) -> dict[str, Any]:
    """A connected provider is asked; {} of one that is not: its files are compared."""
    from makegood.base.actor import Actor
    from makegood.base.connections import connections_of_parties
    from makegood.base.unit import unit
    from makegood.interfaces.jobs.reports import PARTIES, fetch

    with unit(merchants=[merchant.id]):
        found = next((one for one in connections_of_parties(PARTIES) if one.party == provider), None)
    if found is None:
        return {}
    report = fetch(merchant_id=merchant.id, connection=found.public_id, party=provider, by=Actor("system", "console"), now=now)
    return {"provider": provider, "form": "api", "rows": report.rows, "new": report.new, "problem": report.problem}


def _not_had(told: dict[str, Any], json: bool) -> int:
    if json:
        answer(told, as_json=True, human=str)
    say(f"{told['provider']} could not be asked: {told['problem']}.")
    return REFUSED


def _as_json(found: Any) -> dict[str, Any]:
    from makegood.insight.books.table import shown

    def line(one: Any) -> dict[str, Any]:
        return {
            "key": one.key, "cause": one.cause, "amount": shown(one.amount_minor, one.currency), "open": one.is_open,
            "case": one.ours.number if one.ours is not None else None, "movement": one.ours.subject if one.ours is not None else None,
            "order": one.order.number if one.order is not None else None, "lines": [row.name for row in one.rows],
            "settled": one.word.reason if one.word is not None else None,
        }  # fmt: skip

    refunds = [
        {
            "provider": one.provider, "currency": one.currency, "provider_sum": shown(one.theirs, one.currency), "books_sum": shown(one.ours, one.currency),
            "difference": shown(one.difference, one.currency), "differences": [line(part) for part in one.differences],
        }
        for one in found.sums
    ]  # fmt: skip
    payouts = [
        {
            "provider": one.provider, "currency": one.currency, "paid": shown(one.paid, one.currency), "lines": shown(one.lines, one.currency),
            "without_lines": one.unknown, "differences": [line(part) for part in one.differences],
        }
        for one in found.payouts
    ]  # fmt: skip
    return {"open": len(found.open), "refunds": refunds, "payouts": payouts}


def _human(value: dict[str, Any]) -> str:
    from makegood.web.report_words import cause_words, provider_name

    out = []
    if value["report"]:
        out.append(f"{value['report']['rows']} lines, {value['report']['new']} new.")
    for one in value["refunds"]:
        out.append(
            f"{provider_name(one['provider'])}, {value['month']}: {one['provider_sum']} {one['currency']} there, {one['books_sum']} in the books, difference {one['difference']}."
        )
        out += [
            f"  {'open' if part['open'] else '    '} {part['amount']:>12} {cause_words(part['cause'])[0]} {part['case'] or part['order'] or ''}".rstrip()
            for part in one["differences"]
        ]
    for one in value["payouts"]:
        out.append(f"{provider_name(one['provider'])}: {one['paid']} {one['currency']} paid out, {one['lines']} by its lines.")
        out += [f"  open {part['amount']:>12} {', '.join(part['lines'][:1])}" for part in one["differences"] if part["open"]]
    if not value["refunds"] and not value["payouts"]:
        out.append(f"{value['month']}: nothing was refunded, neither at a provider that reported nor in the books.")
    return "\n".join(out)
