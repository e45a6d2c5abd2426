"""Reads of replacement orders and differences of price."""

from collections.abc import Iterable

from django.db.models import Q

from makegood.apps.replacements.models import PriceDifference, ReplacementOrder
from makegood.apps.replacements.states import HELD, LIVE, STANDS, WITH_PARTY
from makegood.base.together import Wanted, fetch
from makegood.kernel.refusal import Refusal


def under_way_wanted(case_id: int) -> Wanted:
    """Is there an order that lives, or a difference that is not settled?"""
    orders, differences = ", ".join(f"'{one}'" for one in LIVE), ", ".join(f"'{one}'" for one in ("asked", "paid", "earned"))
    where = (
        f"SELECT json_build_array(EXISTS (SELECT FROM replacements_order WHERE case_id = %s AND state IN ({orders})) "
        f"OR EXISTS (SELECT FROM replacements_difference WHERE case_id = %s AND state IN ({differences})))"
    )
    return Wanted(("replacements", case_id), None, where, (case_id, case_id), finish=lambda found: bool(found[0][0]))


def are_under_way(case_id: int) -> bool:
    found: bool = fetch(under_way_wanted(case_id))
    return found


def replacement_of(public_id: str) -> ReplacementOrder:
    """Refuses `replacement_unknown`."""
    found: ReplacementOrder | None = (
        ReplacementOrder.objects.filter(public_id=public_id).select_related("agreement", "case", "line", "decision").first()
    )
    if found is None:
        raise Refusal("replacement_unknown", "There is no such replacement order.", "Check the link.", status=404)
    return found


def replacements_of_case(case_id: int) -> list[ReplacementOrder]:
    """All of them, the oldest first."""
    return list(ReplacementOrder.objects.filter(case_id=case_id).select_related("agreement", "line", "case").order_by("id"))


def replacements_page(*, before_id: int | None, limit: int, state: str, party: str) -> list[ReplacementOrder]:
    """The newest first; `state` and `party` where they are given."""
    found = ReplacementOrder.objects.all() if before_id is None else ReplacementOrder.objects.filter(id__lt=before_id)
    found = found.filter(state=state) if state else found
    found = found.filter(party=party) if party else found
    return list(found.select_related("agreement", "line", "case").order_by("-id")[:limit])


def live_by_line(line_ids: list[int]) -> dict[int, ReplacementOrder]:
    found = ReplacementOrder.objects.filter(line_id__in=line_ids, state__in=LIVE).select_related("agreement")
    return {one.line_id: one for one in found}


def newest_by_line(line_ids: list[int]) -> dict[int, ReplacementOrder]:
    """Each line's last order, whatever became of it."""
    return {one.line_id: one for one in ReplacementOrder.objects.filter(line_id__in=line_ids).order_by("id")}


def astray() -> list[ReplacementOrder]:
    """Orders that live while their line stands elsewhere than they do."""
    fits = Q()
    for state, remake in STANDS.items():
        fits |= Q(state=state, line__remake=remake)
    return list(ReplacementOrder.objects.filter(state__in=LIVE).exclude(fits).select_related("line").order_by("id")[:100])


def live_of(public_ids: Iterable[str]) -> set[str]:
    """Those of these orders that still wait to leave."""
    return set(
        ReplacementOrder.objects.filter(public_id__in=public_ids, state__in=("drafted", *WITH_PARTY)).values_list("public_id", flat=True)
    )


def open_with(organisation_id: int, *, besides: int) -> list[ReplacementOrder]:
    """The other orders that this supplier has of this shop."""
    found = ReplacementOrder.objects.filter(agreement__organisation_id=organisation_id, state__in=WITH_PARTY).exclude(id=besides)
    return list(found.select_related("agreement", "case").order_by("answer_by", "id")[:50])


def difference_of(public_id: str) -> PriceDifference:
    """Refuses `difference_unknown`."""
    found: PriceDifference | None = PriceDifference.objects.filter(public_id=public_id).select_related("case").first()
    if found is None:
        raise Refusal("difference_unknown", "There is no such difference of price.", "Reload the case.", status=404)
    return found


def differences_of_case(case_id: int) -> list[PriceDifference]:
    return list(PriceDifference.objects.filter(case_id=case_id).order_by("id"))


def held_by_difference() -> dict[str, int]:
    """{public id: what of the customer's money lies with the shop}."""
    return dict(PriceDifference.objects.filter(state__in=HELD).values_list("public_id", "amount_minor"))
