"""Reads of agreements."""

from datetime import date

from django.db.models import Q

from makegood.apps.suppliers.models import Agreement
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


def agreements() -> list[Agreement]:
    return list(Agreement.objects.order_by("code", "-from_on"))


def agreements_page(*, before_id: int | None, limit: int, code: str = "") -> list[Agreement]:
    """The newest first."""
    found = Agreement.objects.all() if before_id is None else Agreement.objects.filter(id__lt=before_id)
    return list((found.filter(code=code) if code else found).order_by("-id")[:limit])


def agreement_of(public_id: str) -> Agreement:
    """Refuses `agreement_unknown`."""
    found: Agreement | None = Agreement.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("agreement_unknown", "There is no such agreement.", "See the list of them.", status=404)
    return found


def agreement_on(code: str, on: date) -> Agreement | None:
    """The terms of supplier `code` on a day."""
    found = Agreement.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), code=code, from_on__lte=on)
    return found.order_by("-from_on").first()


def agreement_by_id(agreement_id: int | None) -> Agreement | None:
    return None if agreement_id is None else Agreement.objects.filter(id=agreement_id).first()


def agreements_by_id(ids: list[int]) -> dict[int, Agreement]:
    found: dict[int, Agreement] = fetch(agreements_wanted(ids)) if ids else {}
    return found


def agreements_wanted(ids: list[int]) -> Wanted:
    wanted = sorted(set(ids))
    return Wanted(
        ("agreements", *wanted), Agreement, "id = ANY (%s)", (wanted,), finish=lambda rows: {agreement.id: agreement for agreement in rows}
    )
