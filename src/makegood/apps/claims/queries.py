"""Reads of claims."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Min, Sum
from django.db.models.functions import Cast

from makegood.apps.claims.models import Claim, ClaimAnswer, ClaimEvidence, ClaimPaper
from makegood.kernel.refusal import Refusal


def claims_of_case(case_id: int) -> list[Claim]:
    return list(Claim.objects.filter(case_id=case_id).select_related("agreement").order_by("id"))


def claims_of_cases(case_ids: Iterable[int]) -> list[Claim]:
    return list(Claim.objects.filter(case_id__in=list(case_ids)).select_related("agreement", "case").order_by("id"))


def claim_of(public_id: str) -> Claim:
    """Refuses `claim_unknown`."""
    found: Claim | None = Claim.objects.filter(public_id=public_id).select_related("agreement", "case").first()
    if found is None:
        raise Refusal("claim_unknown", "There is no such claim.", "Check the link.", status=404)
    return found


def claim_by_id(claim_id: int) -> Claim:
    found: Claim = Claim.objects.select_related("agreement", "case").get(id=claim_id)
    return found


def claims_in(states: tuple[str, ...]) -> list[Claim]:
    """The most urgent first."""
    return list(
        Claim.objects.filter(state__in=states).select_related("agreement", "case", "line").order_by("window_until", "answer_by", "id")[:500]
    )


def drafted_on(codes: Iterable[str]) -> list[Claim]:
    """Drafts on these suppliers, each with its agreement and case, the oldest first."""
    found = Claim.objects.filter(state="drafted", party="supplier", agreement__code__in=list(codes), agreement__confirmed_at__isnull=False)
    return list(found.select_related("agreement", "case").order_by("id")[:1000])


def pictures_of(claim_ids: Iterable[int]) -> dict[int, int]:
    """{claim: how many pictures it has}."""
    rows = ClaimEvidence.objects.filter(claim_id__in=list(claim_ids), file__media_type__startswith="image/", file__erased_at=None)
    return dict(rows.order_by().values_list("claim_id").annotate(n=Count("id")))


def claims_page(*, before_id: int | None, limit: int, state: str) -> list[Claim]:
    """The newest first."""
    found = Claim.objects.filter(state=state) if before_id is None else Claim.objects.filter(state=state, id__lt=before_id)
    return list(found.order_by("-id")[:limit])


def open_claims_on(organisation_id: int, *, besides: int) -> list[Claim]:
    """The other claims of this shop that wait for the same supplier's answer."""
    found = Claim.objects.filter(agreement__organisation_id=organisation_id, state__in=("submitted", "acknowledged")).exclude(id=besides)
    return list(found.select_related("agreement").order_by("answer_by", "id"))


def evidence_of_claim(claim_id: int) -> list[ClaimEvidence]:
    """What goes along."""
    return [one for one in all_evidence_of_claim(claim_id) if not one.left_out]


def all_evidence_of_claim(claim_id: int) -> list[ClaimEvidence]:
    """Also what a person left out."""
    return list(ClaimEvidence.objects.filter(claim_id=claim_id).select_related("file", "whole").order_by("id"))


def covered_files(case_ids: list[int]) -> list[int]:
    """Ids of the files that were made of customers' pictures by blacking out parts of them."""
    return list(ClaimEvidence.objects.filter(claim__case_id__in=case_ids, whole__isnull=False).values_list("file_id", flat=True))


def answers_of_claim(claim_id: int) -> list[ClaimAnswer]:
    return list(ClaimAnswer.objects.filter(claim_id=claim_id).order_by("id"))


def papers_of_claims(claim_ids: list[int]) -> dict[int, list[ClaimPaper]]:
    """{claim id: what the supplier sent after its yes, the oldest first}."""
    found: dict[int, list[ClaimPaper]] = {}
    for one in ClaimPaper.objects.filter(claim_id__in=claim_ids).select_related("file").order_by("id"):
        found.setdefault(one.claim_id, []).append(one)
    return found


def last_answers(claim_ids: list[int]) -> dict[int, ClaimAnswer]:
    """{claim id: what was said last}."""
    return {one.claim_id: one for one in ClaimAnswer.objects.filter(claim_id__in=claim_ids).order_by("id")}


def claims_by_line(case_id: int) -> dict[int, list[Claim]]:
    """The claims of a case, by the line's id, the oldest first."""
    found: dict[int, list[Claim]] = {}
    for one in claims_of_case(case_id):
        found.setdefault(one.line_id, []).append(one)
    return found


def claims_of_line(line_id: int) -> list[Claim]:
    return list(Claim.objects.filter(line_id=line_id).select_related("agreement").order_by("id"))


def counts_by_state() -> dict[str, int]:
    rows: Any = Claim.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def carriers_claimed() -> list[str]:
    """Their names, as orders and parcels have them."""
    rows = Claim.objects.filter(party="carrier").exclude(carrier="").order_by("carrier")
    return list(rows.values_list("carrier", flat=True).distinct()[:100])


def with_credit() -> list[Claim]:
    return list(Claim.objects.filter(credited_minor__gt=0).order_by("id"))


def owed_by_party() -> dict[tuple[str, str], int]:
    """{(party, currency): what was accepted and neither came nor was written off}."""
    rows = Claim.objects.exclude(state="written_off").order_by().values_list("party", "currency")
    found = rows.annotate(owed=Sum("accepted_minor") - Sum("credited_minor"))
    return {(party, currency): int(owed) for party, currency, owed in found if owed}


def recovered_since(since: datetime) -> tuple[float, int, datetime | None]:
    """(share of what was asked that suppliers credited, over how many claims that ended, the first of them)."""
    ended = Claim.objects.filter(party="supplier", asked_minor__gt=0, drafted_at__gte=since)
    ended = ended.filter(state__in=("credited", "short_credited", "written_off", "refused"))
    share = Cast(F("credited_minor"), FloatField()) / Cast(F("asked_minor"), FloatField())
    found = ended.aggregate(share=Avg(share), n=Count("id"), first=Min("drafted_at"))
    return float(found["share"] or 0), int(found["n"]), found["first"]
