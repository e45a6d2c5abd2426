"""Reads of credits that came, and of what is left of them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from makegood.apps.claims.models import Claim, Credit, CreditMatch
from makegood.kernel.refusal import Refusal

OWED = ("accepted", "part_accepted", "short_credited")


def credit_of(public_id: str) -> Any:
    """With `left_minor`. Refuses `credit_unknown`."""
    found = _with_left().filter(public_id=public_id).first()
    if found is None:
        raise Refusal("credit_unknown", "There is no such credit.", "See the list of them.", status=404)
    return found


def held() -> list[Any]:
    """Of which something waits for a person, the oldest first; each with `left_minor`."""
    return list(_with_left().filter(left_minor__gt=0).order_by("came_on", "id")[:500])


def credits_page(*, before_id: int | None, limit: int, only_held: bool = False) -> list[Any]:
    """The newest first, each with `left_minor`."""
    found = _with_left() if before_id is None else _with_left().filter(id__lt=before_id)
    return list((found.filter(left_minor__gt=0) if only_held else found).order_by("-id")[:limit])


def matches_of(ids: Iterable[int]) -> dict[int, list[CreditMatch]]:
    """By the credit's id, the oldest first."""
    found: dict[int, list[CreditMatch]] = {}
    for one in CreditMatch.objects.filter(credit_id__in=list(ids)).select_related("claim", "claim__case").order_by("id"):
        found.setdefault(one.credit_id, []).append(one)
    return found


def match_of(match_id: int) -> CreditMatch:
    """Refuses `match_unknown`: 404, or 409 where it was taken back."""
    found: CreditMatch | None = CreditMatch.objects.filter(id=match_id, amount_minor__gt=0).select_related("credit", "claim").first()
    if found is None:
        raise Refusal("match_unknown", "This credit has no such part.", "See its parts.", status=404)
    if CreditMatch.objects.filter(undoes_id=match_id).exists():
        raise Refusal("match_unknown", "This was taken back already.", "Reload the page.", status=409)
    return found


def same_reference(who: str, reference: str) -> Credit | None:
    found: Credit | None = Credit.objects.filter(who=who, reference=reference).first() if reference else None
    return found


def owing(who: str, *, party: str) -> list[Claim]:
    """Claims on it that a credit could be for: accepted ones that are not paid whole, and those that it was sent and has not answered."""
    found = Claim.objects.filter(party=party, state__in=(*OWED, "submitted", "acknowledged", "info_requested"))
    found = found.filter(agreement__code=who) if party == "supplier" else found.filter(carrier=who)
    return list(found.select_related("agreement", "case").order_by("submitted_at", "id")[:1000])


def sums() -> dict[str, tuple[int, int, int]]:
    """{currency: (what came, what was matched, what is held)} of all credits."""
    came = dict(Credit.objects.order_by().values_list("currency").annotate(sum=Sum("amount_minor")))
    said: dict[str, int] = dict(CreditMatch.objects.order_by().values_list("credit__currency").annotate(sum=Sum("amount_minor")))
    return {currency: (int(total), int(said.get(currency, 0)), int(total) - int(said.get(currency, 0))) for currency, total in came.items()}


def matched_by_claim() -> dict[int, int]:
    """{claim: what of credits is matched to it}, where that is not zero."""
    rows: Any = CreditMatch.objects.filter(claim__isnull=False).order_by().values_list("claim_id").annotate(sum=Sum("amount_minor"))
    return {claim_id: int(amount) for claim_id, amount in rows if amount}


def _with_left() -> "QuerySet[Any]":
    said = (
        CreditMatch.objects.filter(credit_id=OuterRef("id")).order_by().values("credit_id").annotate(sum=Sum("amount_minor")).values("sum")
    )
    return Credit.objects.annotate(left_minor=F("amount_minor") - Coalesce(Subquery(said), Value(0)))
