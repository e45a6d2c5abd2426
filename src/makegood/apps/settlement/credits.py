"""Reads of credit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum

from makegood.apps.settlement.crediting import Standing, left_on, standings
from makegood.apps.settlement.models import Credit, CreditMove, CreditPart
from makegood.base.lookup import code_key


@dataclass(frozen=True, slots=True)
class Account:
    """A credit with its parts as they stand and all that was done with them, the oldest first."""

    credit: Any
    parts: list[Standing]
    moves: list[Any]

    @property
    def id(self) -> int:
        return int(self.credit.id)

    @property
    def bonus_until(self) -> date | None:
        return next((one.until for one in self.parts if one.kind == "bonus" and one.left > 0), None)

    @property
    def owed_until(self) -> date | None:
        return next((one.until for one in self.parts if one.kind == "owed"), None)

    def left(self, on: date) -> int:
        return left_on(self.parts, on)


def credit_by_code(code: str) -> Credit | None:
    found: Credit | None = Credit.objects.filter(code_key=code_key(code)).select_related("reimbursement").first()
    return found


def credit_of(public_id: str) -> Credit | None:
    found: Credit | None = Credit.objects.filter(public_id=public_id).select_related("reimbursement").first()
    return found


def account_of(credit: Credit) -> Account:
    return accounts_of([credit])[0]


def accounts_of(credits: Iterable[Credit]) -> list[Account]:
    """In the given order, in two statements."""
    rows = list(credits)
    parts: dict[int, list[Any]] = {one.id: [] for one in rows}
    owner: dict[int, int] = {}
    for part in CreditPart.objects.filter(credit_id__in=list(parts)).order_by("id"):
        parts[part.credit_id].append(part)
        owner[part.id] = part.credit_id
    moves: dict[int, list[Any]] = {one.id: [] for one in rows}
    for move in CreditMove.objects.filter(part_id__in=list(owner)).order_by("id"):
        moves[owner[move.part_id]].append(move)
    return [Account(one, standings(parts[one.id], moves[one.id]), moves[one.id]) for one in rows]


def credits_of_case(case_id: int) -> list[Account]:
    return accounts_of(Credit.objects.filter(case_id=case_id).select_related("reimbursement").order_by("id"))


def credits_page(*, before_id: int | None, limit: int) -> list[Account]:
    """The newest first."""
    found = Credit.objects.select_related("reimbursement", "case", "case__order")
    return accounts_of((found if before_id is None else found.filter(id__lt=before_id)).order_by("-id")[:limit])


def part_of(part_id: int) -> CreditPart:
    return CreditPart.objects.select_related("credit", "credit__reimbursement").get(id=part_id)


def ending(*, before: date) -> list[CreditPart]:
    """Parts whose last day is before that day, the first first; also those of which nothing is left."""
    return list(CreditPart.objects.filter(until__lt=before).select_related("credit").order_by("until", "id"))


def moved_by_reimbursement() -> dict[str, dict[str, int]]:
    """{kind of move: {public id of the reimbursement: minor units}}: what the books must hold of credit after it was given."""
    rows: Any = (
        CreditMove.objects.order_by().values_list("kind", "part__credit__reimbursement__public_id").annotate(total=Sum("amount_minor"))
    )
    found: dict[str, dict[str, int]] = {}
    for kind, name, total in rows:
        found.setdefault(kind, {})[name] = total
    return found
