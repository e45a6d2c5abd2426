"""A mail that had left came back, was delayed on its way, or was called unwanted by whoever got it."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.threads import notices_in_reference
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_bounce(
    *, merchant_id: int, kind: str, final: bool, by: Actor, now: datetime, notice_id: str = "", message_id: str = "", detail: str = ""
) -> bool:
    """True where it is news; False where no such mail of this shop is known, or it was said before.

    `notice_id`: its public id; or `message_id`: a header in which its Message-ID stands. `kind`: bounce, complaint or delay (which changes
    nothing: a mail on its way is the servers' affair). A final bounce ends automatic mails to the address and puts the letter before a
    person, on Today and on its case; one that is not final is tried again. A complaint leaves only what somebody is owed in writing.
    """
    with unit(merchants=[merchant_id], by=by):
        names = [notice_id] if notice_id else notices_in_reference(message_id)
        notice = next((found for name in names if (found := queries.notice_of(name)) is not None), None)
        if notice is None or notice.direction != "out" or kind == "delay" or not notice.to:
            return False
        words = " ".join("".join(letter if letter.isprintable() else " " for letter in detail).split())[:160]
        if not notices.came_back(notice, kind=kind, final=final, detail=words, now=now):
            return False
        chain = f"notice:{notice.id}" if notice.case_id is None else f"case:{notice.case_id}"
        name = "notice.complained" if kind == "complaint" else "notice.bounced"
        timeline.note(chain, name, by=by, now=now, subject=notice.public_id, final=final)
        return True
