"""A row of Stripe's itemised reports (Balance change from activity, Payout reconciliation): https://docs.stripe.com/reports/options

Amounts there are in the currency's own units; a refund is negative. What a category means: https://docs.stripe.com/reports/reporting-categories
"""

from collections.abc import Mapping
from datetime import date

from makegood.apps.ledger.ports import ReportFacts
from makegood.kernel.money import minor_from_text

NEEDED = frozenset({"balance_transaction_id", "currency", "gross", "reporting_category"})
KINDS = {
    "refund": "refund",
    "partial_capture_reversal": "other",
    "refund_failure": "came_back",
    "payout": "payout",
    "payout_reversal": "payout",
}


def facts_of(row: Mapping[str, str]) -> ReportFacts:
    """Refuses `bad_input` for an amount, raises ValueError for a day that can't be read."""
    money = row["currency"].strip().upper()
    kind = KINDS.get(row["reporting_category"].strip(), "other")
    gross, fee = minor_from_text(row["gross"].strip(), money), minor_from_text(row.get("fee", "").strip() or "0", money)
    moment = (
        row.get("created_utc")
        or row.get("created")
        or row.get("automatic_payout_effective_at_utc")
        or row.get("automatic_payout_effective_at")
        or ""
    )
    return ReportFacts(
        name=row["balance_transaction_id"].strip(), kind=kind, amount_minor=abs(gross) if kind in ("refund", "came_back") else gross, currency=money,
        on=date.fromisoformat(moment.strip()[:10]), fee_minor=fee, ref=row.get("source_id", "").strip() or row.get("refund_id", "").strip(),
        payment=row.get("payment_intent_id", "").strip() or row.get("charge_id", "").strip(), payout=row.get("automatic_payout_id", "").strip(),
    )  # fmt: skip
