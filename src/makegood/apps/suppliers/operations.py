"""Writes of agreements: new terms are a new dated row."""

from datetime import date, datetime
from typing import Any

from makegood.apps.suppliers.models import Agreement
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id


def agree(
    *, organisation_id: int, code: str, from_on: date, currency: str, terms: dict[str, Any], by: Actor, now: datetime, email: str = "",
    language: str = "en",
) -> Agreement:  # fmt: skip
    agreement: Agreement = Agreement.objects.create(
        merchant_id=sole_merchant_id(),
        public_id=new_public_id("agr"),
        organisation_id=organisation_id,
        code=code,
        from_on=from_on,
        currency=currency,
        terms=terms,
        email=email,
        language=language,
    )
    timeline.note(f"supplier:{code}", "agreement.made", by=by, now=now, subject=agreement.public_id, from_on=from_on.isoformat())
    return agreement
