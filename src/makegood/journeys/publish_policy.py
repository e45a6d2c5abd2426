"""The shop makes a new promise."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.policies import operations as policies
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.claiming import waits_for_ever
from makegood.kernel.refusal import Refusal
from makegood.policy.rules import load_policy

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

    Refuses `policy_invalid` with every error, `below_floor` and `policy_gap` where the check blocks, `from_past` and `from_far`, and
    `refund_waits_for_ever` where money would wait for a supplier who waits for the money.
    """
    if from_at is not None and from_at < now:
        raise Refusal("from_past", "A promise can't begin in the past.", "Choose today or a later day.", field="from_on")
    if from_at is not None and from_at > now + FARTHEST:
        raise Refusal("from_far", "A promise can't begin so far ahead.", "Choose a day within the next five years.", field="from_on")
    if checked is not None:
        _stand(checked)
    with unit(merchants=[merchant_id], by=by):
        _stand_apart(text, (from_at or now).date())
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


def _stand_apart(text: str, on: date) -> None:
    found = waits_for_ever(load_policy(text), suppliers.current_agreements(on))
    if found:
        rule, code = found[0]
        message = _(
            "The rule %(rule)s keeps the refund until %(supplier)s has paid, and %(supplier)s pays only once the customer was refunded."
        )
        remedy = _("Release the refund on something else there, such as approval or inspection.")
        raise Refusal("refund_waits_for_ever", message % {"rule": rule, "supplier": code}, remedy, status=422, rule=rule, supplier=code)
