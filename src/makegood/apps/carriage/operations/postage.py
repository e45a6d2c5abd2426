"""Writes of postage: labels come in, each is given out once, and what a provider says is kept."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from makegood.apps.carriage.models import CarrierMessage, LabelStock, Parcel, Postage, PrepaidLabel, TrackingEvent
from makegood.apps.carriage.ports import PostageAnswer, Said
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.later import change_later
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id

# The first pause is longer than the longest call: two that talk to the provider for one parcel at once could make two shipments of it.
BACK_OFF = (timedelta(minutes=4), timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))


def add_stock(*, labels: list[tuple[int, str]], by: Actor, now: datetime, **about: Any) -> LabelStock:
    """A stock of (evidence file id, tracking number or "") in order; `about`: name, carrier, markets, cost_minor, currency, expires_on."""
    merchant_id = sole_merchant_id()
    stock: LabelStock = LabelStock.objects.create(
        merchant_id=merchant_id, public_id=new_public_id("stk"), made_at=now, actor=str(by), **about
    )
    PrepaidLabel.objects.bulk_create(
        PrepaidLabel(merchant_id=merchant_id, stock=stock, place=place, file_id=file_id, tracking_number=number)
        for place, (file_id, number) in enumerate(labels, 1)
    )
    return stock


def end_stock(stock: LabelStock, *, now: datetime) -> int:
    """What was not given out yet goes out of it; returns how many."""
    stock.ended_at = now
    stock.save(update_fields=["ended_at"])
    return int(PrepaidLabel.objects.filter(stock_id=stock.id, state="free").update(state="out", ended_at=now))


def want_postage(parcel: Parcel, *, way: str, connection: str = "", now: datetime) -> Postage:
    """The intent: this parcel is to be carried at the shop's cost."""
    made: Postage = Postage.objects.create(
        merchant_id=parcel.merchant_id, public_id=new_public_id("pst"), parcel_id=parcel.id, way=way, state="wanted", connection=connection,
        key=new_public_id("pkg"), made_at=now, next_try_at=now,
    )  # fmt: skip
    return made


def give_label(postage: Postage, *, market: str, day: date, by: Actor, now: datetime) -> PrepaidLabel | None:
    """The free label that ends soonest and fits `market` and `day` (the last on which it may be posted), for this parcel; None where none is left.

    The row is locked and skipped by everybody else until this unit ends: two cases at once get two labels, or one of them none.
    """
    fits = Q(stock__markets=[]) | Q(stock__markets__contains=[market]) | Q(stock__markets__contains=[market[:2]])
    lasts = Q(stock__expires_on=None) | Q(stock__expires_on__gte=day)
    free = PrepaidLabel.objects.select_related("stock", "file").filter(fits, lasts, state="free", stock__ended_at=None)
    label: PrepaidLabel | None = (
        free.select_for_update(skip_locked=True, of=("self",)).order_by("stock__expires_on", "stock_id", "place").first()
    )
    if label is None:
        postage.problem, postage.next_try_at = "stock_empty", None
        postage.save(update_fields=["problem", "next_try_at"])
        return None
    label.state, label.parcel_id, label.given_at = "given", postage.parcel_id, now
    label.save(update_fields=["state", "parcel", "given_at"])
    _bought(
        postage, now=now, carrier=label.stock.carrier, tracking_number=label.tracking_number, cost_minor=label.stock.cost_minor,
        currency=label.stock.currency, file_id=label.file_id,
    )  # fmt: skip
    return label


def bring_label(postage: Postage, *, file_id: int, carrier: str, tracking_number: str, now: datetime) -> None:
    """A person brought a paid label for this one parcel."""
    postage.way = "by_hand"
    _bought(postage, now=now, carrier=carrier, tracking_number=tracking_number, file_id=file_id)


def _bought(postage: Postage, *, now: datetime, **what: Any) -> None:
    for name, value in (what | {"state": "bought", "bought_at": now, "problem": "", "detail": "", "next_try_at": None}).items():
        setattr(postage, name, value)
    postage.save()


def take(postage: Postage, *, now: datetime) -> None:
    """Before a provider is called: the next try is put off first, so that a killed caller loses nothing and doubles nothing."""
    postage.state = {"wanted": "buying", "void_wanted": "voiding"}.get(postage.state, postage.state)
    postage.next_try_at = now + BACK_OFF[min(postage.tries, len(BACK_OFF) - 1)]
    postage.tries += 1
    postage.save(update_fields=["state", "next_try_at", "tries"])


def keep_answer(postage: Postage, answer: PostageAnswer, *, state: str, next_try_at: datetime | None, now: datetime) -> None:
    """What the provider said, and the state that follows from it; what it did not name stays as it is known."""
    for name in ("shipment", "tracker", "carrier", "service", "tracking_number", "label_url", "currency"):
        if value := getattr(answer, name):
            setattr(postage, name, value)
    if answer.cost_minor is not None:
        postage.cost_minor = answer.cost_minor
    if state == "bought" and postage.bought_at is None:
        postage.bought_at = now
    if state == "void":
        postage.ended_at = now
    postage.state, postage.next_try_at, postage.problem, postage.detail = state, next_try_at, answer.problem[:40], answer.detail[:200]
    postage.save()


def keep_file(postage: Postage, file_id: int) -> None:
    postage.file_id, postage.problem = file_id, ""
    postage.save(update_fields=["file", "problem"])


def end_postage(postage: Postage, *, now: datetime) -> None:
    """Not used, and nobody has to be asked. A label of the stock is never given to anybody else: its paper may lie in a drawer."""
    PrepaidLabel.objects.filter(parcel_id=postage.parcel_id, state="given").update(state="void", ended_at=now)
    postage.state, postage.ended_at, postage.next_try_at = "void", now, None
    postage.save(update_fields=["state", "ended_at", "next_try_at"])


def want_void(postage: Postage, *, now: datetime) -> None:
    postage.state, postage.tries, postage.next_try_at = "void_wanted", 0, now
    postage.save(update_fields=["state", "tries", "next_try_at"])


def try_again(postage: Postage, *, now: datetime) -> None:
    """A person says so: the count starts anew. What may have been bought is looked up first by the port itself."""
    postage.state = "void_wanted" if postage.state == "void_failed" else "wanted"
    postage.tries, postage.next_try_at, postage.problem, postage.detail = 0, now, "", ""
    postage.save(update_fields=["state", "tries", "next_try_at", "problem", "detail"])


def add_events(parcel: Parcel, said: tuple[Said, ...], *, by_way: str, now: datetime) -> int:
    """What is new of it, kept; returns how many. The same thing said twice, or by two at once, is one."""
    rows = [
        TrackingEvent(
            merchant_id=parcel.merchant_id, parcel_id=parcel.id, key=one.key, said=one.said[:60], means=one.means, at=one.at, at_text=one.at_text[:40],
            words=one.words[:200], place=one.place[:80], by_way=by_way, heard_at=now,
        )
        for one in said
    ]  # fmt: skip
    known = set(TrackingEvent.objects.filter(parcel_id=parcel.id).values_list("key", flat=True))
    fresh = {row.key: row for row in rows if row.key not in known}
    TrackingEvent.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return len(fresh)


def mark_moving(parcel: Parcel, *, posted_on: date, carrier: str, tracking_number: str, by: Actor, now: datetime) -> None:
    """A carrier has it: the day of its first scan is the posting day, where the customer named none."""
    parcel.state = "in_transit"
    parcel.posted_on = parcel.posted_on or posted_on
    parcel.carrier, parcel.tracking_number = parcel.carrier or carrier, parcel.tracking_number or tracking_number
    change_later(parcel, "state", "posted_on", "carrier", "tracking_number")
    on = parcel.posted_on.isoformat()
    timeline.note(f"case:{parcel.case_id}", "parcel.scanned", by=by, now=now, subject=parcel.public_id, carrier=parcel.carrier, on=on)


def mark_posted_by(parcel: Parcel, day: date, *, by: Actor, now: datetime) -> None:
    """A carrier had it on this day already; a later day than the one that is known changes nothing."""
    if parcel.posted_on is None or day < parcel.posted_on:
        parcel.posted_on = day
        change_later(parcel, "posted_on")
        timeline.note(f"case:{parcel.case_id}", "parcel.posted_earlier", by=by, now=now, subject=parcel.public_id, on=day.isoformat())


def polled(postage: Postage, *, now: datetime) -> None:
    postage.polled_at = now
    postage.save(update_fields=["polled_at"])


def keep_message(message_id: str, *, tracker: str, now: datetime) -> bool:
    """False where it came before."""
    _row, made = CarrierMessage.objects.get_or_create(
        merchant_id=sole_merchant_id(), message_id=message_id, defaults={"tracker": tracker[:64], "heard_at": now}
    )
    return bool(made)


def provide_postage(parcel: Parcel, *, way: str, connection: str, market: str, by: Actor, now: datetime) -> Postage:
    """What carries a new parcel: a label of the stock at once, a job that buys one, or a person. Where no label is there it waits, and Today says so."""
    made = want_postage(parcel, way=way, connection=connection, now=now)
    if way == "stock":
        given = give_label(made, market=market, day=parcel.send_by or now.date(), by=by, now=now)
        outcome = "given" if given is not None else "stock_empty"
    elif way == "by_hand":
        made.problem, made.next_try_at, outcome = "label_owed", None, "owed"
        made.save(update_fields=["problem", "next_try_at"])
    else:
        defer("carry_postage", lock=made.key, merchant_id=parcel.merchant_id, postage_id=made.public_id)
        outcome = "wanted"
    timeline.note(f"case:{parcel.case_id}", f"postage.{outcome}", by=by, now=now, subject=parcel.public_id, way=way, postage=made.public_id)
    return made


def erase_labels(case_ids: list[int]) -> list[int]:
    """Ids of the files of labels that bear the customer's address, and their places at the provider forgotten; labels of the stock bear none."""
    found = Postage.objects.filter(parcel__case_id__in=case_ids).exclude(way="stock")
    files = list(found.filter(file__isnull=False).values_list("file_id", flat=True))
    found.update(label_url="")
    return [int(one) for one in files]
