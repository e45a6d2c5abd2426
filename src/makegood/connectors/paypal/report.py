"""A row of PayPal's activity download (its names in English): https://developer.paypal.com/api/nvp-soap/paypal-payments-standard/admin/download-history

A refund is a row of its own whose `Reference Txn ID` is the payment; its own `Transaction ID` is what PayPal's API calls the refund's id.
"""

from collections.abc import Mapping
from datetime import date

from makegood.apps.ledger.ports import ReportFacts
from makegood.kernel.money import minor_from_text

NEEDED = frozenset({"Date", "Type", "Currency", "Gross", "Transaction ID"})
REFUNDS = ("payment refund", "refund", "partial refund")
BACK = ("payment refund reversal", "cancellation of refund", "refund reversal")


def facts_of(row: Mapping[str, str], on: date) -> ReportFacts | None:
    """None for what moves nothing yet (pending, denied). Refuses `bad_input` for an amount."""
    if row.get("Status", "Completed").strip().lower() not in ("completed", "partially refunded", ""):
        return None
    money, what = row["Currency"].strip().upper(), row["Type"].strip().lower()
    kind = "refund" if what in REFUNDS else "came_back" if what in BACK else "payout" if "withdrawal" in what else "other"
    gross, fee = (minor_from_text(_plain(row.get(name, "") or "0"), money) for name in ("Gross", "Fee"))
    return ReportFacts(
        name=row["Transaction ID"].strip(), kind=kind, amount_minor=abs(gross) if kind in ("refund", "came_back") else gross, currency=money, on=on,
        fee_minor=-fee, ref=row["Transaction ID"].strip() if kind == "refund" else row.get("Reference Txn ID", "").strip(),
        payment=row.get("Reference Txn ID", "").strip() if kind == "refund" else "",
    )  # fmt: skip


def _plain(text: str) -> str:
    """`1,234.50`, `1.234,50` or `-12,90`: the last sign is the decimal one where two figures follow it."""
    text = text.strip().replace("\u00a0", "").replace(" ", "")
    at = max(text.rfind("."), text.rfind(","))
    if at < 0:
        return text
    whole, part = text[:at].replace(".", "").replace(",", ""), text[at + 1 :]
    return f"{whole}.{part}" if len(part) != 3 else f"{whole}{part}"
