"""Somebody can't find their order and writes to the shop."""

from datetime import datetime
from typing import Any

from makegood.apps.orders.operations import finding
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.unit import unit
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

LONGEST = 2_000


def write_inquiry(
    *, merchant_id: int, number: str, contact: str, reply_to: str, text: str, language: str, now: datetime, by: Actor = CUSTOMER
) -> Any:
    """The Inquiry, with what was typed in vain. Refuses `message_empty`, `message_too_long`."""
    with unit(merchants=[merchant_id], by=by):
        if not (text.strip() or number.strip() or contact.strip()):
            raise Refusal("message_empty", "There is nothing written yet.", "Write a sentence.", field="text")
        if len(text) > LONGEST:
            raise Refusal("message_too_long", f"The message is longer than {LONGEST} characters.", "Shorten it.", field="text")
        made = finding.add_inquiry(
            number=number.strip()[:60], contact=contact.strip()[:254], reply_to=reply_to.strip()[:254], text=text.strip(), language=language,
            now=now,
        )  # fmt: skip
        timeline.note(f"inquiry:{made.public_id}", "inquiry.written", by=by, now=now, subject=made.public_id, digest=digest_of([now, text]))
        return made
