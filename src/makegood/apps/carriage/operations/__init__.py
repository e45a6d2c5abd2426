"""Writes of parcels."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from makegood.apps.carriage.models import Counted, ExtraUnit, Parcel, ParcelLine, StrayParcel
from makegood.apps.carriage.queries import parcels_of_case
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later
from makegood.base.tenancy import current_scope
from makegood.base.together import kept
from makegood.kernel.ids import new_public_id

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_label_code() -> str:
    """What the scanner reads: MG and ten letters without look-alikes; Code 128 sets it compactly."""
    return "MG" + "".join(secrets.choice(_LETTERS) for _ in range(10))


def announce_parcel(
    *, case: Any, lines: list[tuple[int, int]], hub_id: int | None, paid_by: str, send_by: date | None, by: Actor, now: datetime
) -> Parcel:
    """A parcel with our own label for (line id, quantity)."""
    parcel = Parcel(
        merchant_id=case.merchant_id, public_id=new_public_id("prc"), case_id=case.id, hub_id=hub_id, code=new_label_code(), paid_by=paid_by,
        send_by=send_by, announced_at=now,
    )  # fmt: skip
    add_now(parcel)
    rows = [ParcelLine(merchant_id=case.merchant_id, parcel=parcel, line_id=line_id, quantity=quantity) for line_id, quantity in lines]
    add_later(*rows)
    current_scope().known.get(("case_parcel_rows", case.id), []).extend(rows)
    if (known := current_scope().known.get(("parcels", case.id))) is not None:
        known.append(kept("parcel", parcel))
    timeline.note(f"case:{case.id}", "parcel.announced", by=by, now=now, subject=parcel.public_id, hub=hub_id)
    return parcel


def move_send_by(parcel: Parcel, day: date) -> None:
    """A later last day to send it; the deadline that goes with it is the caller's."""
    parcel.send_by = day
    change_later(parcel, "send_by")


def mark_posted(parcel: Parcel, *, posted_on: date, carrier: str, tracking_number: str, by: Actor, now: datetime) -> None:
    parcel.state, parcel.posted_on, parcel.carrier, parcel.tracking_number = "in_transit", posted_on, carrier, tracking_number
    change_later(parcel, "state", "posted_on", "carrier", "tracking_number")
    timeline.note(
        f"case:{parcel.case_id}", "parcel.posted", by=by, now=now, subject=parcel.public_id, carrier=carrier, on=posted_on.isoformat()
    )


def mark_received(parcel: Parcel, rows: list[ParcelLine], *, shelf: str, by: Actor, now: datetime) -> None:
    """`rows` carry received_as and received_quantity; new ones (of parted lines) have no id yet."""
    parcel.state, parcel.received_at, parcel.shelf = "received", now, shelf
    change_later(parcel, "state", "received_at", "shelf")
    for row in rows:
        if row.pk:
            change_later(row, "quantity", "received_as", "received_quantity")
        else:
            add_later(row)
            current_scope().known.get(("case_parcel_rows", parcel.case_id), []).append(row)
    timeline.note(f"case:{parcel.case_id}", "parcel.received", by=by, now=now, subject=parcel.public_id, shelf=shelf)


def part_of(row: ParcelLine, line_id: int, quantity: int) -> ParcelLine:
    """The row of a parted line, not yet saved."""
    return ParcelLine(merchant_id=row.merchant_id, parcel_id=row.parcel_id, line_id=line_id, quantity=quantity)


def add_extra(parcel: Parcel, *, text: str, photo_digest: str, shelf: str, by: Actor, now: datetime) -> ExtraUnit:
    extra: ExtraUnit = ExtraUnit.objects.create(
        merchant_id=parcel.merchant_id, parcel=parcel, text=text, photo_digest=photo_digest, shelf=shelf, at=now, actor=str(by)
    )
    timeline.note(
        f"case:{parcel.case_id}", "parcel.extra_unit", by=by, now=now, subject=parcel.public_id, shelf=shelf, merchant_id=parcel.merchant_id
    )
    return extra


def note_count(parcel: Parcel, found: Iterable[tuple[str, int, int]], *, scanned_at: datetime | None, by: Actor, now: datetime) -> None:
    """Keep what was counted before the announcement was seen: (sku, counted, announced)."""
    rows = [
        Counted(
            merchant_id=parcel.merchant_id, parcel=parcel, sku=sku[:80], said=said, announced=announced, scanned_at=scanned_at, at=now, actor=str(by)
        )
        for sku, said, announced in found
    ]  # fmt: skip
    add_later(*rows)
    timeline.note(
        f"case:{parcel.case_id}", "parcel.counted", by=by, now=now, subject=parcel.public_id, differs=any(one.said != one.announced for one in rows),
        counted=[[one.sku, one.said, one.announced] for one in rows], scanned_at=scanned_at.isoformat() if scanned_at else None,
        merchant_id=parcel.merchant_id,
    )  # fmt: skip


def add_stray(*, hub_id: int, by: Actor, now: datetime, **what: Any) -> StrayParcel:
    return StrayParcel.objects.create(public_id=new_public_id("str"), hub_id=hub_id, at=now, actor=str(by), **what)


def settle_stray(stray: StrayParcel, *, parcel_id: str, by: Actor, now: datetime) -> None:
    """It is this announced parcel; what stood on it of its sender is needed no more."""
    stray.settled_at, stray.settled_by, stray.parcel, stray.sender = now, str(by), parcel_id, ""
    stray.save(update_fields=["settled_at", "settled_by", "parcel", "sender"])


def deny_stray(stray: StrayParcel, merchant_id: int) -> None:
    """It is not this shop's: others of the hub may still know it."""
    stray.denied = sorted({*stray.denied, merchant_id})
    stray.shop_id = None if stray.shop_id == merchant_id else stray.shop_id
    stray.save(update_fields=["denied", "shop"])


def void_parcels(case_id: int, *, by: Actor, now: datetime) -> None:
    """What was announced and has not left is not awaited any more."""
    for parcel in parcels_of_case(case_id):
        if parcel.state == "announced":
            parcel.state = "void"
            change_later(parcel, "state")
            timeline.note(f"case:{case_id}", "parcel.void", by=by, now=now, subject=parcel.public_id)


def join_case(case_id: int, into_id: int) -> None:
    """The parcels of a case that was joined into another belong there."""
    for parcel in Parcel.objects.filter(case_id=case_id):
        parcel.case_id = into_id
        change_later(parcel, "case")


def move_lines(parcel: Parcel, rows: list[ParcelLine], line_ids: set[int], to: Parcel) -> None:
    """These lines, not received yet, come in another parcel."""
    for row in rows:
        if row.line_id in line_ids:
            row.parcel_id = to.id
            change_later(row, "parcel")
    current_scope().known.pop(("case_parcel_rows", parcel.case_id), None)


def keep_row(row: ParcelLine) -> None:
    change_later(row, "quantity")
