"""A provider's report of refunds and payouts, read from its file: whose it is is told from its columns."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from makegood.apps.ledger.ports import ReportFacts
from makegood.apps.ledger.words import REPORT_KINDS
from makegood.connectors.paypal import report as paypal
from makegood.connectors.stripe import report as stripe
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

OURS = frozenset({"name", "kind", "amount", "currency", "on"})  # a plain table for any other provider
MOST_BYTES, MOST_ROWS = 20_000_000, 200_000
_DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y")


@dataclass(frozen=True, slots=True)
class Report:
    """`provider` is empty where the file can be anybody's: then it is named beside it."""

    provider: str
    facts: list[ReportFacts]


def read_report(content: bytes) -> Report:
    """Refuses `file_too_large`, `report_unknown` (other columns), `report_unreadable` (with the row), `dates_ambiguous`; nothing is taken in part."""
    if len(content) > MOST_BYTES:
        raise Refusal("file_too_large", "This file is too large.", "Fetch the report for a shorter time.", status=413, field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("report_unreadable", "This is no text in UTF-8.", "Bring the file as the provider gave it.", field="file") from None
    rows = list(csv.DictReader(io.StringIO(text), delimiter=_delimiter(text)))
    heads = {str(name).strip() for name in (rows[0] if rows else {})}
    if len(rows) > MOST_ROWS:
        raise Refusal("file_too_large", "These are too many rows.", "Fetch the report for a shorter time.", status=413, field="file")
    rows = [{str(name).strip(): str(value or "") for name, value in row.items()} for row in rows]
    if heads >= stripe.NEEDED:
        return Report("stripe", _all(rows, lambda row: stripe.facts_of(row)))
    if heads >= paypal.NEEDED:
        days = _days([row["Date"] for row in rows])
        return Report("paypal", _all(rows, lambda row: paypal.facts_of(row, datetime.strptime(row["Date"].strip(), days).date())))
    if heads >= OURS:
        return Report("", _all(rows, _plain))
    raise Refusal(
        "report_unknown", "These columns are of no report that we know.",
        "Bring Stripe's itemised balance or payout report, PayPal's activity in English, or a table with name, kind, amount, currency and on.", field="file",
    )  # fmt: skip


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _all(rows: list[dict[str, str]], read: Callable[[dict[str, str]], ReportFacts | None]) -> list[ReportFacts]:
    found: list[ReportFacts] = []
    for number, row in enumerate(rows, 2):
        try:
            one = read(row)
        except (Refusal, ValueError, KeyError) as error:
            why = error.message if isinstance(error, Refusal) else "something in it can't be read."
            raise Refusal(
                "report_unreadable", f"Row {number}: {why}", "Nothing was taken in. Mend the row, or fetch the report again.", field="file"
            ) from None
        if one is not None and one.name:
            found.append(one)
    return found


def _plain(row: dict[str, str]) -> ReportFacts:
    money, kind = row["currency"].strip().upper(), row["kind"].strip()
    if kind not in REPORT_KINDS:
        raise Refusal("bad_input", f"{kind} is no kind.", f"Use one of {', '.join(REPORT_KINDS)}.")
    return ReportFacts(
        name=row["name"].strip(), kind=kind, amount_minor=minor_from_text(row["amount"].strip(), money), currency=money,
        on=date.fromisoformat(row["on"].strip()), fee_minor=minor_from_text(row.get("fee", "").strip() or "0", money), ref=row.get("ref", "").strip(),
        payment=row.get("payment", "").strip(), payout=row.get("payout", "").strip(),
    )  # fmt: skip


def _days(texts: list[str]) -> str:
    """The one way of writing a day that fits every row."""
    fitting = []
    for form in _DAYS:
        try:
            for text in texts:
                datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        fitting.append(form)
    if len(fitting) > 1:
        raise Refusal(
            "dates_ambiguous",
            "02/03 may be February or March in this file.",
            "Fetch a longer time, so that a day above 12 is in it.",
            field="file",
        )
    if not fitting:
        raise Refusal("report_unreadable", "The days in it can't be read.", "Fetch the report again, in English.", field="file")
    return fitting[0]
