"""The mails that a step causes: looked at before it is done, with a word of one's own on top."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from makegood.apps.notices import queries as notices
from makegood.base.actor import Actor
from makegood.casefile.telling import add_note, note_left
from makegood.journeys.send_message import send_message
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable

LOOK, NOTE, LONGEST = "look_at_mail", "mail_note", 2000


class Looked(Exception):
    """The step was tried to see what it would write, and is taken back. `letters`: what would go, copied before it is gone."""

    def __init__(self, case_id: int, after: int) -> None:
        super().__init__()
        self.letters = [
            {"to": one.to, "subject": one.subject, "text": one.text, "language": one.language}
            for one in notices.letters_after(case_id, after)
        ]


def with_note(form: QueryDict) -> None:
    """The first mail to the customer that this step causes begins with it. Refuses `note_too_long`."""
    note = storable(form.get(NOTE, "")).strip()
    if len(note) > LONGEST:
        raise Refusal("note_too_long", _("This is too long for a note."), _("Write it as a message."), field=NOTE)
    if note:
        add_note(note)


def send_note_left(case: Any, merchant_id: int, by: Actor, now: datetime) -> None:
    """A step that wrote to nobody: what was typed goes as a message of its own, so that it is not lost."""
    note = note_left()
    if note:
        send_message(merchant_id=merchant_id, case_id=case.id, text=note, by=by, now=now)
