"""Who has the ball: one owner, one next step, one date for every open case (flow.md)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.states import OPEN
from makegood.base.deadlines import Deadline, open_deadlines
from makegood.casefile.transfers import needs_person


@dataclass(frozen=True, slots=True)
class Ball:
    """`step` is a word of STEPS; `due_at` None where nobody promised or owes a date."""

    owner: str
    step: str
    due_at: datetime | None


class Axes(Protocol):
    decision: str
    reception: str
    inspection: str
    disposition: str
    money: str
    remake: str
    recovery: str


# step -> (owner, kinds of deadline that date it). The order is the order of precedence: what holds up the customer comes first.
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "answer_dispute": ("shop", ("dispute_answer_by",)),
    "decide": ("shop", ("shop_decide_by",)),
    "answer_mail": ("shop", ("mail_answer_by",)),
    "retry_refund": ("shop", ("refund_due",)),
    "resolve_missing": ("shop", ("refund_due",)),
    "resolve_wrong_item": ("shop", ("refund_due",)),
    "resolve_lost": ("shop", ("refund_due",)),
    "resolve_contested": ("shop", ()),
    "redo_remake": ("shop", ("remake_deliver_by",)),
    "choose": ("customer", ("customer_choose_by",)),
    "approve_proof": ("customer", ("proof_by",)),
    "ask_provider": ("shop", ("refund_due",)),
    "pay_refund": ("shop", ("refund_due",)),
    "send_back": ("customer", ("customer_send_by",)),
    "resolve_expired": ("shop", ()),
    "carry_back": ("carrier", ("carrier_deliver_by",)),
    "inspect": ("hub", ("hub_inspect_by",)),
    "dispose": ("shop", ()),
    "start_remake": ("shop", ("remake_deliver_by",)),
    "make": ("supplier", ("remake_ship_by", "remake_deliver_by")),
    "carry_remake": ("carrier", ("remake_deliver_by",)),
    "settle": ("system", ("refund_due",)),
    "send_refund": ("system", ("refund_due",)),
    "give_info": ("shop", ("claim_window",)),
    "send_claim": ("shop", ("claim_window",)),
    "review_claim": ("shop", ("claim_window",)),
    "answer_claim": ("supplier", ("supplier_answer_by",)),
    "credit_claim": ("supplier", ("supplier_credit_by",)),
    "close": ("system", ()),
    "none": ("system", ()),
}
_RANK = {step: rank for rank, step in enumerate(STEPS)}

_BY_STATE: tuple[tuple[str, dict[str, str]], ...] = (
    ("reception", {"announced": "send_back", "in_transit": "carry_back", "missing": "resolve_missing", "wrong_item": "resolve_wrong_item",
                   "lost": "resolve_lost", "expired": "resolve_expired", "sent_back": "carry_back"}),
    ("inspection", {"waiting": "inspect", "contested": "resolve_contested"}),
    ("disposition", {"hold": "dispose"}),
    ("money", {"failed": "retry_refund", "pending": "pay_refund", "due": "settle"}),
    ("remake", {"proof": "approve_proof", "approved": "start_remake", "in_production": "make", "shipped": "carry_remake",
                "failed": "redo_remake"}),
    ("recovery", {"drafted": "send_claim", "submitted": "answer_claim", "acknowledged": "answer_claim", "info_requested": "give_info",
                  "accepted": "credit_claim", "part_accepted": "credit_claim", "refused": "review_claim",
                  "short_credited": "review_claim"}),
)  # fmt: skip


def steps_of_line(line: Axes) -> list[str]:
    """Every step that this line still waits for; empty where it is at rest."""
    if line.decision in ("undecided", "needs_review"):
        return ["decide"]
    if line.decision == "offered":
        return ["choose"]
    found = [table[getattr(line, axis)] for axis, table in _BY_STATE if getattr(line, axis) in table]
    if line.decision in ("refused", "dropped_by_customer"):  # a parcel or money already on its way must still come to rest
        found = [step for step in found if step not in ("send_back", "settle")]
    if line.money == "due" and line.remake == "none" and "settle" in found and len(found) > 1:
        found.remove("settle")  # the money waits for another step; that step has the ball
    return found


def compute_ball(lines: Iterable[Axes], deadlines: Iterable[Deadline], *, is_open: bool, carried: Mapping[Any, str] | None = None) -> Ball:
    """The one owner, step and date. Nothing to wait for in an open case: the system closes it.

    `carried`: by line id, the step that stands for `pay_refund` where a provider pays (send_refund, ask_provider).
    """
    if not is_open:
        return Ball("system", "none", None)
    deadlines = list(deadlines)
    steps = [
        carried.get(getattr(line, "id", None), step) if step == "pay_refund" and carried else step
        for line in lines
        for step in steps_of_line(line)
    ]
    if any(deadline.kind == "dispute_answer_by" for deadline in deadlines):  # the scheme's day is the only one that nobody can move
        steps.append("answer_dispute")
    if any(deadline.kind == "mail_answer_by" for deadline in deadlines):
        steps.append("answer_mail")
    if not steps:
        return Ball("system", "close", None)
    step = min(steps, key=_RANK.__getitem__)
    owner, kinds = STEPS[step]
    dates = [deadline.due_at for deadline in deadlines if deadline.kind in kinds]
    return Ball(owner, step, min(dates, default=None))


def ball_of(case: Any) -> Ball:
    """Computed afresh from the case's lines, open deadlines and, where money is on its way, transfers."""
    lines = returns.lines_of_case(case.id)
    carried: dict[Any, str] = {}
    if any(line.money == "pending" for line in lines):
        for transfer in settlement.transfers_of_case(case.id):
            if transfer.state in OPEN and carried.get(transfer.line_id) != "ask_provider":
                carried[transfer.line_id] = "ask_provider" if needs_person(transfer) else "send_refund"
    return compute_ball(lines, open_deadlines(case.id), is_open=case.closed_at is None, carried=carried)
