"""The money went first: three days before the goods have to be on their way the customer is reminded, once."""

from datetime import datetime, timedelta

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import operations as notices
from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import case_of_deadline, end_deadlines, open_deadlines, set_deadline
from makegood.base.unit import unit
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.money_first import REMIND_DAYS, REMINDER, reminded_at
from makegood.casefile.telling import Telling
from makegood.law.load import zone_of


def remind_send_back(*, merchant_id: int, deadline_id: int, now: datetime, by: Actor = SYSTEM) -> int | None:
    """The case's id; None where nothing was due. Where it is on its way nobody is reminded; where the day was moved, later."""
    with unit(merchants=[merchant_id], by=by):
        case_id = case_of_deadline(deadline_id)
        if case_id is None:
            return None
        case, order = hold_case(case_id=case_id, now=now)
        deadline = next((one for one in open_deadlines(case.id) if one.id == deadline_id and one.kind == REMINDER), None)
        if deadline is None or deadline.due_at > now:
            return None
        parcel = next((one for one in carriage.parcels_of_case(case.id) if one.public_id == deadline.subject), None)
        mine = set() if parcel is None else set(carriage.line_ids_in(parcel))
        waits = any(line.reception == "announced" and line.id in mine for line in returns.lines_of_case(case.id))
        by_now = next((one for one in open_deadlines(case.id) if one.kind == "customer_send_by" and one.subject == deadline.subject), None)
        end_deadlines(state="kept" if waits else "void", now=now, case_id=case.id, id=deadline.id)
        if parcel is None or not waits or by_now is None:
            return int(case.id)
        zone = zone_of(order.market)
        last = local_day(by_now.due_at - timedelta(seconds=1), zone)
        if (later := reminded_at(last, zone, now)) is not None:
            set_deadline(
                kind=REMINDER,
                owner="system",
                due_at=later,
                now=now,
                source=f"{REMIND_DAYS} days before",
                case_id=case.id,
                subject=parcel.public_id,
            )
            return int(case.id)
        offers = [choice.offer for line_id, choice in returns.choices_of(case.id).items() if line_id in mine]
        word = (
            next((offer["if_nothing_comes"] for offer in offers if offer.get("if_nothing_comes")), "")
            if case.opened_by != "recipient"
            else ""
        )
        telling = Telling(case, order, now=now)
        notices.write_notice(kind="send_back_soon", context=telling.context(until=last, follows=word), **telling.to_customer(by))
        return int(case.id)
