"""A person writes to the customer, or the customer to the shop."""

from datetime import datetime
from typing import Any

from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import keep_or_break, open_deadlines
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

LONGEST = 5_000


def send_message(*, merchant_id: int, case_id: int, text: str, by: Actor, now: datetime) -> Any:
    """From staff: a mail to the customer. From the customer: a message on the case. Refuses `message_empty`, `message_too_long`."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        if not text.strip():
            raise Refusal("message_empty", "There is nothing written yet.", "Write a sentence.", field="text")
        if len(text) > LONGEST:
            raise Refusal("message_too_long", f"The message is longer than {LONGEST} characters.", "Shorten it.", field="text")
        telling = Telling(case, order, now=now)
        timeline.note(
            f"case:{case.id}", "message.written", by=by, now=now, subject=case.public_id, digest=digest_of([case.public_id, now, text])
        )
        if by.kind == "customer":
            return notices.write_message(
                case=case, audience="shop", to="", language=case.language, subject="", text=text, by=by, now=now, direction="in"
            )
        if any(one.kind == "mail_answer_by" for one in open_deadlines(case.id)):
            keep_or_break(now=now, case_id=case.id, kind="mail_answer_by")
            pass_ball(case, keep=returns.keep_ball, now=now)
        return notices.write_notice(kind="message", context=telling.context(text=text), **telling.to_customer(by))
