"""A plain report of our own, for providers whose tables are not read (docs/how-to/reconcile.md).

Columns: `id`, `kind` (refund, refund_back, payout, other), `at`, `amount` (signed as the provider's balance moves: a refund is negative), `currency`;
and, where they are known, `provider`, `fee`, `refund`, `payment`, `key`, `order`, `payout`, `state` (done, pending, failed).
"""

from makegood.apps.reports.ports import Movement
from makegood.apps.reports.words import KINDS, STATES
from makegood.base.report_table import currency_of, moment_of, money_of
from makegood.kernel.refusal import Refusal

HEADER = ("id", "kind", "at", "amount", "currency")


def read_plain(cells: dict[str, str]) -> Movement:
    currency, kind, state = currency_of(cells["currency"]), cells["kind"], cells.get("state") or "done"
    if not cells["id"] or len(cells["id"]) > 120:
        raise Refusal("bad_input", "the line has no id.", "Give each line the provider's own id of it.")
    if kind not in KINDS or state not in STATES:
        raise Refusal(
            "bad_input", f"{kind!r} {state!r} is not known.", f"kind is one of {', '.join(KINDS)}; state one of {', '.join(STATES)}."
        )
    amount = money_of(cells["amount"], currency)
    if (kind in ("refund", "payout") and amount > 0) or (kind == "refund_back" and amount < 0):
        raise Refusal(
            "bad_input",
            f"a {kind} of {cells['amount']} goes the wrong way.",
            "A refund and a payout are negative, what came back is positive.",
        )
    return Movement(
        name=cells["id"], kind=kind, at=moment_of(cells["at"]), amount_minor=amount, currency=currency, balance_minor=amount, balance_currency=currency,
        fee_minor=money_of(cells.get("fee") or "0", currency), state=state, refund=cells.get("refund", ""),
        payments=(cells["payment"],) if cells.get("payment") else (), key=cells.get("key", ""), order=cells.get("order", ""), payout=cells.get("payout", ""),
    )  # fmt: skip
