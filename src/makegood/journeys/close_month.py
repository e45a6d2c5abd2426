"""A month's figures for the accountant are kept as they are, and the shop's owners are told that they are there."""

from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.ledger import operations as ledger
from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit


def close_month(*, merchant_id: int, month: str, figures: dict[str, Any], by: Actor = SYSTEM, now: datetime) -> bool:
    """False where it was closed before: what was kept stays."""
    with unit(merchants=[merchant_id], by=by):
        made = ledger.close_month(month, figures, now=now)
        if made is None:
            return False
        timeline.note(f"shop:{merchant_id}", "month.closed", by=by, now=now, subject=month, digest=made.digest)
        shop = merchant_of(merchant_id)
        for member in parties.members_of(merchant_id):
            if member.role == "owner" and member.joined_at is not None and member.person.is_active:
                context = {
                    "month": f"{month}-01",
                    "link": f"{settings.MAKEGOOD_BASE_URL}/desk/books/month/{month}/",
                    "shop_name": shop.name,
                }
                notices.write_notice(
                    kind="month_ready", case=None, audience="staff", to=member.person.email, by=by, now=now, context=context, zone=shop.zone,
                    language=member.person.language or (shop.languages[0] if shop.languages else "en"),
                )  # fmt: skip
        return True
