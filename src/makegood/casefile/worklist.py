"""What a shop has to do in its own system because of what was decided here, where that system can't be told by us: gathered, never guessed.

Facts only, no personal words: what was on the goods is read when a list is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.inspection import queries as inspections
from makegood.apps.orders import queries as orders
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.worklist import queries as worklist
from makegood.base.connections import connection_of
from makegood.kernel.money import text_from_minor

_STATES = {"pending": "open", "failed": "open", "posted": "done", "reversed": "done", "voided": "stopped"}
_STOCK = ("restock", "restock_undone")
_CREDIT = ("store_credit", "gift_card", "reorder_discount")


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do. `state`: open, done (we know that it was done), stopped. `facts`: its other cells, by the names of COLUMNS."""

    kind: str
    key: str
    subject: str
    at: datetime
    state: str = "open"
    order_line_id: int | None = None
    facts: dict[str, str] = field(default_factory=dict)


def arisen(since: datetime, until: datetime) -> list[Work]:
    """What arose in that time, whatever became of it since and whether it stood on a list or not; the oldest first."""
    return _sorted([*_money(since, until), *_goods(since, until), *_stock(since, until), *_notes(since, until)])


def new_work(since: datetime, until: datetime) -> list[Work]:
    """What stands on no list yet and is still to be done; and what stood on one and must not be done (any more)."""
    found = [one for one in arisen(since, until) if one.state == "open" and one.kind not in _STOCK]
    known = {one.key for one in found}
    pending: list[Any] = settlement.pending_reimbursements()
    waiting = _refunds([one for one in pending if not one.by_provider and one.amount_minor and _is_ours(one.case.order)])
    found += [one for one in waiting if one.key not in known]
    found += _stock_since_lists(since, until) + _stopped(until)
    on_lists = worklist.known_keys([one.key for one in found])
    return _sorted([one for one in found if one.key not in on_lists])


def _sorted(found: Iterable[Work]) -> list[Work]:
    return sorted(found, key=lambda one: (one.at, one.key))


def _is_ours(order: Any) -> bool:
    """Can't the system that the order came from be told by us? Where it is connected, it is told of its orders by itself."""
    connection = connection_of("shop")
    return connection is None or connection.party != order.source


def _facts(order: Any, case: Any, order_line: Any = None, **more: str) -> dict[str, str]:
    item = {} if order_line is None else {"item": order_line.title, "sku": order_line.sku}
    page = f"{settings.MAKEGOOD_BASE_URL}/desk/case/{case.public_id}/"
    return {"order": order.number, "order_id": order.source_id, "case": case.number, "page": page, **item, **more}


def _items(lines: Iterable[Any]) -> dict[int, Any]:
    return orders.lines_by_id(sorted({line.order_line_id for line in lines}))


def _refunds(rows: list[Any]) -> list[Work]:
    items, payments = _items(one.line for one in rows), orders.payments_by_order(one.case.order_id for one in rows)
    return [_refund(one, items[one.line.order_line_id], payments.get(one.case.order_id, [])) for one in rows]


def _refund(one: Any, item: Any, payments: list[Any]) -> Work:
    """Money to pay back; or credit, which is given here at once and has to be made good there (`note` bears its code)."""
    order = one.case.order
    paid = {row.source_id: row for row in payments}
    ways = [row.method or row.gateway for part in one.by_payment if (row := paid.get(part.get("id", ""))) is not None]
    facts = _facts(
        order, one.case, item, pieces=str(one.quantity or ""), amount=text_from_minor(one.amount_minor, one.currency), currency=one.currency,
        by="" if one.due_on is None else one.due_on.isoformat(),
    )  # fmt: skip
    key = f"refund:{one.public_id}:{one.attempt}"
    if one.kind in _CREDIT:
        state = "stopped" if one.state in ("voided", "reversed") else "open"
        return Work(
            "credit",
            key,
            one.public_id,
            one.asked_at,
            state,
            one.line.order_line_id,
            {**facts, "note": f"{one.kind} {one.provider_ref}".strip()},
        )
    facts["payment"] = ", ".join(filter(None, dict.fromkeys(ways))) or order.payment_method
    return Work("refund", key, one.public_id, one.asked_at, _STATES.get(one.state, "open"), one.line.order_line_id, facts)


def _money(since: datetime, until: datetime) -> list[Work]:
    return _refunds([one for one in settlement.asked_of_person(since, until) if _is_ours(one.case.order)])


def _stopped(until: datetime) -> list[Work]:
    """Payments that stood on a list and were taken back since: paid by somebody who only has the list, they would be paid for nothing."""
    listed = [subject for kind in ("refund", "credit") for subject in worklist.subjects_with(kind, without="refund_stopped")]
    ended = settlement.ended_unpaid(listed)
    return [
        Work("refund_stopped", f"stopped:{one.public_id}:{one.attempt}", one.public_id, one.ended_at or until, "open", one.line.order_line_id, work.facts)
        for one, work in zip(ended, _refunds(ended), strict=True)
    ]  # fmt: skip


def _goods(since: datetime, until: datetime) -> list[Work]:
    found = []
    rows = [one for one in returns.goods_chosen(since, until) if _is_ours(one.line.case.order)]
    items = _items(one.line for one in rows)
    ordered = replacements.newest_by_line([one.line_id for one in rows])
    for one in rows:
        case, line, new = one.line.case, one.line, ordered.get(one.line_id)
        facts = _facts(
            case.order, case, items[line.order_line_id], pieces=str(line.quantity), note=one.remedy, by=one.offer.get("ready_on") or ""
        )
        state = "open" if line.remake == "approved" else "stopped" if line.remake in ("none", "failed") else "done"
        if new is not None and new.decision_id == one.decision_id:
            facts |= {"item": new.title, "sku": new.sku}
            if new.party == "supplier" and new.placed_at is not None:  # asked there: nothing is left to do in the shop's system
                state = "done" if state == "open" else state
        found.append(Work("remake", f"remake:{line.public_id}:{one.id}", line.public_id, one.chosen_at, state, line.order_line_id, facts))
    return found


def _looked(since: datetime, until: datetime) -> list[Any]:
    """Looks that count: none that another corrects."""
    rows = [one for one in inspections.inspections_between(since, until) if _is_ours(one.line.case.order)]
    corrected = inspections.are_corrected([one.id for one in rows])
    return [one for one in rows if one.id not in corrected]


def _restock(one: Any, kind: str, items: dict[int, Any]) -> Work:
    case = one.line.case
    facts = _facts(case.order, case, items[one.line.order_line_id], pieces=str(one.quantity), note=one.disposition)
    return Work(kind, f"{kind}:{one.public_id}", one.line.public_id, one.at, "open", one.line.order_line_id, facts)


def _stock(since: datetime, until: datetime) -> list[Work]:
    rows = [one for one in _looked(since, until) if one.disposition == "restock"]
    items = _items(one.line for one in rows)
    return [_restock(one, "restock", items) for one in rows]


def _stock_since_lists(since: datetime, until: datetime) -> list[Work]:
    """Against what the lists said of each line last: pieces go into stock once, and out of it again where that look was wrong."""
    rows = _looked(since, until)
    last, items = worklist.last_kinds([one.line.public_id for one in rows], _STOCK), _items(one.line for one in rows)
    found = []
    for one in rows:
        stands = last.get(one.line.public_id) == "restock"
        if one.disposition == "restock" and not stands:
            found.append(_restock(one, "restock", items))
        elif one.disposition != "restock" and stands:
            found.append(_restock(one, "restock_undone", items))
    return found


def _notes(since: datetime, until: datetime) -> list[Work]:
    found = []
    for case in returns.begun_or_ended(since, until):
        if not _is_ours(case.order):
            continue
        if since <= case.opened_at < until:
            note = f"Return {case.number}: opened"
            found.append(
                Work("note", f"note:{case.public_id}:opened", case.public_id, case.opened_at, facts=_facts(case.order, case, note=note))
            )
        if case.closed_at is not None and since <= case.closed_at < until:
            note = f"Return {case.number}: {case.closed_as}"
            key = f"note:{case.public_id}:closed:{case.closed_at:%Y%m%d%H%M%S}"
            found.append(Work("note", key, case.public_id, case.closed_at, facts=_facts(case.order, case, note=note)))
    return found
