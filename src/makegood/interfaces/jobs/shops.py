"""A connected shop system, asked: one order, all orders, what no message told. No transaction is open while it is asked."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from makegood import wiring
from makegood.apps.orders import shops
from makegood.apps.orders.ports import ShopSourcePort, ShopWaits
from makegood.base.actor import SYSTEM
from makegood.base.jobs import defer
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.intake import shop_backfill, shop_check, shop_order
from makegood.interfaces.jobs.job import plan_anew
from makegood.journeys.disconnect_shop import disconnect_shop
from makegood.journeys.end_shop_message import end_shop_message
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.put_off_shop_message import put_off_shop_message
from makegood.journeys.record_backfill import record_backfill
from makegood.journeys.record_shop_account import record_shop_account
from makegood.journeys.record_shop_reading import record_shop_reading
from makegood.kernel.refusal import Refusal
from makegood.web.follow import after_import

log = logging.getLogger(__name__)
LEFT_OVER = timedelta(minutes=30)


def hook_address(merchant_id: int, connection: str) -> str:
    """Where the system's messages for this connection are taken."""
    with unit(merchants=[merchant_id]):
        found, slug = shops.connected_as(connection), merchant_of(merchant_id).slug
    return f"{settings.MAKEGOOD_BASE_URL}{reverse(f'hook_{found.party}', args=[slug, connection])}" if found is not None else ""


def read_order(
    *, merchant_id: int, connection: str, source_id: str, now: datetime, tries: int = 0, port: ShopSourcePort | None = None
) -> shop_order.Reading:  # fmt: skip
    """Read one order anew; put off where the system does not answer, and given to a person after eight tries."""
    with unit(merchants=[merchant_id]):
        found = shops.connected_as(connection)
        messages = tuple(shops.waiting_messages(found.id, source_id)) if found is not None else ()
    try:
        port = port or wiring.shop_source(merchant_id=merchant_id, connection=connection)
    except Refusal as refusal:
        record_shop_reading(
            merchant_id=merchant_id,
            connection=connection,
            source_id=source_id,
            by=SYSTEM,
            now=now,
            problem=refusal.as_json(),
            messages=messages,
        )
        return shop_order.Reading("refused", refusal.code)
    reading = shop_order.read_shop_order(
        merchant_id=merchant_id, connection=connection, source_id=source_id, port=port, by=SYSTEM, now=now,
        follow=after_import(merchant_id=merchant_id, now=now),
    )  # fmt: skip
    if reading.outcome == "waits":
        put_off_shop_message(
            merchant_id=merchant_id, connection=connection, source_id=source_id, messages=messages, tries=tries, problem=reading.problem,
            pause_s=reading.pause_s, by=SYSTEM, now=now,
        )  # fmt: skip
    return reading


def step(*, merchant_id: int, connection: str, now: datetime, port: ShopSourcePort | None = None, alone: bool = False) -> int | None:
    """A step of the bringing in of all orders; the next one is a job of its own, unless the caller goes on itself (`alone`)."""
    try:
        port = port or wiring.shop_source(merchant_id=merchant_id, connection=connection)
    except Refusal as refusal:
        _backfill_fails(merchant_id, connection, refusal, now)
        return None
    pause = shop_backfill.step_backfill(
        merchant_id=merchant_id, connection=connection, port=port, by=SYSTEM, now=now, follow=after_import(merchant_id=merchant_id, now=now)
    )
    if pause is None:
        plan_anew()
    elif not alone:
        defer(
            "step_backfill",
            lock=f"backfill:{connection}",
            run_at=now + timedelta(seconds=pause),
            merchant_id=merchant_id,
            connection=connection,
        )
    return pause


def _backfill_fails(merchant_id: int, connection: str, refusal: Refusal, now: datetime) -> None:
    with unit(merchants=[merchant_id]):
        found = shops.connected_as(connection)
        began_at = shops.sync_of(found.id).backfill_began_at if found is not None else None
    if began_at is not None:
        record_backfill(
            merchant_id=merchant_id, connection=connection, began_at=began_at, by=SYSTEM, now=now, state="failed", problem=refusal.as_json()
        )


def check(*, merchant_id: int, connection: str, now: datetime, port: ShopSourcePort | None = None, alone: bool = False) -> int | None:
    """The comparison, or its next part, which is a job of its own, unless the caller goes on itself (`alone`)."""
    try:
        port = port or wiring.shop_source(merchant_id=merchant_id, connection=connection)
    except Refusal as refusal:
        record_shop_account(merchant_id=merchant_id, connection=connection, by=SYSTEM, now=now, problem=refusal.as_json())
        return None
    pause = shop_check.check_shop(
        merchant_id=merchant_id, connection=connection, port=port, hook=hook_address(merchant_id, connection), by=SYSTEM, now=now,
        follow=after_import(merchant_id=merchant_id, now=now),
    )  # fmt: skip
    if pause is not None and not alone:
        defer(
            "check_shop", lock=f"check:{connection}", run_at=now + timedelta(seconds=pause), merchant_id=merchant_id, connection=connection
        )
    return pause


def set_hooks(*, merchant_id: int, connection: str, now: datetime, port: ShopSourcePort | None = None) -> None:
    """Have the system tell us what happens. What goes wrong stands in the settings, and the nightly comparison tries again."""
    try:
        port = port or wiring.shop_source(merchant_id=merchant_id, connection=connection)
        shop_check.look_at_shop(
            merchant_id=merchant_id, connection=connection, port=port, hook=hook_address(merchant_id, connection), by=SYSTEM, now=now
        )
    except Refusal as refusal:
        record_shop_account(merchant_id=merchant_id, connection=connection, by=SYSTEM, now=now, problem=refusal.as_json())
    except ShopWaits as waits:
        problem = {"code": waits.problem, "message": "The shop's system did not answer.", "remedy": "It is tried again tonight."}
        record_shop_account(merchant_id=merchant_id, connection=connection, by=SYSTEM, now=now, problem=problem)


def follow_message(*, merchant_id: int, message: str, now: datetime, port: ShopSourcePort | None = None) -> None:
    """What a message that is not about an order asks for. A refusal leaves it to a person, who sees why in the settings."""
    with unit(merchants=[merchant_id]):
        found = shops.message_of(message)
        connection = found.connection if found is not None else None
    if found is None or connection is None or found.state != "waiting":
        return
    try:
        if found.kind == "uninstalled":
            _leave(merchant_id, connection.public_id, port, now)
            erased = 0
        else:
            erased = _erase(merchant_id, connection, found, now)
    except Refusal as refusal:
        end_shop_message(merchant_id=merchant_id, message=message, by=SYSTEM, now=now, problem=refusal.as_json())
        return
    end_shop_message(merchant_id=merchant_id, message=message, by=SYSTEM, now=now, rows=erased)


def _leave(merchant_id: int, connection: str, port: ShopSourcePort | None, now: datetime) -> None:
    """The app is said to be gone: believed once its key opens nothing. Refuses `shop_still_open`."""
    try:
        (port or wiring.shop_source(merchant_id=merchant_id, connection=connection)).account()
    except ShopWaits as waits:
        raise Refusal(waits.problem, "The shop's system did not answer.", "Try it again.", status=409) from None
    except Refusal as refusal:
        if refusal.code == "token_refused":
            disconnect_shop(merchant_id=merchant_id, by=SYSTEM, now=now, cause="uninstalled")
            return
        if refusal.code == "shop_system_unknown":  # a person was faster
            return
        raise
    raise Refusal(
        "shop_still_open",
        "The app is said to be gone, and its key still opens the shop.",
        "Look at the app in the shop's system.",
        status=409,
    )


def _erase(merchant_id: int, connection: Any, found: Any, now: datetime) -> int:
    """Rows that held words. What is still open is left, and refused once the rest is done."""
    erased, left, last = 0, [], 0
    while True:
        with unit(merchants=[merchant_id]):
            if found.kind == "erase_shop":
                ids = shops.orders_read(connection.id, after=last)
            else:
                ids = [] if last else shops.orders_of_customer(connection.party, found.ids.get("customer", ""), found.ids.get("orders", []))
        if not ids:
            break
        last = ids[-1]
        cause = "redact" if found.kind == "erase_customer" else "shop_redact"
        for order_id in ids:
            try:
                erased += erase_customer(merchant_id=merchant_id, order_id=order_id, by=SYSTEM, now=now, cause=cause)
            except Refusal as refusal:
                left.append(refusal)
    if left:
        raise left[0]
    return erased


def check_all() -> int:
    """Have every connected shop compared; returns how many there are."""
    with unit(merchants=all_merchant_ids()):
        found = [(one.merchant_id, one.public_id, one.id) for one in shops.all_connected()]
    for merchant_id, connection, row in found:
        with unit(merchants=[merchant_id]):
            defer("check_shop", lock=f"check:{connection}", merchant_id=merchant_id, connection=connection)
            if shops.sync_of(row).backfill_state in ("waiting", "running"):  # its job may have broken; a second one does no harm
                defer("step_backfill", lock=f"backfill:{connection}", merchant_id=merchant_id, connection=connection)
    return len(found)


def sweep_messages(*, now: datetime) -> int:
    """What was told over half an hour ago and nobody followed (its job broke): asked once more. Returns how many there were."""
    with unit(merchants=all_merchant_ids()):
        left = [(one.merchant_id, one.connection.public_id, one) for one in shops.messages_left(now - LEFT_OVER) if one.tries == 0]
    for merchant_id, connection, one in left:
        with unit(merchants=[merchant_id]):
            if one.kind in ("order", "gone"):
                defer(
                    "read_shop_order", lock=f"shop-order:{connection}:{one.order_source_id}", merchant_id=merchant_id, connection=connection,
                    source_id=one.order_source_id,
                )  # fmt: skip
            else:
                defer("follow_shop_message", lock=f"shop-message:{one.public_id}", merchant_id=merchant_id, message=one.public_id)
    return len(left)
