"""When a customer is asked for another means, and where. Pure but for the link."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from makegood.base.links import standing_link, token_of
from makegood.kernel.refusal import Refusal

# The money can't go back the way it came, and no waiting helps.
NO_WAY_BACK = ("card_gone", "declined", "too_old", "not_refundable")
PURPOSE, LINK_DAYS = "means", 90


def address_for(reimbursement: Any, merchant: Any, *, now: datetime) -> str:
    """The page for just this refund; the same link as long as one opens."""
    link = standing_link(
        purpose=PURPOSE, subject=reimbursement.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant.id
    )
    return f"{settings.MAKEGOOD_BASE_URL}/s/{merchant.slug}/means/{token_of(link)}/"


def check_open(reimbursement: Any, means: Any) -> None:
    """Refuses `means_not_needed`: the refund is on its way, was paid, or is no more."""
    if means is None or means.ended_at is not None or reimbursement.state != "failed":
        raise Refusal("means_not_needed", "This refund needs nothing more from you.", "Your case's page says where it stands.", status=409)


def rest_of(reimbursement: Any) -> int:
    return int(reimbursement.amount_minor - reimbursement.moved_minor)
