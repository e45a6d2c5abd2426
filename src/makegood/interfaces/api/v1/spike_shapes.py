"""What the API shows of spikes and corrective actions."""

from datetime import datetime
from typing import Any

from makegood.apps.quality import queries
from makegood.apps.quality.words import LIVE
from makegood.insight.effects import effect_of
from makegood.insight.shares import Share
from makegood.interfaces.api.v1.scorecard_shapes import share
from makegood.interfaces.api.v1.shapes import moment


def spike(one: Any) -> dict[str, Any]:
    return {
        "id": one.public_id, "about": one.about, "key": one.key, "title": one.title, "state": one.state, "since_on": moment(one.since_on),
        "before": share(Share(one.before_of, one.before_total)), "after": share(Share(one.after_of, one.after_total)), "chance": one.chance,
        "splits": [_split(split) for split in one.splits], "found_at": moment(one.found_at),
        "decide_by": moment(one.decide_by) if one.state in LIVE else None, "paused_at": moment(one.paused_at),
        "batch_asked_at": moment(one.batch_asked_at), "why_not": one.why_not or None, "ended_at": moment(one.ended_at),
    }  # fmt: skip


def _split(one: dict[str, Any]) -> dict[str, Any]:
    parts = [{"value": part["value"] or None, "share": share(Share(part["of"], part["total"]))} for part in one["parts"]]
    return {"by": one["by"], "verdict": one["verdict"], "value": one["value"] or None, "parts": parts}


def with_actions(one: Any, *, now: datetime) -> dict[str, Any]:
    return spike(one) | {"actions": [_action(one, action, now) for action in queries.actions_of(one)]}


def _action(one: Any, action: Any, now: datetime) -> dict[str, Any]:
    found = {
        "id": action.public_id, "what": action.what, "who": action.who, "from_on": moment(action.from_on), "from_batch": action.from_batch or None,
        "due_on": moment(action.due_on), "begun_at": moment(action.begun_at), "ended_at": moment(action.ended_at),
    }  # fmt: skip
    if action.ended_at is None:
        effect = effect_of(one, action, now=now)
        return found | {"verdict": effect.verdict, "before": share(effect.before), "after": share(effect.after), "needed": effect.needed}
    before, after = Share(action.before_of, action.before_total), Share(action.after_of, action.after_total)
    return found | {"verdict": action.verdict, "before": share(before), "after": share(after), "needed": None}
