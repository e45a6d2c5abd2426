"""Stripe's balance transactions: as the tables that its Dashboard gives, and from its interface.

Tables: the itemized reports "Balance change from activity" and "Payout reconciliation" (docs.stripe.com/reports/report-types: amounts in major units,
`gross`, `fee`, `net`, `reporting_category`; `refund_metadata[makegood_key]` where the shop added that column), and the export of the Balance page
("id", "Type", "Source", "Amount" ...). Interface: GET /v1/balance_transactions by `type` and, for what a payout is made of, by `payout`
(docs.stripe.com/payouts/reconciliation), the refund itself expanded, so that it says its payment, its own currency and our key.
"""

from datetime import UTC, datetime, timedelta
from time import sleep
from typing import Any

from makegood.apps.reports.ports import Fetched, Movement
from makegood.base.http import Reply
from makegood.base.report_table import currency_of, first_of, moment_of, money_of
from makegood.connectors.stripe.calls import ADDRESS, TIMEOUT_S, Stripe, error_of
from makegood.connectors.stripe.client import MARK
from makegood.connectors.stripe.money import from_stripe
from makegood.kernel.refusal import Refusal

REPORT_HEADER = ("balance_transaction_id", "gross", "fee", "net", "currency", "reporting_category")
EXPORT_HEADER = ("id", "Type", "Source", "Amount", "Fee", "Net", "Currency", "Created (UTC)")
# reporting_category, or type where a table has none (docs.stripe.com/reports/reporting-categories).
KINDS = {
    "refund": "refund", "payment_refund": "refund", "partial_capture_reversal": "other", "refund_failure": "refund_back", "payout": "payout",
    "payout_reversal": "other", "payout_failure": "other", "payout_cancel": "other",
}  # fmt: skip
ASKED = ("refund", "payment_refund", "refund_failure", "payout")
MOST_PAGES, TRIES, PAUSE_S = 200, 3, 2.0


def read_report(cells: dict[str, str]) -> Movement:
    """A row of an itemized report."""
    currency = currency_of(cells["currency"])
    amount = money_of(cells["gross"], currency)
    shown = first_of(cells, ("customer_facing_currency",))
    theirs = currency_of(shown) if shown else currency
    facing = money_of(cells["customer_facing_amount"], theirs) if shown and cells.get("customer_facing_amount") else amount
    kind, source = KINDS.get(cells["reporting_category"], "other"), cells.get("source_id", "")
    return Movement(
        name=_needed(cells["balance_transaction_id"]), kind=kind, at=moment_of(first_of(cells, ("created_utc", "created"))),
        amount_minor=_signed(facing, amount), currency=theirs, balance_minor=amount, balance_currency=currency,
        fee_minor=money_of(cells["fee"] or "0", currency), refund=first_of(cells, ("refund_id",)) or (source if kind in ("refund", "refund_back") else ""),
        payments=_names(cells.get("payment_intent_id", ""), cells.get("charge_id", "")), key=first_of(cells, (f"refund_metadata[{MARK}]",)),
        payout=source if kind == "payout" else cells.get("automatic_payout_id", ""),
    )  # fmt: skip


def read_export(cells: dict[str, str]) -> Movement:
    """A row of the Balance page's export."""
    currency = currency_of(cells["Currency"])
    amount, kind, source = money_of(cells["Amount"], currency), KINDS.get(cells["Type"], "other"), cells["Source"]
    shown = cells.get("Customer Facing Currency", "")
    theirs = currency_of(shown) if shown else currency
    facing = money_of(cells["Customer Facing Amount"], theirs) if shown and cells.get("Customer Facing Amount") else amount
    return Movement(
        name=_needed(cells["id"]), kind=kind, at=moment_of(cells["Created (UTC)"]), amount_minor=_signed(facing, amount), currency=theirs,
        balance_minor=amount, balance_currency=currency, fee_minor=money_of(cells["Fee"] or "0", currency),
        refund=source if kind in ("refund", "refund_back") else "", key=cells.get(f"{MARK} (metadata)", ""),
        payout=source if kind == "payout" else cells.get("Transfer", ""),
    )  # fmt: skip


def _needed(name: str) -> str:
    if not name:
        raise Refusal("bad_input", "the transaction has no id.", "Download the report again.")
    return name


def _signed(facing: int, balance: int) -> int:
    """The table writes what the customer sees without its direction in some versions: it goes the way that the balance does."""
    return abs(facing) if balance > 0 else -abs(facing)


def _names(*names: str) -> tuple[str, ...]:
    return tuple(name for name in names if name)


class StripeReports:
    """ReportPort over balance transactions."""

    name = "stripe"
    late = timedelta(minutes=5)

    def __init__(self, key: str, *, address: str = ADDRESS, timeout_s: float = TIMEOUT_S, pause_s: float = PAUSE_S) -> None:
        self.calls, self.pause_s = Stripe(key, address=address, timeout_s=timeout_s), pause_s

    def fetch(self, since: datetime, until: datetime) -> Fetched:
        """All refunds and payouts of that time, and all that each payout is made of."""
        found: dict[str, Movement] = {}
        when = {"created[gte]": str(int(since.timestamp())), "created[lt]": str(int(until.timestamp()))}
        for kind in ASKED:
            problem = self._pages({"type": kind, **when}, "", found)
            if problem:
                return Fetched(problem=problem)
        for payout in [one.payout for one in found.values() if one.kind == "payout"]:
            problem = self._pages({"payout": payout}, payout, found)
            if problem:
                return Fetched(problem=problem)
        return Fetched(tuple(found.values()))

    def _pages(self, query: dict[str, str], payout: str, found: dict[str, Movement]) -> str:
        """Fill `found`; why it could not be done."""
        query = query | {"limit": "100", "expand[]": "data.source"}
        for _ in range(MOST_PAGES):
            reply = self._ask(query)
            if reply.outcome != "answered":
                return error_of(reply)[1] if reply.outcome == "refused" else reply.problem
            page = reply.body.get("data") if isinstance(reply.body, dict) else None
            if not isinstance(page, list):
                return "unreadable"
            for one in page:
                movement = movement_of(one, payout)
                if movement is None:
                    return "unreadable"
                found[movement.name] = movement
            if not reply.body.get("has_more") or not page:
                return ""
            query["starting_after"] = str(page[-1].get("id", ""))
        return "unreadable"

    def _ask(self, query: dict[str, str]) -> Reply:
        """Asking moves nothing, so it is asked again where no answer came."""
        for place in range(TRIES):
            reply = self.calls.get("/v1/balance_transactions", **query)
            if reply.outcome in ("answered", "refused") or place == TRIES - 1:
                break
            sleep(min(reply.retry_after or self.pause_s * 2**place, 30) if self.pause_s else 0)
        return reply


def movement_of(one: Any, payout: str = "") -> Movement | None:
    """A balance transaction with its source expanded or not; None where it can't be read."""
    try:
        currency = currency_of(str(one["currency"]))
        amount, fee = from_stripe(int(one["amount"]), currency), from_stripe(int(one["fee"]), currency)
        kind = KINDS.get(str(one.get("reporting_category") or one["type"]), KINDS.get(str(one["type"]), "other"))
        source = one.get("source")
        thing: dict[str, Any] = source if isinstance(source, dict) else {"id": source or ""}
        marks = thing.get("metadata") if isinstance(thing.get("metadata"), dict) else {}
        is_refund = kind in ("refund", "refund_back")
        theirs = currency_of(str(thing.get("currency") or currency)) if is_refund else currency
        facing = from_stripe(int(thing["amount"]), theirs) if is_refund and "amount" in thing else amount
        if amount is None or fee is None or facing is None:
            return None
        names = (_id(thing.get(field)) for field in ("payment_intent", "charge"))
        return Movement(
            name=_needed(str(one["id"])), kind=kind, at=datetime.fromtimestamp(int(one["created"]), UTC), amount_minor=_signed(facing, amount),
            currency=theirs, balance_minor=amount, balance_currency=currency, fee_minor=fee, refund=str(thing["id"]) if is_refund else "",
            payments=_names(*names) if is_refund else (), key=str((marks or {}).get(MARK, "")), payout=str(thing["id"]) if kind == "payout" else payout,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError, Refusal):
        return None


def _id(value: Any) -> str:
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""
