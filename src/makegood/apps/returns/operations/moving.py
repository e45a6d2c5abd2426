"""Moves of a line along its axes, and the parting of units whose fates differ."""

from datetime import datetime
from typing import Any

from makegood.apps.returns.models import Case, CaseLine, Choice
from makegood.apps.returns.states import check_step
from makegood.apps.returns.words import AXES
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.base.tenancy import forget
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal


def move_axis(line: CaseLine, axis: str, to: str, *, by: Actor, now: datetime) -> None:
    """The only way along an axis. Refuses `step_not_possible`; staying where one is changes nothing."""
    set_axes(line, {axis: to}, by=by, now=now)


def set_axes(line: CaseLine, steps: dict[str, str], *, by: Actor, now: datetime) -> None:
    """Several axes of one line in one write; each step is checked, and each leaves its timeline line."""
    changed = []
    for axis, to in steps.items():
        state = getattr(line, axis)
        if state == to:
            continue
        check_step(axis, state, to)
        setattr(line, axis, to)
        changed.append(axis)
        _note(line, f"line.{axis}", by, now, was=state, to=to)
    if changed:
        change_later(line, *changed)


def call_back(line: CaseLine, *, by: Actor, now: datetime) -> None:
    """A recall concerns it, whatever it was asked about for."""
    if "recalled" not in line.kinds:
        line.kinds = [*line.kinds, "recalled"]
        change_later(line, "kinds")
        _note(line, "line.called_back", by, now)


def set_fault(line: CaseLine, shares: dict[str, int], *, by: Actor, now: datetime) -> None:
    """Who bears it, in shares of a hundred."""
    if line.fault != shares:
        line.fault = shares
        _note(line, "line.fault", by, now, **shares)
        change_later(line, "fault")


def split_line(line: CaseLine, quantity: int, *, by: Actor, now: datetime) -> CaseLine:
    """Part `quantity` units into a line of their own on the same axes; money and decisions stay with the units they were given for."""
    if not 0 < quantity < line.quantity:
        raise Refusal("split_not_possible", "A part must be less than the whole.", "Choose fewer units.")
    value = line.value_minor * quantity // line.quantity
    part = CaseLine(
        merchant_id=line.merchant_id,
        public_id=new_public_id("cln"),
        case_id=line.case_id,
        order_line_id=line.order_line_id,
        split_from=line,
        quantity=quantity,
        kinds=line.kinds,
        major=line.major,
        value_minor=value,
        root_cause=line.root_cause,
        fault=line.fault,
        **{axis: getattr(line, axis) for axis in AXES},
    )
    part.save()
    forget("case_lines", "choices")
    line.quantity -= quantity
    line.value_minor -= value
    change_later(line, "quantity", "value_minor")
    chosen = Choice.objects.filter(line=line).order_by("-id").first()
    if chosen is not None:  # the same promise holds for the parted units
        add_later(Choice(
            merchant_id=line.merchant_id, line=part, decision_id=chosen.decision_id, remedy=chosen.remedy, offer=chosen.offer,
            chosen_at=chosen.chosen_at, actor=chosen.actor,
        ))  # fmt: skip
    _note(line, "line.split", by, now, part=part.public_id, units=quantity)
    return part


def _note(line: CaseLine, name: str, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(f"case:{line.case_id}", name, by=by, now=now, subject=line.public_id, merchant_id=line.merchant_id, **body)


def assign(case: Case, person_id: int | None) -> None:
    """Who looks after it; `version` counts it as every change."""
    case.assigned_id = person_id
    case.version += 1
    change_later(case, "assigned", "version")


def keep_ball(case: Case, ball: Any) -> None:
    """Keep the computed ball; `version` counts the writes of a case, so that two people can't overwrite each other."""
    case.ball_owner, case.ball_step, case.ball_due_at = ball.owner, ball.step, ball.due_at
    case.version += 1
    change_later(case, "ball_owner", "ball_step", "ball_due_at", "version")
