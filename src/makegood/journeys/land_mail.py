"""A mail becomes a message on its case, and what it shows its evidence."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox import queries as mails
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.deadlines import open_deadlines, set_deadline
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.mail_place import answer_by
from makegood.casefile.passing import pass_ball
from makegood.kernel.digest import digest_of
from makegood.kernel.refusal import Refusal

MOVABLE = ("waiting", "spam", "aside", "ended")


def land_mail(*, merchant_id: int, mail_id: int, case_id: int, by: Actor, now: datetime) -> Any:
    """The InboundMail. The shop has the ball until somebody answers; on a case that is closed the mail itself waits for a person.

    The customer said it, whoever put it there (`by`). Refuses `mail_settled`, `case_merged`.
    """
    with unit(merchants=[merchant_id], by=by):
        case, _ = hold_case(case_id=case_id, now=now)
        if case.merged_into_id is not None:
            raise Refusal("case_merged", "This case was joined into another.", "Put it on that one.", status=409)
        mail = inbox.lock_mail(mail_id)
        if mail.state not in MOVABLE or mail.notice_id is not None or mail.erased_at is not None:
            raise Refusal("mail_settled", "This mail stands on a case already.", "Reload the page.", status=409)
        due = answer_by(mail.arrived_at, merchant_of(merchant_id))
        parts = mails.parts_of(mail.id)
        notice = notices.write_message(
            case=case,
            audience="shop",
            to="",
            language=case.language,
            subject=mail.subject,
            text=mail.text,
            by=CUSTOMER,
            now=now,
            direction="in",
        )
        shown: list[tuple[int | None, int | None, str]] = [(None, part.file_id, "photo") for part in parts if part.file_id]
        if shown:
            returns.add_evidence(case=case, shown=shown, by=CUSTOMER, now=now)
        timeline.note(
            f"case:{case.id}", "message.written", by=CUSTOMER, now=now, subject=case.public_id, mail=mail.public_id,
            digest=digest_of([mail.salt, mail.text]),
        )  # fmt: skip
        if by.kind != "system":
            timeline.note(f"case:{case.id}", "mail.put_here", by=by, now=now, subject=mail.public_id)
        is_open = case.closed_at is None
        if is_open and not any(one.kind == "mail_answer_by" for one in open_deadlines(case.id)):
            set_deadline(
                kind="mail_answer_by", owner="shop", due_at=due, now=now, source="a mail came in", case_id=case.id, subject=mail.public_id
            )
        state = "landed" if is_open else "waiting"
        inbox.move(mail, state, by=by, now=now, case=case, order_id=case.order_id, notice=notice, answer_by=due)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return mail
