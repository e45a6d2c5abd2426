"""All orders of a connected shop system, step by step: each step can be killed anywhere and done again."""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from makegood.apps.orders import shops
from makegood.apps.orders.ports import OrderFacts, ShopSourcePort, ShopWaits
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.intake.recognise import Recognised
from makegood.intake.run import Follow, bring_in
from makegood.intake.sources import source_of
from makegood.journeys.import_orders import Counts
from makegood.journeys.record_backfill import Read, record_backfill
from makegood.kernel.refusal import Refusal

MOST_TRIES = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 900
COUNTED = ("read", "new", "changed", "unchanged", "refused")


def folder_of(merchant_id: int, connection: str) -> Path:
    return Path(settings.MAKEGOOD_DATA) / "shop-orders" / f"m{merchant_id}" / connection


def step_backfill(
    *, merchant_id: int, connection: str, port: ShopSourcePort, by: Actor, now: datetime, follow: Follow
) -> int | None:  # fmt: skip
    """One step; returns the seconds until the next one is due, None where it is over (done, failed, stopped, begun anew)."""
    with unit(merchants=[merchant_id], by=by):
        found = shops.connected_as(connection)
        sync = shops.sync_of(found.id) if found is not None else None
        merchant = merchant_of(merchant_id)
    if sync is None or sync.backfill_state not in ("waiting", "running"):
        return None
    since, began_at = sync.backfill_since, sync.backfill_began_at
    assert since is not None and began_at is not None

    def record(state: str = "running", **values: Any) -> bool:
        return record_backfill(merchant_id=merchant_id, connection=connection, began_at=began_at, by=by, now=now, state=state, **values)

    folder = folder_of(merchant_id, connection)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        step = port.backfill(sync.backfill_cursor, since=since, began_at=began_at, folder=folder)
        before = {**sync.backfill_counts, **({"seen": step.seen} if step.seen else {})}
        if step.path is not None:
            counts = _bring_in(step.path, port.party, merchant, before, record, by=by, now=now, follow=follow)
            if counts is None:
                return None
            before = counts
    except ShopWaits as waits:
        return _put_off(waits, sync.backfill_tries, record)
    except Refusal as refusal:
        record("failed", problem=refusal.as_json())
        return None
    if not record("done" if step.state == "done" else "running", cursor=step.cursor, counts=before, problem={}, tries=0):
        return None
    if step.path is not None:
        step.path.unlink(missing_ok=True)
    if step.state == "done":
        shutil.rmtree(folder, ignore_errors=True)
        return None
    return step.pause_s


def _put_off(waits: ShopWaits, tries: int, record: Any) -> int | None:
    problem = {"code": waits.problem, "message": "The shop's system did not answer.", "remedy": "Begin it again: what is in stays in."}
    if tries + 1 >= MOST_TRIES:
        record("failed", problem=problem, tries=tries + 1)
        return None
    pause = max(waits.pause_s, min(FIRST_PAUSE_S * 2**tries, LONGEST_PAUSE_S))
    # being asked to wait is no failure: only silence and faults are counted
    return pause if record(problem=problem, tries=tries + (waits.problem != "asked_to_wait")) else None


def _bring_in(
    path: Path, party: str, merchant: Merchant, before: dict[str, Any], record: Any, *, by: Actor, now: datetime, follow: Follow
) -> dict[str, Any] | None:  # fmt: skip
    """The counts with this file's; None where this one no longer runs. What was read is recorded with each chunk, in its transaction."""
    source = source_of(path, Recognised(party), merchant)
    noted: list[OrderFacts] = []
    runs = True

    def watched(facts: Iterable[OrderFacts]) -> Iterator[OrderFacts]:
        for one in facts:
            noted.append(one)
            yield one

    def progress(counts: Counts) -> None:
        nonlocal runs
        refused = {name: refusal.as_json() for name, refusal in counts.refused}
        read: list[Read] = [_read(one, refused.get(one.source_id)) for one in noted]
        noted.clear()
        runs = record(counts=_with_part(before, _part_of(counts, len(counts.refused), before)), read=read)
        if not runs:
            raise _Stopped

    try:
        outcome = bring_in(source, merchant_id=merchant.id, by=by, now=now, follow=follow, progress=progress, watched=watched)
    except _Stopped:
        return None
    unread = [(str(found.extra["order"]), "", None, found.as_json()) for _, _, found in outcome.refused if found.extra.get("order")]
    if unread and not record(read=unread):
        return None
    part = _part_of(outcome.counts, len(outcome.refused), before)
    total = {name: before.get(name, 0) + part[name] for name in COUNTED}
    return {**before, **total, "part": {}}


class _Stopped(Exception):
    """A person stopped it while a file was coming in; the chunk that noticed is taken back."""


def _read(one: OrderFacts, problem: dict[str, Any] | None) -> Read:
    return one.source_id, one.number, one.updated_at if one.whole and not problem else None, problem or {}


def _part_of(counts: Counts, refused: int, before: dict[str, Any]) -> dict[str, int]:
    """This file's counts. What came in before we were killed in the middle of it counts as new still."""
    again = min(int(before.get("part", {}).get("new", 0)), counts.unchanged)
    return {
        "read": counts.read, "new": counts.new + again, "changed": counts.changed, "unchanged": counts.unchanged - again, "refused": refused,
    }  # fmt: skip


def _with_part(before: dict[str, Any], part: dict[str, int]) -> dict[str, Any]:
    return {**before, "part": part}
