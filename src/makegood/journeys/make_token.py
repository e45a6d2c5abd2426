"""A program gets a key to one shop."""

from datetime import datetime

from makegood.apps.parties import operations as parties
from makegood.apps.parties.words import TOKEN_VERBS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def make_token(*, merchant_id: int, name: str, verbs: list[str], by: Actor, now: datetime) -> str:
    """The secret, shown once. Refuses `verb_unknown`."""
    if not verbs or set(verbs) - set(TOKEN_VERBS):
        raise Refusal("verb_unknown", "A token needs verbs of read, write, money, receive.", "Choose some of them.", field="verbs")
    with unit(merchants=[merchant_id], by=by):
        token, secret = parties.make_token(merchant_id=merchant_id, name=name, verbs=verbs, now=now)
        timeline.note(f"shop:{merchant_id}", "token.made", by=by, now=now, subject=f"token:{token.id}", verbs=verbs)
        return secret
