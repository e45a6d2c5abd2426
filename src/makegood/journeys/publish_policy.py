"""The shop makes a new promise."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.policies import operations as policies
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

FARTHEST = timedelta(days=5 * 366)


def publish_policy(
    *,
    merchant_id: int,
    text: str,
    by: Actor,
    now: datetime,
    from_at: datetime | None = None,
    note: str = "",
    checked: Mapping[str, Any] | None = None,
    draft: bool = False,
) -> Any:
    """The PolicyVersion, in force from `from_at` (now). `checked`: what `check_policy` said of this text; `draft`: it was the draft, which goes.

    Refuses `policy_invalid` with every error, `below_floor` and `policy_gap` where the check blocks, `from_past` and `from_far`.
    """
    if from_at is not None and from_at < now:
        raise Refusal("from_past", "A promise can't begin in the past.", "Choose today or a later day.", field="from_on")
    if from_at is not None and from_at > now + FARTHEST:
        raise Refusal("from_far", "A promise can't begin so far ahead.", "Choose a day within the next five years.", field="from_on")
    if checked is not None:
        _stand(checked)
    with unit(merchants=[merchant_id], by=by):
        version = policies.publish(text=text, by=by, now=now, from_at=from_at, note=note.strip()[:500])
        if draft:
            policies.drop_draft()
        return version


def _stand(checked: Mapping[str, Any]) -> None:
    """What is below the law where the law is sure is not promised (promise.md, section 2)."""
    blocked = [one for one in checked["below_floor"] if one["level"] == "block"]
    if blocked:
        more = f" And {len(blocked) - 1} more." if len(blocked) > 1 else ""
        raise Refusal(
            "below_floor", blocked[0]["sentence"] + more, "Change the rule that is named, or leave it to the law.", below_floor=blocked
        )
    if checked["gaps"]:
        raise Refusal(
            "policy_gap", checked["gaps"][0]["message"], "Add a rule for it, or one that sends the rest to a person.", gaps=checked["gaps"]
        )
