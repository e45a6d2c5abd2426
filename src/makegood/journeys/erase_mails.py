"""Mails that belong to no order, and that nothing asks to be kept any longer, lose their words and originals."""

from datetime import datetime

from django.db import transaction

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox import queries
from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.returns.operations import erasing
from makegood.base import evidence, timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def erase_mails(*, merchant_id: int, mail_ids: list[int], by: Actor, now: datetime) -> int:
    """How many held words. What waits for a person, or belongs to an order, stays whatever was asked."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        found = [
            one for one in queries.mails_by_id(mail_ids)
            if one.state not in ("taken", "waiting") and not (one.order_id or one.case_id or one.declaration_id)
        ]  # fmt: skip
        answers = [one.answer.public_id for one in found if one.answer]
        count, files = inbox.erase_mails(found, now=now)
        notices.erase_notices([], named=answers, now=now)
        paths = evidence.erase(erasing.shown_nowhere_else(files, []), now=now)
        if count:
            timeline.note(f"shop:{merchant_id}", "mails.let_go", by=by, now=now, count=count)
        transaction.on_commit(lambda: evidence.remove(paths))
        return count
