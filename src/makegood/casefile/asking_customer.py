"""When a customer is asked for a claim's sake, where, and what of their words may go on. Pure but for the link."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from makegood.base.links import standing_link, token_of

PURPOSE, LINK_DAYS = "claim_info", 60
ASK, TOLD, ANSWERED = "claim_ask", "claim_told", "claim_answer"  # topics of a case's words
INFO_BY = "customer_info_by"  # the kind of the day until which it helps
DAYS = 7


def page_for(claim: Any, merchant: Any, *, now: datetime) -> str:
    """The page for just this question; the same link as long as one opens."""
    link = standing_link(
        purpose=PURPOSE, subject=claim.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant.id
    )
    return f"{settings.MAKEGOOD_BASE_URL}/s/{merchant.slug}/help/{token_of(link)}/"


def names_buyer(text: str, contact: Any) -> bool:
    """Does it say who the buyer is, or where? A supplier has no need to know."""
    if contact is None:
        return False
    said = text.casefold()
    names = [part for part in contact.name.split() if len(part) > 2] + [contact.email, contact.phone, *contact.address]
    return any(len(one.strip()) > 2 and one.strip().casefold() in said for one in names if one)
