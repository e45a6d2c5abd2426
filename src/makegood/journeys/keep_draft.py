"""A change to what the shop is thinking of promising; nothing in force changes."""

from datetime import datetime

from makegood.apps.policies import operations as policies
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal
from makegood.policy.draft import read_draft
from makegood.policy.rules import MOST_RULES
from makegood.policy.words_of_yaml import LARGEST


def keep_draft(*, merchant_id: int, text: str, edition: int, by: Actor, now: datetime) -> int:
    """The draft's new edition; a rule in it may still be wrong. `edition`: the one that was changed, 0 where there was none.

    Refuses `draft_changed` (somebody else was first), `draft_too_large`, and `policy_invalid` where it is no list of rules at all.
    """
    if len(text) > LARGEST or len(read_draft(text).rules) > MOST_RULES:
        raise Refusal("draft_too_large", "This is more than a promise can hold.", f"At most {MOST_RULES:,} rules and a megabyte of text.")
    with unit(merchants=[merchant_id], by=by):
        return policies.keep_draft(text=text, edition=edition, by=by, now=now)
