"""Writes of agreements: new terms are a new dated row."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from makegood.apps.suppliers.models import Agreement, Autopilot, Product
from makegood.apps.suppliers.shape import read_terms
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id


def agree(
    *, organisation_id: int, code: str, from_on: date, currency: str, terms: dict[str, Any], by: Actor, now: datetime, email: str = "",
    language: str = "en", pack: dict[str, Any] | None = None,
) -> Agreement:  # fmt: skip
    """Not confirmed yet. Refuses `terms_invalid`."""
    agreement: Agreement = Agreement.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("agr"), organisation_id=organisation_id, code=code, from_on=from_on,
        currency=currency, terms=read_terms(terms), email=email, language=language, pack=pack or {}, made_at=now, made_by=str(by),
    )  # fmt: skip
    timeline.note(f"supplier:{code}", "agreement.made", by=by, now=now, subject=agreement.public_id, from_on=from_on.isoformat())
    return agreement


def confirm(agreement: Agreement, *, by: Actor, now: datetime) -> None:
    """A person says that this is what the contract says."""
    agreement.confirmed_at, agreement.confirmed_by = now, str(by)
    agreement.save(update_fields=["confirmed_at", "confirmed_by"])
    timeline.note(f"supplier:{agreement.code}", "agreement.confirmed", by=by, now=now, subject=agreement.public_id)


def supply(skus: Iterable[str], *, code: str, by: Actor, now: datetime) -> None:
    """From now on these article numbers are supplier `code`'s."""
    merchant_id = sole_merchant_id()
    rows = [Product(merchant_id=merchant_id, sku=sku, code=code) for sku in sorted(set(skus))]
    Product.objects.bulk_create(rows, update_conflicts=True, unique_fields=["merchant", "sku"], update_fields=["code"])
    timeline.note(f"supplier:{code}", "supplier.named", by=by, now=now, subject=code, products=len(rows))


def set_autopilot(*, code: str, is_on: bool, by: Actor, now: datetime) -> None:
    Autopilot.objects.create(merchant_id=sole_merchant_id(), code=code, is_on=is_on, at=now, actor=str(by))
    timeline.note(f"supplier:{code}", "supplier.autopilot", by=by, now=now, subject=code, on=is_on)
