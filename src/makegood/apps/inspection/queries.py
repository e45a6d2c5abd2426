"""Reads of inspections."""

from datetime import datetime

from django.db.models import Min, Q, Sum

from makegood.apps.inspection.asking import Template
from makegood.apps.inspection.models import HubTemplate, Inspection, InspectionTemplate
from makegood.base.later import ids_wanted
from makegood.base.together import Wanted
from makegood.kernel.refusal import Refusal


def new_wanted() -> tuple[Wanted, ...]:
    """The id of an inspection that is to come."""
    return (ids_wanted(Inspection, 1),)


def inspections_of_case(case_id: int) -> list[Inspection]:
    """All of its lines', oldest first; those that were corrected too, and those of a case that was joined into it."""
    return list(Inspection.objects.filter(line__case_id=case_id).prefetch_related("photos__file").order_by("id"))


def standing_inspections(case_id: int) -> dict[int, Inspection]:
    """The one that counts for each line, by line id."""
    rows = inspections_of_case(case_id)
    corrected = {row.corrects_id for row in rows}
    return {row.line_id: row for row in rows if row.id not in corrected}


def inspections_page(*, before_id: int | None, limit: int) -> list[Inspection]:
    """The newest first, with their lines and what they correct."""
    found = Inspection.objects.select_related("line", "corrects")
    return list((found if before_id is None else found.filter(id__lt=before_id)).order_by("-id")[:limit])


def inspection_of(public_id: str) -> Inspection:
    """Refuses `inspection_unknown`."""
    found: Inspection | None = Inspection.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("inspection_unknown", "There is no such inspection.", "Reload the case.", status=404)
    return found


def is_corrected(inspection: Inspection) -> bool:
    return Inspection.objects.filter(corrects=inspection).exists()


def inspections_between(since: datetime, until: datetime) -> list[Inspection]:
    """The looks of that time, corrections too, the oldest first."""
    found = Inspection.objects.filter(at__gte=since, at__lt=until).select_related("line", "line__case", "line__case__order")
    return list(found.order_by("at", "id")[:20_000])


def are_corrected(ids: list[int]) -> set[int]:
    return set(Inspection.objects.filter(corrects_id__in=ids).values_list("corrects_id", flat=True))


def sold_again_since(since: datetime) -> tuple[int, int, datetime | None]:
    """(units that went back on the shelf, of how many that came as they should, the first look); a corrected look counts once."""
    corrected = Inspection.objects.filter(corrects__isnull=False).values("corrects_id")
    looks = Inspection.objects.filter(at__gte=since, result="as_it_should").exclude(id__in=corrected)
    found = looks.aggregate(
        sold=Sum("quantity", filter=Q(disposition__in=("restock", "refurbish", "rework"))), units=Sum("quantity"), first=Min("at")
    )
    return int(found["sold"] or 0), int(found["units"] or 0), found["first"]


def shop_templates() -> dict[int, dict[str, Template]]:
    """The questions that the unit's shops ask themselves: {merchant id: {category: Template}}. One without questions was taken back."""
    found: dict[int, dict[str, Template]] = {}
    for row in InspectionTemplate.objects.order_by("id"):
        found.setdefault(row.merchant_id, {})[row.category] = Template(row.public_id, row.category, tuple(row.questions))
    return {shop: {name: one for name, one in own.items() if one.questions} for shop, own in found.items()}


def hub_templates(hub_id: int) -> dict[str, Template]:
    """The same, a hub's own."""
    rows = HubTemplate.objects.filter(hub_id=hub_id).order_by("id")
    found = {row.category: Template(row.public_id, row.category, tuple(row.questions)) for row in rows}
    return {name: one for name, one in found.items() if one.questions}
