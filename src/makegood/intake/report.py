"""A provider's report told from its header, and read whole."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from makegood.apps.reports.ports import Movement
from makegood.apps.reports.words import PROVIDERS
from makegood.base.lines import open_bytes
from makegood.base.report_table import first_of, read_rows
from makegood.base.table import Form, Table, form_of
from makegood.connectors.csv import report as plain
from makegood.connectors.paypal import report as paypal
from makegood.connectors.shopify import payouts as shopify
from makegood.connectors.stripe import report as stripe
from makegood.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class ReadReport:
    """`since` and `until`: the first and the last moment in it; None where it is empty of movements."""

    provider: str
    form: str
    digest: str
    movements: tuple[Movement, ...]
    since: datetime | None
    until: datetime | None


def read_report(path: Path, *, provider: str = "") -> ReadReport:
    """`provider` is needed only where the file does not say. Refuses file_empty, report_unknown_form, report_unreadable, provider_needed, provider_other ..."""
    form = form_of(path)
    header = Table(path, form).header
    digest = hashlib.sha256()
    with open_bytes(path) as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    kind, theirs, movements = _read(path, form, header, provider)
    if provider and theirs != provider:
        raise Refusal("provider_other", f"This is a report of {theirs}, not of {provider}.", "Choose the other provider.", field="provider")
    moments = [one.at for one in movements]
    return ReadReport(theirs, kind, digest.hexdigest(), tuple(movements), min(moments, default=None), max(moments, default=None))


def _read(path: Path, form: Form, header: list[str], provider: str) -> tuple[str, str, list[Movement]]:
    def has(columns: tuple[str, ...]) -> bool:
        return all(column in header for column in columns)

    if has(stripe.REPORT_HEADER):
        return "stripe_report", "stripe", read_rows(path, form, stripe.read_report)
    if has(stripe.EXPORT_HEADER):
        return "stripe_export", "stripe", read_rows(path, form, stripe.read_export)
    if has(shopify.HEADER):
        return "shopify_payouts", "shopify", read_rows(path, form, shopify.Reader())
    if all(any(name in header for name in names) for names in paypal.HEADER):
        texts = (first_of(cells, paypal.DATE) for _, cells in Table(path, form).rows() if isinstance(cells, dict))
        days = paypal.days_of(texts)
        return "paypal_activity", "paypal", read_rows(path, form, lambda cells: paypal.read_activity(cells, days))
    if has(plain.HEADER):
        return "plain", _provider_of(path, form, provider), read_rows(path, form, plain.read_plain)
    raise Refusal(
        "report_unknown_form", "This is no report that is known here.",
        "Bring in Stripe's balance or payout report, PayPal's activity, Shopify Payments' transactions, or the plain form (see the how-to).", field="file",
    )  # fmt: skip


def _provider_of(path: Path, form: Form, provider: str) -> str:
    """Whose plain report it is: one provider's in one file."""
    named = {cells.get("provider", "").strip() for _, cells in Table(path, form).rows() if isinstance(cells, dict)} - {""}
    found = named or ({provider} if provider else set())
    if len(found) != 1:
        raise Refusal("provider_needed", "It does not say whose report this is.", "Say which provider it is from.", field="provider")
    (name,) = found
    if name not in PROVIDERS:
        raise Refusal(
            "provider_unknown", f"{name!r} is no provider that is known here.", f"It is one of {', '.join(PROVIDERS)}.", field="provider"
        )
    return name
