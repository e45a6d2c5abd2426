"""A program gets a key to one shop."""

from datetime import UTC, date, datetime, time, timedelta

from makegood.apps.parties import operations as parties
from makegood.apps.parties.words import TOKEN_VERBS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def make_token(*, merchant_id: int, name: str, verbs: list[str], by: Actor, now: datetime, expires_on: date | None = None) -> str:
    """The secret, shown once. `expires_on`: the last day (UTC) on which it opens. Refuses `verb_unknown`, `date_unreadable`."""
    if not verbs or set(verbs) - set(TOKEN_VERBS):
        raise Refusal("verb_unknown", "A token needs verbs of read, write, money, receive.", "Choose some of them.", field="verbs")
    if expires_on is not None and expires_on < now.date():
        raise Refusal("date_unreadable", "This day is over.", "Choose a later day, or none.", field="expires_on")
    expires_at = None if expires_on is None else datetime.combine(expires_on + timedelta(days=1), time(), UTC)
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        token, secret = parties.make_token(merchant_id=merchant_id, name=name, verbs=verbs, now=now, expires_at=expires_at)
        timeline.note(f"shop:{merchant_id}", "token.made", by=by, now=now, subject=f"token:{token.id}", verbs=verbs)
        return secret


def revoke_token(*, merchant_id: int, token_id: int, by: Actor, now: datetime) -> None:
    """From now on it opens nothing. Refuses `token_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        parties.revoke_token(parties.lock_token(merchant_id, token_id), now=now)
        timeline.note(f"shop:{merchant_id}", "token.revoked", by=by, now=now, subject=f"token:{token_id}")
