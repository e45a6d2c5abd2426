"""Our own label for the way back."""

from datetime import date, datetime
from typing import Any

from makegood.apps.carriage import operations as carriage
from makegood.apps.carriage import queries as parcels
from makegood.apps.carriage.operations.postage import provide_postage
from makegood.apps.hubs import operations as hubs
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.money_first import REMINDER, is_first, reminded_at
from makegood.casefile.passing import pass_ball
from makegood.casefile.postage import way_for
from makegood.casefile.routing import as_record
from makegood.casefile.sending_back import Destination, address_to, destination
from makegood.casefile.telling import Telling
from makegood.kernel.period import add_days
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.policy.offers import SEND_BACK_DAYS


def issue_label(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> Any:
    """The Parcel for every line whose chosen offer sends goods back and that has no label yet; where all have, the one that lives.

    Refuses `nothing_to_send`. A line that is chosen later has a label of its own: the first parcel may have left by then.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        choices = queries.choices_of(case.id)
        lines = [line for line in queries.lines_of_case(case.id) if _sends(line, choices.get(line.id))]
        alive = [parcel for parcel in parcels.parcels_of_case(case.id) if parcel.state in ("announced", "in_transit")]
        if not lines and alive:
            return alive[0]
        if not lines:
            raise Refusal("nothing_to_send", "Nothing has to be sent back in this case.", "No label is needed.", status=409)
        offer = choices[lines[0].id].offer
        fresh = add_days(local_day(now, zone_of(order.market)), SEND_BACK_DAYS)  # who chose late has no less time than who chose at once
        days = [choices[line.id].offer["duty"]["by"] for line in lines if choices[line.id].offer["duty"]["by"]]
        send_by = max(date.fromisoformat(max(days)), fresh) if days else None
        found = destination(case, order, lines, offer, now=now)
        parcel = carriage.announce_parcel(
            case=case, lines=[(line.id, line.quantity) for line in lines], hub_id=found.place.hub_id if found else None, paid_by=offer["return_paid_by"],
            send_by=send_by, by=by, now=now,
        )  # fmt: skip
        for line in lines:
            returns.move_axis(line, "reception", "announced", by=by, now=now)
            if found is not None:
                _keep_route(found, case, line, parcel, by, now)
        if send_by is not None:
            set_deadline(
                kind="customer_send_by", owner="customer", due_at=end_of_day(send_by, zone_of(order.market)), now=now, source="the offer",
                case_id=case.id, subject=parcel.public_id, told_on=now.date(),
            )  # fmt: skip
        offers = [choices[line.id].offer for line in lines]
        first = [one for one in offers if is_first(one)]
        if send_by is not None and first and (at := reminded_at(send_by, zone_of(order.market), now)) is not None:
            set_deadline(
                kind=REMINDER, owner="system", due_at=at, now=now, source="the money goes first", case_id=case.id, subject=parcel.public_id
            )
        follows = (
            next((one["if_nothing_comes"] for one in first if one.get("if_nothing_comes")), "") if case.opened_by != "recipient" else ""
        )
        telling = Telling(case, order, now=now)
        way, connection = way_for(telling.merchant, offers)
        if way:
            provide_postage(parcel, way=way, connection=connection, market=order.market, by=by, now=now)
        address = ", ".join(address_to(telling.merchant, found, order, lines))
        notices.write_notice(
            kind="label_ready", context=telling.context(send_by=send_by, address=address, follows=follows), **telling.to_customer(by)
        )
        pass_ball(case, keep=returns.keep_ball, now=now)
        return parcel


def _keep_route(found: Destination, case: Any, line: Any, parcel: Any, by: Actor, now: datetime) -> None:
    """Why it goes there stands beside the parcel. The cost is that of the whole parcel."""
    hubs.add_route(
        case=case, line=line, place=found.place.kind, hub=found.hub, cost_minor=found.place.minor, currency=merchant_of(case.merchant_id).currency,
        record=as_record(found.routed), parcel_id=parcel.id, reason=found.reason, by=by, now=now,
    )  # fmt: skip


def _sends(line: Any, choice: Any) -> bool:
    return (
        choice is not None
        and line.decision == "accepted_by_customer"
        and choice.offer["ship_back"] != "none"
        and line.reception in ("not_required", "expired")
    )
