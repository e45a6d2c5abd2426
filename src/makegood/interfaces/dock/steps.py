"""The steps at the dock, the same for a form and for what a device kept: count, grade. Each is a journey and what follows by itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from makegood.apps.carriage import queries as carriage
from makegood.apps.inspection.asking import graded
from makegood.base.actor import Actor
from makegood.insight.dock import Opened, Piece, opened
from makegood.journeys.note_look import note_look
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of


def open_parcel(parcel: Any, hub: Any) -> Opened:
    """Refuses `parcel_elsewhere`."""
    if parcel.hub_id != hub.id or parcel.state == "void":
        raise Refusal("parcel_elsewhere", "This parcel belongs to another hub.", "Put it on shelf U.", status=404)
    return opened([parcel], hub.id)[0]


def saw_parcel(request: HttpRequest, parcel: Any) -> None:
    note_look(
        merchant_id=parcel.merchant_id, kind="parcel", subjects=[parcel.public_id], role="inspector", by=actor_of(request), now=now_of(request)
    )  # fmt: skip


def count(found: Opened, said: Mapping[str, int], *, scanned_at: datetime | None = None, by: Actor, now: datetime) -> None:
    """What was counted before the announcement was shown."""
    receive_parcel(
        merchant_id=found.parcel.merchant_id, parcel_id=found.parcel.id, said=dict(said), scanned_at=scanned_at, shelf=found.shelf, by=by, now=now
    )  # fmt: skip


def grade(found: Opened, piece: Piece, answers: Mapping[str, str], *, photos: tuple[int, ...] = (), by: Actor, now: datetime) -> Any:
    """The Inspection that the answers come to. Refuses `photo_needed` where a question asks for a picture and none was taken."""
    if any(one["kind"] == "photo" for one in piece.template.questions) and not photos:
        raise Refusal("photo_needed", "A picture is asked for here.", "Take one and tap again.", field="photo")
    seen = graded(piece.template.questions, answers)
    return record_inspection(
        merchant_id=found.parcel.merchant_id, line_id=piece.line.id, result=seen.result, grade=seen.grade, finding=seen.finding,
        template=piece.template.public_id, answers=dict(answers), photos=photos, shelf=found.shelf, by=by, now=now,
    )  # fmt: skip


def piece_of(found: Opened, line_id: str) -> Piece:
    """By the public id of its line. Refuses `line_unknown`."""
    piece = next((one for one in found.pieces if one.line.public_id == line_id), None)
    if piece is None:
        raise Refusal("line_unknown", "There is no such piece in this parcel.", "Scan the parcel again.", status=404)
    return piece


def came_as(before: Opened, after: Opened, line_id: str) -> Piece:
    """The piece that was announced as `line_id` and came: where only a part of its units did, that part is a line of its own now."""
    announced = piece_of(before, line_id)
    known = {one.line.id for one in before.pieces}
    same = [
        one for one in after.pieces if one.line.id == announced.line.id or (one.line.id not in known and one.item.id == announced.item.id)
    ]
    came = next((one for one in same if one.waits), None)
    if came is None:
        raise Refusal("not_received", "This piece was not in the parcel by what was counted.", "Look at the parcel again.", status=409)
    return came


def parcel_by_code(code: str, hub: Any) -> Any | None:
    """The parcel of this hub with this label, or None."""
    parcel = carriage.parcel_by_code(code)
    return parcel if parcel is not None and parcel.hub_id == hub.id and parcel.state != "void" else None
