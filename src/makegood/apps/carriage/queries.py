"""Reads of parcels."""

from datetime import datetime

from django.db.models import Q

from makegood.apps.carriage.models import Counted, ExtraUnit, Parcel, ParcelLine, StrayParcel
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


def parcels_to_inspect(hub_id: int) -> list[Parcel]:
    """Parcels of every shop in scope that this hub received and in which something waits to be looked at."""
    waits = Parcel.objects.filter(hub_id=hub_id, state="received", lines__line__reception="received", lines__line__inspection="waiting")
    return list(waits.select_related("case").distinct().order_by("received_at", "id")[:500])


def extras_of_parcel(parcel_id: int) -> list[ExtraUnit]:
    return list(ExtraUnit.objects.filter(parcel_id=parcel_id).order_by("id"))


def lines_of_parcels(parcel_ids: list[int]) -> dict[int, list[ParcelLine]]:
    """With their lines and what was sold, by parcel id."""
    found: dict[int, list[ParcelLine]] = {one: [] for one in parcel_ids}
    for row in ParcelLine.objects.filter(parcel_id__in=parcel_ids).select_related("line", "line__order_line").order_by("id"):
        found[row.parcel_id].append(row)
    return found


def counts_of(parcel_ids: list[int]) -> dict[int, list[Counted]]:
    """What was counted before the announcement was seen, by parcel id."""
    found: dict[int, list[Counted]] = {}
    for row in Counted.objects.filter(parcel_id__in=parcel_ids).order_by("id"):
        found.setdefault(row.parcel_id, []).append(row)
    return found


def strays_of_hub(hub_id: int) -> list[StrayParcel]:
    """What lies on U and is nobody's yet."""
    return list(StrayParcel.objects.filter(hub_id=hub_id, settled_at=None).order_by("-id")[:500])


def stray_by_key(hub_id: int, key: str) -> StrayParcel | None:
    return StrayParcel.objects.filter(hub_id=hub_id, key=key).first() if key else None


def strays_for(merchant_id: int, hub_ids: list[int]) -> list[StrayParcel]:
    """What lies on U at these hubs and may be this shop's: its name is on the label, or nobody's, and it has not said no. The earliest day first."""
    found = StrayParcel.objects.filter(hub_id__in=hub_ids, settled_at=None).exclude(denied__contains=merchant_id)
    mine = found.filter(Q(shop_id=merchant_id) | Q(shop=None))
    return list(mine.select_related("hub").order_by("wait_until", "id")[:200])


def lock_stray(public_id: str) -> StrayParcel:
    """Locked: two shops can't both say that it is theirs. Refuses `stray_unknown`."""
    found = StrayParcel.objects.filter(public_id=public_id).select_for_update(no_key=True, of=("self",)).select_related("hub").first()
    if found is None:
        raise Refusal("stray_unknown", "There is no such parcel.", "Reload the list.", status=404)
    return found


def known_strays(hub_id: int) -> list[tuple[StrayParcel, Parcel]]:
    """What lies on U although a shop of the unit has said which parcel it is, and was not opened yet."""
    strays = {one.parcel: one for one in StrayParcel.objects.filter(hub_id=hub_id).exclude(parcel="").order_by("-id")[:200]}
    waiting = Parcel.objects.filter(public_id__in=list(strays), hub_id=hub_id, state__in=("announced", "in_transit", "expired"))
    return [(strays[one.public_id], one) for one in waiting.order_by("id")]


def received_since(hub_id: int, since: datetime) -> int:
    """Parcels of every shop in scope that this hub has received since then."""
    return int(Parcel.objects.filter(hub_id=hub_id, state="received", received_at__gte=since).count())
