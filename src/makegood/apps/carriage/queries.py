"""Reads of parcels."""

from datetime import datetime

from makegood.apps.carriage.models import ExtraUnit, Parcel, ParcelLine, StrayParcel
from makegood.base.later import ids_wanted
from makegood.base.tenancy import once
from makegood.base.together import Wanted, fetch, kept
from makegood.kernel.refusal import Refusal


def parcels_of_case(case_id: int) -> list[Parcel]:
    """The unit's one instance of each, in order."""
    found: list[Parcel] = fetch(parcels_wanted(case_id))
    return list(found)


def parcels_wanted(case_id: int) -> Wanted:
    return Wanted(("parcels", case_id), Parcel, "case_id = %s", (case_id,), beside=("hub",), one="parcel")


def new_wanted() -> tuple[Wanted, ...]:
    """The id of a parcel that is to come."""
    return (ids_wanted(Parcel, 1),)


def rows_of_case_wanted(case_id: int) -> Wanted:
    where = "parcel_id = ANY (ARRAY(SELECT id FROM carriage_parcel WHERE case_id = %s))"
    return Wanted(("case_parcel_rows", case_id), ParcelLine, where, (case_id,))


def rows_of_case(case_id: int) -> list[ParcelLine]:
    """What is, or was, announced in all of its parcels."""
    found: list[ParcelLine] = fetch(rows_of_case_wanted(case_id))
    return list(found)


def rows_of_parcel(parcel: Parcel) -> list[ParcelLine]:
    """What was announced in this one, without the lines themselves."""
    return [row for row in rows_of_case(parcel.case_id) if row.parcel_id == parcel.id]


def parcels_of_lines(case_id: int) -> dict[int, list[Parcel]]:
    """The parcels in which each case line comes back, by line id; void ones are not among them."""
    parcels = {parcel.id: parcel for parcel in parcels_of_case(case_id) if parcel.state != "void"}
    rows: list[ParcelLine] = fetch(rows_of_case_wanted(case_id))
    found: dict[int, list[Parcel]] = {}
    for row in rows:
        if row.parcel_id in parcels:
            found.setdefault(row.line_id, []).append(parcels[row.parcel_id])
    return found


def line_ids_in(parcel: Parcel) -> set[int]:
    """The case lines that come back in this parcel."""
    rows: list[ParcelLine] = fetch(rows_of_case_wanted(parcel.case_id))
    return {row.line_id for row in rows if row.parcel_id == parcel.id}


def parcel_of_line(case_id: int, line_id: int) -> Parcel | None:
    """The one that the line came in, or comes in."""
    own = parcels_of_lines(case_id).get(line_id, [])
    return next((parcel for parcel in own if parcel.state == "received"), own[-1] if own else None)


def parcels_page(*, before_id: int | None, limit: int, state: str = "") -> list[Parcel]:
    """The newest first."""
    found = Parcel.objects.all() if before_id is None else Parcel.objects.filter(id__lt=before_id)
    return list((found.filter(state=state) if state else found).order_by("-id")[:limit])


def parcel_of(public_id: str) -> Parcel:
    """Refuses `parcel_unknown`."""
    found: Parcel | None = Parcel.objects.filter(public_id=public_id).select_related("hub").first()
    if found is None:
        raise Refusal("parcel_unknown", "There is no such parcel.", "Check the label.", status=404)
    return kept("parcel", found)


def parcel_by_id(parcel_id: int) -> Parcel:
    """The unit's one instance of this parcel."""
    found: Parcel = once(("parcel", parcel_id), lambda: Parcel.objects.select_related("hub").get(id=parcel_id))
    return found


def parcel_by_code(code: str) -> Parcel | None:
    """By the label's code, as scanned or typed."""
    folded = "".join(sign for sign in code.upper() if sign.isalnum())
    found: Parcel | None = Parcel.objects.filter(code=folded).select_related("hub", "case").first()
    return found


def lines_of_parcel(parcel_id: int) -> list[ParcelLine]:
    return list(ParcelLine.objects.filter(parcel_id=parcel_id).select_related("line", "line__order_line").order_by("id"))


def parcels_at_hub(hub_id: int, *, states: tuple[str, ...]) -> list[Parcel]:
    """Parcels of every shop in scope that go to this hub."""
    return list(Parcel.objects.filter(hub_id=hub_id, state__in=states).select_related("case").order_by("send_by", "id")[:500])


def extras_of_parcel(parcel_id: int) -> list[ExtraUnit]:
    return list(ExtraUnit.objects.filter(parcel_id=parcel_id).order_by("id"))


def strays_of_hub(hub_id: int) -> list[StrayParcel]:
    return list(StrayParcel.objects.filter(hub_id=hub_id, settled_at=None).order_by("-id"))


def received_since(hub_id: int, since: datetime) -> int:
    """Parcels of every shop in scope that this hub has received since then."""
    return int(Parcel.objects.filter(hub_id=hub_id, state="received", received_at__gte=since).count())
