"""PayPal's movements: the activity download (CSV, English or German), and the Transaction Search API.

Table: developer.paypal.com/reports/reference/report-field-changes and downloads of both languages. Days are written as the account's country has
them, so the file itself must say which (`days_of`). Interface: GET /v1/reporting/transactions (developer.paypal.com/api/transaction-search/v1;
at most 31 days a call, three hours late), event codes after developer.paypal.com/reports/reference/t-codes.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from time import sleep
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from makegood.apps.reports.ports import Fetched, Movement
from makegood.base.http import Reply
from makegood.base.report_table import currency_of, first_of, money_of
from makegood.connectors.paypal.calls import ADDRESS, TIMEOUT_S, PayPal, issue_of
from makegood.connectors.paypal.money import from_paypal
from makegood.kernel.refusal import Refusal

DATE, TIME, ZONE = ("Date", "Datum"), ("Time", "Uhrzeit"), ("TimeZone", "Time Zone", "Time zone", "Zeitzone")
TYPE, STATUS, CODE = ("Type", "Description", "Typ", "Beschreibung"), ("Status",), ("Transaction Event Code", "Transaktionsereigniscode")
CURRENCY, GROSS, FEE = ("Currency", "Währung"), ("Gross", "Brutto"), ("Fee", "Fees", "Gebühr", "Entgelt")
NAME, ABOUT = ("Transaction ID", "Transaktionscode"), ("Reference Txn ID", "Zugehöriger Transaktionscode")
KEY = ("Custom Number", "Zollnummer", "Benutzerdefinierte Nummer", "Invoice Number", "Invoice ID", "Rechnungsnummer")
IMPACT = ("Balance Impact", "Auswirkung auf Guthaben")
HEADER = (DATE, TIME, ZONE, TYPE, CURRENCY, GROSS, FEE, NAME)
REFUNDS = ("payment refund", "refund", "rückzahlung", "erstattung")
WITHDRAWALS = (
    "general withdrawal",
    "withdraw funds to bank account",
    "user initiated withdrawal",
    "allgemeine abbuchung",
    "bankabbuchung",
    "von nutzer eingeleitete abbuchung",
)
NO_MONEY = ("memo", "vermerk")
STATES = {"completed": "done", "abgeschlossen": "done", "": "done", "pending": "pending", "ausstehend": "pending", "offen": "pending"}
REFUND_CODES, WITHDRAWAL_GROUP = ("T1107",), "T04"
# What the column says where it is no name of a zone: the clocks of PayPal's own offices.
OFFSETS = {
    "GMT": 0,
    "UTC": 0,
    "BST": 1,
    "CET": 1,
    "CEST": 2,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
STATUSES = {"S": "done", "P": "pending", "D": "failed", "V": "failed"}
LONGEST = timedelta(days=30)
MOST_PAGES, TRIES, PAUSE_S = 200, 3, 2.0


def days_of(texts: Iterable[str]) -> str:
    """How this file writes days: %d.%m.%Y, %d/%m/%Y, %m/%d/%Y or %Y-%m-%d. Refuses `days_unclear` where no day of it is after the 12th."""
    firsts, seconds = set(), set()
    for text in texts:
        if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text, re.ASCII):
            return "%d.%m.%Y"
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return "%Y-%m-%d"
        parts = text.split("/")
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            firsts.add(int(parts[0]))
            seconds.add(int(parts[1]))
    if any(one > 12 for one in firsts):
        return "%d/%m/%Y"
    if any(one > 12 for one in seconds):
        return "%m/%d/%Y"
    raise Refusal(
        "days_unclear", "It can't be told whether this report writes the day or the month first.",
        "Download a longer time, with a day after the 12th in it.", field="file",
    )  # fmt: skip


def read_activity(cells: dict[str, str], days: str) -> Movement | None:
    """A row of the activity download; None where it moves nothing."""
    if first_of(cells, IMPACT).lower() in NO_MONEY:
        return None
    name, currency = first_of(cells, NAME), currency_of(first_of(cells, CURRENCY))
    if not name:
        raise Refusal("bad_input", "the transaction has no id.", "Download the report again.")
    amount = money_of(_decimal(first_of(cells, GROSS)), currency)
    kind = _kind(first_of(cells, TYPE).lower(), first_of(cells, CODE), amount)
    status = first_of(cells, STATUS).lower()
    return Movement(
        name=name, kind=kind, at=_moment(first_of(cells, DATE), first_of(cells, TIME), first_of(cells, ZONE), days), amount_minor=amount,
        currency=currency, balance_minor=amount, balance_currency=currency, fee_minor=-money_of(_decimal(first_of(cells, FEE) or "0"), currency),
        state=STATES.get(status, "failed" if kind != "other" else "done"), refund=name if kind in ("refund", "refund_back") else "",
        payments=(first_of(cells, ABOUT),) if kind == "refund" and first_of(cells, ABOUT) else (),
        key=next((cells[column] for column in KEY if cells.get(column, "").startswith("trf_")), ""), payout=name if kind == "payout" else "",
    )  # fmt: skip


def _kind(words: str, code: str, amount: int) -> str:
    if code in REFUND_CODES or words in REFUNDS:
        return "refund" if amount < 0 else "refund_back"
    return "payout" if (code.startswith(WITHDRAWAL_GROUP) or words in WITHDRAWALS) and amount < 0 else "other"


def _decimal(text: str) -> str:
    """1.234,56 and 1,234.56 with a point only; the last of the two signs is the one of decimals."""
    text = text.replace("\xa0", "").replace(" ", "").replace("−", "-")
    if text.rfind(",") > text.rfind("."):
        return text.replace(".", "").replace(",", ".")
    return text.replace(",", "")


def _moment(day: str, time: str, zone: str, days: str) -> datetime:
    try:
        found = datetime.strptime(f"{day} {time or '00:00:00'}", f"{days} %H:%M:%S")
    except ValueError:
        raise Refusal("bad_input", f"{day} {time} is no moment.", "Download the report again.") from None
    return found.replace(tzinfo=_zone(zone))


def _zone(text: str) -> tzinfo:
    if text in OFFSETS:
        return timezone(timedelta(hours=OFFSETS[text]))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise Refusal("bad_input", f"{text!r} is no time zone.", "Download the report again.") from None


class PayPalReports:
    """ReportPort over the Transaction Search API: the app needs its permission, which PayPal gives beside that of refunds."""

    name = "paypal"
    late = timedelta(hours=3)

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S, pause_s: float = PAUSE_S) -> None:
        self.calls, self.pause_s = PayPal(key, address=address, timeout_s=timeout_s), pause_s

    def fetch(self, since: datetime, until: datetime) -> Fetched:
        found: dict[str, Movement] = {}
        start = since.astimezone(UTC)
        while start < until:
            end = min(until.astimezone(UTC), start + LONGEST)
            problem = self._pages(start, end, found)
            if problem:
                return Fetched(problem=problem)
            start = end
        return Fetched(tuple(found.values()))

    def _pages(self, start: datetime, end: datetime, found: dict[str, Movement]) -> str:
        query = {
            "start_date": f"{start:%Y-%m-%dT%H:%M:%SZ}", "end_date": f"{end:%Y-%m-%dT%H:%M:%SZ}", "fields": "transaction_info",
            "balance_affecting_records_only": "Y", "page_size": "200",
        }  # fmt: skip
        for page in range(1, MOST_PAGES + 1):
            reply = self._ask(query | {"page": str(page)})
            if reply.outcome != "answered":
                return issue_of(reply)[1] if reply.outcome == "refused" else reply.problem
            rows = reply.body.get("transaction_details") if isinstance(reply.body, dict) else None
            if not isinstance(rows, list):
                return "unreadable"
            for one in rows:
                movement = movement_of(one.get("transaction_info") if isinstance(one, dict) else None)
                if movement is None:
                    return "unreadable"
                found[movement.name] = movement
            if page >= int(reply.body.get("total_pages") or 1):
                return ""
        return "unreadable"

    def _ask(self, query: dict[str, str]) -> Reply:
        for place in range(TRIES):
            reply = self.calls.call("GET", "/v1/reporting/transactions", query=query)
            if reply.outcome in ("answered", "refused") or reply.problem == "unauthorized" or place == TRIES - 1:
                break
            sleep(min(reply.retry_after or self.pause_s * 2**place, 30) if self.pause_s else 0)
        return reply


def movement_of(info: Any) -> Movement | None:
    """Of a `transaction_info`; None where it can't be read."""
    try:
        money, fee = from_paypal(info["transaction_amount"]), from_paypal(info["fee_amount"]) if info.get("fee_amount") else None
        if money is None or (info.get("fee_amount") and fee is None):
            return None
        name, (amount, currency) = str(info["transaction_id"]), money
        kind = _kind("", str(info.get("transaction_event_code") or ""), amount)
        marks = (str(info.get("custom_field") or ""), str(info.get("invoice_id") or ""))
        return Movement(
            name=name, kind=kind, at=datetime.fromisoformat(str(info["transaction_initiation_date"])), amount_minor=amount, currency=currency,
            balance_minor=amount, balance_currency=currency, fee_minor=-(fee[0] if fee else 0), state=STATUSES.get(str(info.get("transaction_status")), "done"),
            refund=name if kind in ("refund", "refund_back") else "",
            payments=(str(info["paypal_reference_id"]),) if kind == "refund" and info.get("paypal_reference_id") else (),
            key=next((mark for mark in marks if mark.startswith("trf_")), ""), payout=name if kind == "payout" else "",
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
