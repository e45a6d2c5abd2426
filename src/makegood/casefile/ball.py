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
    """`step` is a word of STEPS; `due_at` None as long as nobody has given it a date (passing.py does)."""

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


CLAIM_OPENS = "claim_opens"  # the kind of the day from which a supplier takes a drafted claim
PLATFORM_DECIDES = "platform_decides"  # the kind of the day from which a marketplace decides about an unanswered claim
STEP_BY = "step_by"  # the kind of a day that we gave a step ourselves; its `subject` is the step

# step -> (owner, kinds of deadline that date it, beside STEP_BY). The order is the order of precedence: what holds up the customer comes first.
STEPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "answer_dispute": ("shop", ("dispute_answer_by",)),
    "decide": ("shop", ("shop_decide_by",)),
    "answer_mail": ("shop", ("mail_answer_by",)),
    "retry_refund": ("shop", ("refund_due",)),
    "return_difference": ("shop", ("difference_back_by",)),
    "resolve_missing": ("shop", ("refund_due",)),
    "resolve_wrong_item": ("shop", ("refund_due",)),
    "resolve_lost": ("shop", ("refund_due",)),
    "resolve_contested": ("shop", ()),
    "redo_remake": ("shop", ("remake_deliver_by",)),
    "resolve_silent": ("shop", ()),
    "choose": ("customer", ("customer_choose_by",)),
    "pay_difference": ("customer", ("difference_by",)),
    "approve_proof": ("customer", ("proof_by",)),
    "ask_provider": ("shop", ("refund_due",)),
    "pay_refund": ("shop", ("refund_due",)),
    "send_back": ("customer", ("customer_send_by",)),
    "resolve_expired": ("shop", ()),
    "trace_parcel": ("shop", ()),
    "carry_back": ("carrier", ("carrier_deliver_by",)),
    "chase_hub": ("shop", ()),
    "inspect": ("hub", ("hub_inspect_by",)),
    "dispose": ("shop", ()),
    "start_remake": ("shop", ("remake_deliver_by",)),
    "take_order": ("supplier", ("order_answer_by",)),
    "chase_remake": ("shop", ()),
    "make": ("supplier", ("remake_ship_by", "remake_deliver_by")),
    "carry_remake": ("carrier", ("remake_deliver_by",)),
    "settle": ("system", ("refund_due",)),
    "send_refund": ("system", ("refund_due",)),
    "give_info": ("shop", ("claim_window",)),
    "await_info": ("customer", ("customer_info_by",)),
    "send_claim": ("shop", ("claim_window",)),
    "record_platform": ("shop", ()),
    "review_claim": ("shop", ("claim_window",)),
    "chase_claim": ("shop", ()),
    "answer_claim": ("supplier", ("supplier_answer_by",)),
    "credit_claim": ("supplier", ("supplier_credit_by",)),
    "answer_carrier": ("carrier", ("carrier_answer_by",)),
    "credit_carrier": ("carrier", ("carrier_credit_by",)),
    "await_claim": ("system", (CLAIM_OPENS,)),
    "close": ("system", ()),
    "none": ("system", ()),
}
_RANK = {step: rank for rank, step in enumerate(STEPS)}
# Where somebody else stays silent, the shop takes it up: the step that then stands for theirs.
CHASES = {
    "choose": "resolve_silent", "pay_difference": "resolve_silent", "take_order": "chase_remake", "approve_proof": "resolve_silent", "carry_back": "trace_parcel", "inspect": "chase_hub",
    "make": "chase_remake", "carry_remake": "chase_remake", "answer_claim": "chase_claim", "credit_claim": "chase_claim",
    "answer_carrier": "chase_claim", "credit_carrier": "chase_claim",
}  # fmt: skip

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

# What waits for a day alone, whatever the lines stand at; of a dispute the scheme's day is the only one that nobody can move.
_OF_CASE = {"dispute_answer_by": "answer_dispute", "mail_answer_by": "answer_mail", "difference_back_by": "return_difference"}
# What new goods that were agreed on wait for, before anybody makes them.
_BEFORE_REMAKE = {"difference_by": "pay_difference", "order_answer_by": "take_order"}


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


def dates_of(step: str, deadlines: Iterable[Deadline], *, swept: bool = False) -> list[Deadline]:
    """The open deadlines that date a step, the earliest first; `swept`: those whose moment has passed and was looked at: they date nothing any more."""
    kinds = STEPS[step][1]
    found = [
        one
        for one in deadlines
        if (one.kind in kinds or (one.kind == STEP_BY and one.subject == step)) and (one.swept_at is not None) == swept
    ]
    return sorted(found, key=lambda one: one.due_at)


def _chased(step: str, deadlines: list[Deadline]) -> str:
    """The step itself, or the shop's in its stead where whoever has it stayed silent."""
    chase = CHASES.get(step)
    if chase is None or dates_of(step, deadlines):
        return step
    return chase if any(one.kind == STEP_BY and one.subject == chase for one in deadlines) else step


def steps_waited(lines: Iterable[Axes], deadlines: list[Deadline], *, is_open: bool, carried: Mapping[Any, str] | None = None) -> list[str]:
    """Every step that the case waits for, in its order of precedence; `close` where an open case waits for nothing."""
    if not is_open:
        return []
    instead = {
        "pay_refund": carried or {},
        "start_remake": {one.line_id: _BEFORE_REMAKE[one.kind] for one in deadlines if one.kind in _BEFORE_REMAKE},
        "send_claim": {one.line_id: "await_claim" for one in deadlines if one.kind == CLAIM_OPENS and one.swept_at is None},
        "give_info": {one.line_id: "await_info" for one in deadlines if one.kind == "customer_info_by"},
        "answer_claim": _of_carrier(deadlines, "answer")
        | {one.line_id: "record_platform" for one in deadlines if one.kind == PLATFORM_DECIDES and one.swept_at is not None},
        "credit_claim": _of_carrier(deadlines, "credit"),
    }
    steps = [instead.get(step, {}).get(getattr(line, "id", None), step) for line in lines for step in steps_of_line(line)]
    steps += [_OF_CASE[kind] for kind in sorted({deadline.kind for deadline in deadlines} & _OF_CASE.keys())]
    return sorted({_chased(step, deadlines) for step in steps} or {"close"}, key=_RANK.__getitem__)


def _of_carrier(deadlines: list[Deadline], word: str) -> dict[int | None, str]:
    """The lines whose claim waits for a carrier, and not for a supplier as well."""
    days = {who: {one.line_id for one in deadlines if one.kind == f"{who}_{word}_by"} for who in ("carrier", "supplier")}
    return dict.fromkeys(days["carrier"] - days["supplier"], f"{word}_carrier")


def compute_ball(lines: Iterable[Axes], deadlines: Iterable[Deadline], *, is_open: bool, carried: Mapping[Any, str] | None = None) -> Ball:
    """The one owner, step and date. Nothing to wait for in an open case: the system closes it.

    `carried`: by line id, the step that stands for `pay_refund` where a provider pays (send_refund, ask_provider).
    """
    deadlines = list(deadlines)
    steps = steps_waited(lines, deadlines, is_open=is_open, carried=carried)
    if not steps:
        return Ball("system", "none", None)
    dates = dates_of(steps[0], deadlines)
    return Ball(STEPS[steps[0]][0], steps[0], dates[0].due_at if dates else None)


def carried_in(case: Any, lines: Iterable[Any]) -> dict[Any, str]:
    """Where money is on its way by a provider: by line id, who must do what about it."""
    carried: dict[Any, str] = {}
    if any(line.money == "pending" for line in lines):
        for transfer in settlement.transfers_of_case(case.id):
            if transfer.state in OPEN and carried.get(transfer.line_id) != "ask_provider":
                carried[transfer.line_id] = "ask_provider" if needs_person(transfer) else "send_refund"
    return carried


def steps_of(case: Any) -> list[str]:
    """As steps_waited, of the case's lines, open deadlines and transfers."""
    lines = returns.lines_of_case(case.id)
    return steps_waited(lines, open_deadlines(case.id), is_open=case.closed_at is None, carried=carried_in(case, lines))


def ball_of(case: Any) -> Ball:
    """Computed afresh from the case's lines, open deadlines and, where money is on its way, transfers."""
    lines = returns.lines_of_case(case.id)
    return compute_ball(lines, open_deadlines(case.id), is_open=case.closed_at is None, carried=carried_in(case, lines))
