"""What became of a mail that waited: a case was opened from it, it is a declared withdrawal, or nothing follows from it."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox import queries as mails
from makegood.apps.inbox.words import ENDED_AS
from makegood.apps.returns import operations as returns
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.mail_place import answer_by
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

WAITS = ("waiting", "spam", "aside", "ended")
LONGEST_NOTE = 400


def settle_mail(
    *, merchant_id: int, mail_id: int, state: str, by: Actor, now: datetime, case: Any = None, declaration: Any = None, reason: str = "",
    note: str = "",
) -> Any:  # fmt: skip
    """`state`: opened (with its `case`, to which what the mail shows is added), declared (with its `declaration`), ended (with a `reason` of
    words.ENDED_AS), or waiting (a person looks after all). Refuses `mail_settled`, `reason_missing`, `message_too_long`.
    """
    with unit(merchants=[merchant_id], by=by):
        if case is not None:
            hold_case(case_id=case.id, now=now)
        mail = inbox.lock_mail(mail_id)
        if mail.state not in WAITS or mail.erased_at is not None or (state == "opened" and mail.notice_id is not None):
            raise Refusal("mail_settled", "Somebody has dealt with this mail already.", "Reload the page.", status=409)
        if state == "ended":
            if reason not in ENDED_AS:
                raise Refusal("reason_missing", "Say why nothing follows from it.", "Choose a reason.", field="reason")
            if len(note) > LONGEST_NOTE:
                raise Refusal("message_too_long", f"The note is longer than {LONGEST_NOTE} characters.", "Shorten it.", field="note")
            inbox.move(mail, "ended", by=by, now=now, ended_as=reason, ended_note=storable(note).strip(), ended_at=now)
            return mail
        if state == "waiting":
            due = mail.answer_by or answer_by(now, merchant_of(merchant_id))
            inbox.move(mail, "waiting", by=by, now=now, answer_by=due, ended_at=None, ended_as="")
            return mail
        if state == "opened":
            shown: list[tuple[int | None, int | None, str]] = [
                (None, one.file_id, "photo") for one in mails.parts_of(mail.id) if one.file_id
            ]
            if shown:
                returns.add_evidence(case=case, shown=shown, by=CUSTOMER, now=now)
            inbox.move(mail, "opened", by=by, now=now, case=case, order_id=case.order_id, ended_at=now)
            return mail
        assert state == "declared" and declaration is not None
        inbox.move(mail, "declared", by=by, now=now, declaration=declaration, order_id=declaration.order_id, ended_at=now)
        return mail
