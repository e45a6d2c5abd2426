"""Writes of stocks: each number moves together with the line that says why."""

from datetime import datetime
from typing import Any

from makegood.apps.stock.models import Movement, Source, Stock
from makegood.apps.stock.queries import held_for
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.locks import lock
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def keep_stock(*, sku: str, place: str, by: Actor, now: datetime, **what: Any) -> Stock:
    """The product's stock at this place, made or changed; `what`: holder, code, ready_days, transit, cost_minor."""
    made: Stock
    made, _ = Stock.objects.update_or_create(
        merchant_id=sole_merchant_id(), sku=sku, place=place, defaults=what, create_defaults={**what, "public_id": new_public_id("stk")}
    )
    _forget("stocks")
    timeline.note(f"stock:{made.id}", "stock.kept", by=by, now=now, subject=made.public_id, sku=sku, holder=made.holder)
    return made


def count(stock: Stock, on_hand: int, *, by: Actor, now: datetime) -> None:
    """A person says how many are there. Refuses `fewer_than_reserved`."""
    (held,) = lock(Stock.objects.filter(id=stock.id))
    if on_hand < held.reserved:
        raise Refusal(
            "fewer_than_reserved", f"{held.reserved} of these are promised to customers.",
            "Count again, or send their new goods from elsewhere first.", status=409, field="on_hand",
        )  # fmt: skip
    if on_hand != held.on_hand:
        _move(held, "counted", on_hand - held.on_hand, 0, "", by, now)


def put(*, sku: str, place: str, pieces: int, subject: str, by: Actor, now: datetime) -> None:
    """Pieces that came back lie on a hub's shelf; how far that is from customers the shop says (keep_stock): until then nothing is sent from there."""
    merchant_id = sole_merchant_id()
    Stock.objects.get_or_create(
        merchant_id=merchant_id, sku=sku, place=place, defaults={"holder": "hub", "public_id": new_public_id("stk")}
    )
    (held,) = lock(Stock.objects.filter(sku=sku, place=place))
    _move(held, "restocked", pieces, 0, subject, by, now)


def hold(sku: str) -> None:
    """Lock the product's stocks, so that what is planned with them is still there when it is reserved."""
    if lock(Stock.objects.filter(sku=sku)):
        _forget("stocks")


def reserve(stock_id: int, pieces: int, *, subject: str, by: Actor, now: datetime) -> None:
    """Refuses `too_few`; never after `hold`."""
    (held,) = lock(Stock.objects.filter(id=stock_id))
    if held.free < pieces:
        raise Refusal("too_few", "There are not as many left.", "Reload the page: somebody may have been faster.", status=409)
    _move(held, "reserved", 0, pieces, subject, by, now)


def release(subject: str, *, by: Actor, now: datetime) -> None:
    """What was reserved for this order of new goods is free again; nothing where nothing was, or it left already."""
    for held, pieces in _held(subject):
        _move(held, "released", 0, -pieces, subject, by, now)


def take(subject: str, *, by: Actor, now: datetime) -> None:
    """What was reserved has left."""
    for held, pieces in _held(subject):
        _move(held, "taken", -pieces, -pieces, subject, by, now)


def keep_source(*, sku: str, code: str, by: Actor, now: datetime, **what: Any) -> Source:
    """`what`: production_days, transit, cost_minor, rank, personalised."""
    made: Source
    made, _ = Source.objects.update_or_create(merchant_id=sole_merchant_id(), sku=sku, code=code, defaults=what)
    _forget("sources")
    timeline.note(f"supplier:{code}", "source.kept", by=by, now=now, subject=code, sku=sku, rank=made.rank)
    return made


def drop_source(*, sku: str, code: str, by: Actor, now: datetime) -> None:
    dropped, _ = Source.objects.filter(sku=sku, code=code).delete()
    _forget("sources")
    if dropped:
        timeline.note(f"supplier:{code}", "source.dropped", by=by, now=now, subject=code, sku=sku)


def _held(subject: str) -> list[tuple[Stock, int]]:
    pieces = held_for(subject)
    return [(one, pieces[one.id]) for one in lock(Stock.objects.filter(id__in=pieces))] if pieces else []


def _move(stock: Stock, what: str, on_hand: int, reserved: int, subject: str, by: Actor, now: datetime) -> None:
    stock.on_hand += on_hand
    stock.reserved += reserved
    stock.save(update_fields=["on_hand", "reserved"])
    Movement.objects.create(
        merchant_id=stock.merchant_id, stock=stock, what=what, on_hand=on_hand, reserved=reserved, subject=subject, actor=str(by), at=now
    )
    _forget("stocks")
    timeline.note(
        f"stock:{stock.id}", f"stock.{what}", by=by, now=now, subject=stock.public_id, merchant_id=stock.merchant_id, on_hand=on_hand,
        reserved=reserved, order=subject,
    )  # fmt: skip


def _forget(kind: str) -> None:
    """What this unit read of them before is read again."""
    known = current_scope().known
    for key in [key for key in known if isinstance(key, tuple) and key[0] == kind]:
        del known[key]
