"""Reads of what customers were asked for a claim's sake."""

from collections.abc import Iterable

from makegood.apps.claims.models import CustomerAsk


def ask_of(claim_id: int) -> CustomerAsk | None:
    found: CustomerAsk | None = CustomerAsk.objects.filter(claim_id=claim_id).select_related("claim").first()
    return found


def asks_of(claim_ids: Iterable[int]) -> dict[int, CustomerAsk]:
    """By the claim's id."""
    return {one.claim_id: one for one in CustomerAsk.objects.filter(claim_id__in=list(claim_ids))}
