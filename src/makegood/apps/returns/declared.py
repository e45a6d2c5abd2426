"""Reads of declarations of withdrawal."""

from datetime import datetime

from makegood.apps.returns.models import Declaration, DeclarationWords
from makegood.base import timeline
from makegood.kernel.refusal import Refusal

WAITING = ("received", "attached", "unmatched")  # a person has to look at these


def declaration_of(public_id: str) -> Declaration:
    """By public id. Refuses `declaration_unknown`."""
    found: Declaration | None = Declaration.objects.filter(public_id=public_id).select_related("first", "order", "case").first()
    if found is None:
        raise Refusal("declaration_unknown", "There is no such declaration.", "Check its number.", status=404)
    return found


def words_of(declaration_id: int) -> DeclarationWords | None:
    """None where they were erased."""
    return DeclarationWords.objects.filter(declaration_id=declaration_id, erased_at=None).first()


def words_of_several(ids: list[int]) -> dict[int, DeclarationWords]:
    return {row.declaration_id: row for row in DeclarationWords.objects.filter(declaration_id__in=ids, erased_at=None)}


def first_that_says(sameness: str) -> Declaration | None:
    """The earliest declaration by the same person of the same."""
    found: Declaration | None = Declaration.objects.filter(sameness=sameness, first=None).order_by("id").first()
    return found


def waiting(limit: int = 200) -> list[Declaration]:
    """Those that need a person, the earliest answer first."""
    return list(Declaration.objects.filter(state__in=WAITING).select_related("order").order_by("answer_by", "id")[:limit])


def left_over(*, before: datetime, after: datetime) -> list[Declaration]:
    """Received between these moments and not worked in yet, though the order is known."""
    found = Declaration.objects.filter(state="received", received_at__lt=before, received_at__gte=after).exclude(order=None)
    return list(found.order_by("received_at", "id")[:100])


def declarations_page(*, before_id: int | None = None, limit: int = 50) -> list[Declaration]:
    found = Declaration.objects.select_related("order", "case", "first")
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return list(found.order_by("-id")[:limit])


def declarations_of_order(order_id: int) -> list[Declaration]:
    return list(Declaration.objects.filter(order_id=order_id).order_by("id"))


def declarations_of_case(case_id: int) -> list[Declaration]:
    return list(Declaration.objects.filter(case_id=case_id).order_by("id"))


def timeline_of(declaration_id: int) -> "list[timeline.TimelineLine]":
    return list(timeline.lines_of(f"declaration:{declaration_id}"))


def declaration_by_id(declaration_id: int) -> Declaration:
    """Refuses `declaration_unknown`."""
    found: Declaration | None = Declaration.objects.filter(id=declaration_id).first()
    if found is None:
        raise Refusal("declaration_unknown", "There is no such declaration.", "Reload the page.", status=404)
    return found
