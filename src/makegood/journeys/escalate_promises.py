"""A promise of the shop's is about to break: whoever looks after the case hears of it, then the shop's owners. One mail a person."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import coming_up, mark_told, open_deadlines
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ball import dates_of
from makegood.casefile.escalating import AHEAD, OURS, who_hears
from makegood.casefile.holding import hold_case
from makegood.casefile.hours import hours_of
from makegood.casefile.telling import Telling


def escalate_promises(*, merchant_id: int, now: datetime, by: Actor = SYSTEM) -> int:
    """How many promises somebody was told of. Only the day that a case's next step has counts; what is warned of once is not warned of again."""
    with unit(merchants=[merchant_id], by=by):
        hours = hours_of(merchant_of(merchant_id))
        cases = {case.id: case for case in returns.open_cases_by_id(_due_soon(hours, now))}
        members = [one for one in parties.members_of(merchant_id) if one.joined_at is not None and one.person.is_active]
        owners = [one.person for one in members if one.role == "owner"]
        working = {one.person_id: one.person for one in members}
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        told = 0
        for case in sorted(cases.values(), key=lambda one: (one.order_id, one.id)):
            held, order = hold_case(case_id=case.id, now=now)
            days = dates_of(held.ball_step, open_deadlines(held.id)) if held.closed_at is None and held.ball_owner in OURS else []
            whom = who_hears(days[0], hours=hours, now=now) if days else ""
            if not whom:
                continue
            mine = working.get(held.assigned_id) if whom == "assignee" else None
            to_owners, hearing = mine is None, [mine] if mine is not None else owners
            mark_told(days[0], now=now, owner=to_owners)
            timeline.note(
                f"case:{held.id}", "promise.at_risk", by=by, now=now, subject=held.public_id, step=held.ball_step,
                until=days[0].due_at.isoformat(), told="owners" if to_owners else "assignee",
            )  # fmt: skip
            row = {"number": held.number, "item": Telling(held, order, now=now).items(), "step": held.ball_step, "again": days[0].rung > 0,
                   "until": days[0].due_at.isoformat(), "link": f"{settings.MAKEGOOD_BASE_URL}/desk/case/{held.public_id}/"}  # fmt: skip
            for person in hearing:
                rows[person.id].append(row)
            told += 1
        _write(rows, working, merchant_id, by, now)
        return told


def _due_soon(hours: Any, now: datetime) -> list[int]:
    found = coming_up(owners=OURS, until=now + AHEAD)
    return sorted({one.case_id for one in found if one.case_id is not None and who_hears(one, hours=hours, now=now)})


def _write(rows: dict[int, list[dict[str, Any]]], working: dict[int, Any], merchant_id: int, by: Actor, now: datetime) -> None:
    shop = merchant_of(merchant_id)
    for person_id, found in rows.items():
        person = working[person_id]
        context = {"rows": found, "zone": shop.zone, "shop_name": shop.name, "desk": f"{settings.MAKEGOOD_BASE_URL}/desk/"}
        notices.write_notice(
            kind="promise_at_risk", case=None, audience="staff", to=person.email, by=by, now=now, context=context, zone=shop.zone,
            language=person.language or (shop.languages[0] if shop.languages else "en"),
        )  # fmt: skip
