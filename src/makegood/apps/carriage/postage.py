"""Reads of postage: what carries a parcel, what is left of the stock, what needs a person."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, Min, OuterRef, Q

from makegood.apps.carriage.models import LabelStock, ParcelLine, Postage, PrepaidLabel, TrackingEvent
from makegood.kernel.refusal import Refusal

GRACE = timedelta(days=3)  # after the last day to send: a parcel that was posted on it may be scanned so late
NO_LABEL = ("stock_empty", "label_owed")  # problems of what waits for a person's label
LET_GO = ("dropped_by_customer", "refused")  # decisions of a line after which nobody waits for it
POLL_EVERY, POLL_FOR = timedelta(hours=6), timedelta(days=60)


def postage_of(parcel_id: int) -> Postage | None:
    """The living one, with its file."""
    found: Postage | None = Postage.objects.filter(parcel_id=parcel_id).exclude(state="void").select_related("file").first()
    return found


def postage_of_parcels(parcel_ids: list[int]) -> dict[int, Postage]:
    """The newest of each, ended ones too."""
    if not parcel_ids:
        return {}
    rows = Postage.objects.filter(parcel_id__in=parcel_ids).select_related("file").order_by("id")
    return {row.parcel_id: row for row in rows}


def postage_by(public_id: str) -> Postage:
    """Refuses `postage_unknown`."""
    found: Postage | None = Postage.objects.filter(public_id=public_id).select_related("file", "parcel").first()
    if found is None:
        raise Refusal("postage_unknown", "There is no such postage.", "Reload the page.", status=404)
    return found


def lock_postage(public_id: str) -> Postage:
    """As postage_by, locked; take the order's row first (hold_case)."""
    found = postage_by(public_id)
    locked: Postage = Postage.objects.select_for_update(of=("self",)).select_related("file", "parcel").get(id=found.id)
    return locked


def postage_by_tracker(tracker: str, tracking_number: str = "") -> Postage | None:
    """By the provider's own name for it, else by the number where only one parcel has that."""
    if tracker:
        found: Postage | None = Postage.objects.filter(tracker=tracker).order_by("-id").first()
        if found is not None:
            return found
    same = list(Postage.objects.filter(tracking_number=tracking_number).exclude(state="void")[:2]) if tracking_number else []
    return same[0] if len(same) == 1 else None


def events_of(parcel_id: int) -> list[TrackingEvent]:
    return list(TrackingEvent.objects.filter(parcel_id=parcel_id).order_by("id"))


def events_of_parcels(parcel_ids: list[int]) -> dict[int, list[TrackingEvent]]:
    found: dict[int, list[TrackingEvent]] = {}
    for row in TrackingEvent.objects.filter(parcel_id__in=parcel_ids).order_by("id") if parcel_ids else ():
        found.setdefault(row.parcel_id, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class StockCount:
    """`free`: labels that can still be given out on the day of asking; `soon`: of them, those that end within two weeks."""

    stock: LabelStock
    free: int
    given: int
    void: int
    expired: bool


def stocks(*, today: date) -> list[StockCount]:
    """Newest first; those taken out are not among them."""
    counted: Any = LabelStock.objects.filter(ended_at=None).order_by("-id")
    rows = {
        row["stock_id"]: row
        for row in PrepaidLabel.objects.order_by().values("stock_id").annotate(
            free=Count("id", filter=Q(state="free")), given=Count("id", filter=Q(state="given")), void=Count("id", filter=Q(state="void"))
        )
    }  # fmt: skip
    found = []
    for stock in counted:
        row, expired = rows.get(stock.id, {"free": 0, "given": 0, "void": 0}), stock.expires_on is not None and stock.expires_on < today
        found.append(StockCount(stock, row["free"], row["given"], row["void"], expired))
    return found


def left_in_stock(*, today: date) -> int:
    lasts = Q(stock__expires_on=None) | Q(stock__expires_on__gte=today)
    return int(PrepaidLabel.objects.filter(lasts, state="free", stock__ended_at=None).count())


def next_expiry(*, today: date) -> date | None:
    """The soonest last day of labels that are still free."""
    rows: Any = PrepaidLabel.objects.filter(state="free", stock__ended_at=None, stock__expires_on__gte=today)
    found: date | None = rows.aggregate(first=Min("stock__expires_on"))["first"]
    return found


def stock_of(public_id: str) -> LabelStock:
    """Refuses `stock_unknown`."""
    found: LabelStock | None = LabelStock.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("stock_unknown", "There are no such labels.", "Reload the page.", status=404)
    return found


def known_labels(digests: list[str], numbers: list[str]) -> tuple[set[str], set[str]]:
    """Which of these files' digests, and which of these tracking numbers, are in a stock already."""
    files = PrepaidLabel.objects.filter(file__digest__in=digests).values_list("file__digest", flat=True)
    return set(files), set(PrepaidLabel.objects.filter(tracking_number__in=numbers).values_list("tracking_number", flat=True))


def troubled() -> list[Postage]:
    """What a person has to look at: no label left, refused, given up, or not given back."""
    needs = Q(state__in=("failed", "void_failed")) | Q(state="wanted", problem__in=NO_LABEL) | Q(problem="label_not_fetched", file=None)
    return list(
        Postage.objects.filter(needs).filter(parcel__case__closed_at=None).select_related("parcel", "parcel__case").order_by("id")[:100]
    )


def due_postage(*, now: datetime, limit: int) -> list[Postage]:
    """What is to be bought, asked about or given back now."""
    return list(Postage.objects.filter(next_try_at__lte=now).exclude(way="by_hand").order_by("next_try_at", "id")[:limit])


def waiting_for_stock() -> list[Postage]:
    return list(Postage.objects.filter(way="stock", state="wanted").select_related("parcel").order_by("id")[:200])


def unused(*, today: date) -> list[Postage]:
    """Bought, and its parcel was let go or is not on its way so long after its last day."""
    late = Q(parcel__state__in=("announced", "expired"), parcel__send_by__lt=today - GRACE) | Q(parcel__state="void")
    wanted = ParcelLine.objects.filter(parcel_id=OuterRef("parcel_id")).exclude(line__decision__in=LET_GO)
    let_go = Q(parcel__state="announced") & (Q(parcel__case__closed_at__isnull=False) | ~Exists(wanted))
    return list(
        Postage.objects.filter(late | let_go, state__in=("bought", "wanted", "failed")).select_related("parcel").order_by("id")[:200]
    )


def to_poll(*, now: datetime, limit: int) -> list[Postage]:
    """Parcels under way of which nobody was asked for six hours."""
    found = Postage.objects.filter(state="bought", parcel__state__in=("announced", "in_transit", "expired"), bought_at__gte=now - POLL_FOR)
    found = found.exclude(tracker="", tracking_number="").exclude(polled_at__gt=now - POLL_EVERY)
    return list(found.select_related("parcel").order_by("polled_at", "id")[:limit])


def in_trouble() -> list[tuple[Any, list[TrackingEvent]]]:
    """Parcels of open cases, not received yet, of which a carrier said that something is wrong: each with all that was said of it."""
    bad = TrackingEvent.objects.filter(means__in=("going_back", "failed"), parcel__state="in_transit", parcel__case__closed_at=None)
    parcels = {row.parcel_id: row.parcel for row in bad.select_related("parcel", "parcel__case").order_by("id")[:200]}
    events = events_of_parcels(list(parcels))
    return [(parcel, events[key]) for key, parcel in parcels.items()]


def labels_cost(since: datetime, currency: str) -> tuple[int, int, datetime | None]:
    """(what a label cost on average, in minor units, over how many that were bought, the first of them)."""
    bought = Postage.objects.filter(currency=currency, cost_minor__isnull=False, made_at__gte=since).exclude(state="void")
    found = bought.aggregate(cost=Avg("cost_minor"), n=Count("id"), first=Min("made_at"))
    return round(found["cost"] or 0), int(found["n"]), found["first"]
