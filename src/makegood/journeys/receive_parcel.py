"""The hub scans a parcel: what is in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.counting import allot, differences
from makegood.apps.hubs import operations as hubs
from makegood.apps.ledger import operations as ledger
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import debts
from makegood.apps.settlement import operations as settlement
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.blind import announced_in, check_said
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.promising import inspect_by
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """How the units of one announced line came; what is not counted is missing."""

    line_id: int
    right: int = 0
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class Extra:
    """A unit that nobody announced."""

    text: str = ""
    photo_digest: str = ""
    shelf: str = "U"


def receive_parcel(
    *, merchant_id: int, parcel_id: int, by: Actor, now: datetime, received: list[ReceivedLine] | None = None, extras: tuple[Extra, ...] = (),
    shelf: str = "", said: dict[str, int] | None = None, scanned_at: datetime | None = None,
) -> Any:  # fmt: skip
    """The Parcel. `received` None: all as announced. Lines whose units had different fates are parted.

    `said`: pieces by SKU ("" what nobody can name) as they were counted before the announcement was shown; `received` follows from it then.
    `scanned_at`: when, as the device has it. Refuses `parcel_received` (409) on a second scan, `count_exceeds_announced` and `count_invalid`.
    """
    if said is not None:
        check_said(said)
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(parcel_id=parcel_id, now=now)
        parcel = parcels.parcel_by_id(parcel_id)
        if parcel.state == "received":
            raise Refusal("parcel_received", "This parcel was received already.", "Scan the next one.", status=409)
        rows = parcels.rows_of_parcel(parcel)
        lines = {line.id: line for line in queries.lines_of_case(case.id)}
        if said is not None:
            told = announced_in(rows, lines, orders.lines_of(order.id))
            split = allot(told, said)
            carriage.note_count(parcel, differences(told, said), scanned_at=scanned_at, by=by, now=now)
            received = [ReceivedLine(row.line_id, split.right[row.line_id], split.wrong[row.line_id]) for row in rows]
            extras = (*extras, *(Extra(text=sku or "not known") for sku, count in split.extras for _ in range(count)))
        counted = {one.line_id: one for one in received} if received is not None else {}
        came = {row.line_id for row in rows if lines[row.line_id].reception == "not_coming"}
        moved: list[Any] = []
        for row in list(rows):
            count = counted.get(row.line_id, ReceivedLine(row.line_id, 0 if received is not None else row.quantity))
            if count.right < 0 or count.wrong < 0 or count.right + count.wrong > row.quantity:
                raise Refusal(
                    "count_exceeds_announced", "More pieces are counted than were announced.", "Record what is too many as extra."
                )
            moved += _part(row, lines[row.line_id], count, rows, by, now)
        carriage.mark_received(parcel, rows, shelf=shelf, by=by, now=now)
        for extra in extras:
            carriage.add_extra(parcel, text=extra.text, photo_digest=extra.photo_digest, shelf=extra.shelf, by=by, now=now)
        entries = [
            ledger.move_units(
                code="received", subject=parcel.public_id, line=line, source="with_customer", target="at_hub", quantity=line.quantity
            )
            for line in moved
            if line.reception == "received"
        ]
        ledger.write(entries, by=by, now=now)
        for debt in debts.open_of_lines(case.id, came):  # what was noted as owed because nothing had come is owed no more
            settlement.end_debt(debt, "came", by=by, now=now)
            ledger.undo(debt.reimbursement.public_id, "debt_noted", by=by, now=now)
        keep_or_break(now=now, case_id=case.id, kind="customer_send_by", subject=parcel.public_id)  # another parcel has its own day
        set_deadline(
            kind="hub_inspect_by", owner="hub", due_at=inspect_by(merchant_of(merchant_id), now=now), now=now, source="the hub's promise", case_id=case.id,
            subject=parcel.public_id,
        )  # fmt: skip
        if (hub := parties.hub_used(parcel.hub_id)) is not None:
            hubs.record_act(
                hub=hub, act="receive", quantity=1, subject=parcel.public_id, currency=merchant_of(merchant_id).currency, case_id=case.id,
                parcel_id=parcel.id, by=by, now=now,
            )  # fmt: skip
        _tell(Telling(case, order, now=now), moved, local_day(now, zone_of(order.market)), by)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return parcel


def _tell(telling: Telling, moved: list[Any], day: Any, by: Actor) -> None:
    titles = telling.titles()
    otherwise = [
        {"fate": line.reception, "units": line.quantity, "title": titles[line.order_line_id]}
        for line in moved if line.reception in ("missing", "wrong_item")
    ]  # fmt: skip
    context = telling.context(received_on=day, **({"missing": otherwise} if otherwise else {}))
    notices.write_notice(kind="parcel_otherwise" if otherwise else "parcel_received", context=context, **telling.to_customer(by))


def _part(row: Any, line: Any, count: ReceivedLine, rows: list[Any], by: Actor, now: datetime) -> list[Any]:
    """Part the line into right, wrong and missing units; returns the lines with their new reception."""
    missing = row.quantity - count.right - count.wrong
    fates = [(fate, units) for fate, units in (("received", count.right), ("wrong_item", count.wrong), ("missing", missing)) if units]
    words = {"received": "right", "wrong_item": "wrong", "missing": "missing"}
    done = []
    for index, (fate, units) in enumerate(fates):
        part, part_row = line, row
        if index < len(fates) - 1:
            part = returns.split_line(line, units, by=by, now=now)
            part_row = carriage.part_of(row, part.id, units)
            row.quantity -= units
            rows.append(part_row)
        part_row.received_as, part_row.received_quantity = words[fate], 0 if fate == "missing" else units
        steps = {"reception": fate}
        if fate == "received":
            steps["inspection"] = "waiting"
        returns.set_axes(part, steps, by=by, now=now)
        done.append(part)
    return done
