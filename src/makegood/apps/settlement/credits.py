"""Reads of credit: its lines, what happened to them, what is left. What is left is always summed, and kept nowhere."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from makegood.apps.settlement.models import CreditMove, CreditPart, Reimbursement
from makegood.apps.settlement.words import CREDIT_KINDS
from makegood.kernel.refusal import Refusal

# What a move does to what is left of its part.
SIGNS = {"spent": -1, "given_back": 1, "expired": -1, "revived": 1}


def order_key(number: str) -> str:
    """The number of the shop's order as people type it, folded: `#1001` and ` 1001 ` are one."""
    return re.sub(r"[\s#]+", "", number).casefold()[:60]


def credit_by_code(code: str) -> Reimbursement:
    """The credit behind a code, typed in any case, with spaces and hyphens. Refuses `code_unknown`, also for a code that is a discount."""
    typed = re.sub(r"[\s-]", "", code).upper()
    found: Reimbursement | None = Reimbursement.objects.filter(kind__in=CREDIT_KINDS, state="posted", provider_ref=typed or "-").first()
    if found is None:
        raise Refusal("code_unknown", "There is no credit with this code.", "Check its letters and digits.", status=404, field="code")
    return found


def parts_of(reimbursement_ids: Iterable[int]) -> list[CreditPart]:
    """The lines of these credits: what stands for money first, then what was given on top."""
    return list(CreditPart.objects.filter(reimbursement_id__in=list(reimbursement_ids)).order_by("reimbursement_id", "-kind"))


def moves_of(part_ids: Iterable[int]) -> list[CreditMove]:
    """In the order in which they were written."""
    return list(CreditMove.objects.filter(part_id__in=list(part_ids)).order_by("id"))


def _with_left() -> Any:
    sign = Case(*(When(kind=kind, then=Value(sign)) for kind, sign in SIGNS.items()), output_field=IntegerField())
    moved = CreditMove.objects.filter(part_id=OuterRef("id")).order_by().values("part_id").annotate(sum=Sum(F("amount_minor") * sign))
    return CreditPart.objects.annotate(left=F("amount_minor") + Coalesce(Subquery(moved.values("sum")), Value(0)))


def with_end(until: date, *, limit: int = 500) -> list[CreditPart]:
    """Lines with something left whose day, as it was given, is this one or earlier; a day that has moved since is the caller's (casefile/crediting)."""
    found = _with_left().filter(expires_on__lte=until, left__gt=0).select_related("reimbursement")
    return list(found.order_by("expires_on", "id")[:limit])


def left_by_credit() -> dict[str, int]:
    """{public id of a credit: what is left of it, by its lines}; those with nothing left are not here."""
    rows = _with_left().values_list("reimbursement__public_id", "left")
    found: dict[str, int] = {}
    for name, left in rows:
        found[name] = found.get(name, 0) + left
    return {name: left for name, left in found.items() if left}


def left_in_all() -> dict[str, int]:
    """{currency: what customers could still spend}."""
    found: dict[str, int] = {}
    for currency, left in _with_left().values_list("currency", "left"):
        found[currency] = found.get(currency, 0) + left
    return {currency: left for currency, left in sorted(found.items()) if left}


def lines_given() -> dict[str, int]:
    """{public id of a credit: the sum of its lines as they were given}."""
    rows = CreditPart.objects.order_by().values_list("reimbursement__public_id").annotate(sum=Sum("amount_minor"))
    return {name: int(amount) for name, amount in rows}


def credits_page(*, before_id: int | None, limit: int) -> list[Reimbursement]:
    """The newest first, also those with nothing left."""
    found = Reimbursement.objects.filter(kind__in=CREDIT_KINDS, state="posted").select_related("case", "case__order")
    return list((found if before_id is None else found.filter(id__lt=before_id)).order_by("-id")[:limit])


def credits_of_case(case_id: int) -> list[Reimbursement]:
    return list(Reimbursement.objects.filter(case_id=case_id, kind__in=CREDIT_KINDS, state="posted").order_by("id"))


def with_left(limit: int = 20_000) -> list[tuple[Any, int]]:
    """(credit, what is left) of those that can still be spent, the oldest first."""
    left = left_by_credit()
    rows = Reimbursement.objects.filter(public_id__in=list(left)).select_related("case").order_by("id")[:limit]
    return [(row, left[row.public_id]) for row in rows]
