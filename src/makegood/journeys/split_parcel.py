"""It does not fit into one parcel: a second label for a part of it."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations.postage import provide_postage
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import open_deadlines, set_deadline
from makegood.base.tenancy import forget
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.postage import way_for
from makegood.casefile.telling import Telling, label_address
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of


def split_parcel(*, merchant_id: int, parcel_id: int, units: dict[int, int], by: Actor, now: datetime) -> Any:
    """The second Parcel, with `units` (case line id to pieces) of the first; what is left stays in the first. Its last day is the same.

    Units of a line that come apart become a line of their own. Refuses `parcel_not_waiting`, `nothing_asked`, `first_parcel_empty`,
    `count_exceeds_announced`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(parcel_id=parcel_id, now=now)
        first = parcels.parcel_by_id(parcel_id)
        rows = parcels.rows_of_parcel(first)
        _check(first, rows, units)
        lines = {line.id: line for line in queries.lines_of_case(case.id)}
        moved: list[tuple[int, int]] = []
        for row in rows:
            wanted = units.get(row.line_id, 0)
            if not wanted:
                continue
            if wanted == row.quantity:
                moved.append((row.line_id, wanted))
                continue
            part = returns.split_line(lines[row.line_id], wanted, by=by, now=now)
            _same_days(case.id, row.line_id, part.id, now)
            row.quantity -= wanted
            carriage.keep_row(row)
            moved.append((part.id, wanted))
        second = carriage.announce_parcel(
            case=case, lines=[(line_id, count) for line_id, count in moved if line_id not in {row.line_id for row in rows}],
            hub_id=first.hub_id, paid_by=first.paid_by, send_by=first.send_by, by=by, now=now,
        )  # fmt: skip
        carriage.move_lines(first, rows, {line_id for line_id, _ in moved}, second)
        forget("case_parcel_rows")
        if first.send_by is not None:
            set_deadline(
                kind="customer_send_by", owner="customer", due_at=end_of_day(first.send_by, zone_of(order.market)), now=now, source="the offer",
                case_id=case.id, subject=second.public_id, told_on=now.date(),
            )  # fmt: skip
        telling = Telling(case, order, now=now)
        choices = queries.choices_of(case.id)
        way, connection = way_for(telling.merchant, [choices[line_id].offer for line_id, _ in moved if line_id in choices])
        if way:
            provide_postage(second, way=way, connection=connection, market=order.market, by=by, now=now)
        hub = first.hub
        address = ", ".join(label_address(telling.merchant, hub))
        notices.write_notice(kind="label_ready", context=telling.context(send_by=first.send_by, address=address), **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return second


def _same_days(case_id: int, line_id: int, part_id: int, now: datetime) -> None:
    """What was promised for the line is promised for what came apart from it: the law's last day for the money above all."""
    for one in open_deadlines(case_id):
        if one.line_id == line_id:
            set_deadline(
                kind=one.kind, owner=one.owner, due_at=one.due_at, now=now, source=one.source, case_id=case_id, line_id=part_id,
                subject=one.subject, told_on=one.told_on,
            )  # fmt: skip


def _check(first: Any, rows: list[Any], units: dict[int, int]) -> None:
    if first.state != "announced":
        raise Refusal("parcel_not_waiting", "This parcel is already on its way or has arrived.", "Write to the shop.", status=409)
    here = {row.line_id: row.quantity for row in rows}
    if any(line_id not in here or not 0 <= count <= here[line_id] for line_id, count in units.items()):
        raise Refusal("count_exceeds_announced", "More pieces are counted than are in the parcel.", "Choose fewer.", field="units")
    if not any(units.values()):
        raise Refusal("nothing_asked", "Nothing was chosen for the second parcel.", "Choose what goes into it.", field="units")
    if sum(units.values()) == sum(here.values()):
        raise Refusal(
            "first_parcel_empty", "Something must stay in the first parcel.", "Choose fewer, or use the first label.", field="units"
        )
