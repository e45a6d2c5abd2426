"""The table of Shopify Payments' transactions (Finance > Payouts > Export).

Its lines have no id of their own. What makes one is its moment, type, order, checkout, amount and currency, and, among lines that are alike in all of
them, their place: the same export, and a later one with more lines, name it the same. A payout's status, day and id may come later.
"""

from collections import Counter
from datetime import UTC

from makegood.apps.reports.ports import Movement
from makegood.base.report_table import currency_of, first_of, moment_of, money_of
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

HEADER = ("Transaction Date", "Type", "Order", "Payout Status", "Payout Date", "Amount", "Fee", "Net", "Currency")
KINDS = {"refund": "refund", "refund_failure": "refund_back", "payout": "payout"}


class Reader:
    """Reads one file's rows, in their order."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __call__(self, cells: dict[str, str]) -> Movement:
        currency = currency_of(cells["Currency"])
        amount, at = money_of(cells["Amount"], currency), moment_of(cells["Transaction Date"])
        if not cells["Type"]:
            raise Refusal("bad_input", "the line has no type.", "Export the table again.")
        shown = currency_of(first_of(cells, ("Presentment Currency",)) or currency)
        facing = first_of(cells, ("Presentment Amount",))
        theirs = abs(money_of(facing, shown)) if facing else abs(amount)
        kind = KINDS.get(cells["Type"], "other")
        mark = digest_of([at.astimezone(UTC).isoformat(), cells["Type"], cells["Order"], cells.get("Checkout", ""), amount, currency])[:32]
        self._seen[mark] += 1
        return Movement(
            name=f"{mark}-{self._seen[mark]}", kind=kind, at=at, amount_minor=theirs if amount > 0 else -theirs, currency=shown if facing else currency,
            balance_minor=amount, balance_currency=currency, fee_minor=money_of(cells["Fee"] or "0", currency),
            state="failed" if cells["Payout Status"] == "failed" and kind == "payout" else "done",
            order=cells["Order"] if kind in ("refund", "refund_back") else "", payout=first_of(cells, ("Payout ID",)),
        )  # fmt: skip
