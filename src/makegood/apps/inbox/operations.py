"""Writes of mail that came in. No row is ever deleted; words are, when they are erased."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox.models import InboundMail, Mailbox, MailPart
from makegood.apps.inbox.ports import Came, Position
from makegood.apps.inbox.reading.letter import fit, sameness_of
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.evidence import store
from makegood.base.later import add_later, write_waiting
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of, digest_of_bytes, new_salt
from makegood.kernel.ids import new_public_id
from makegood.kernel.refusal import Refusal

MEDIA_TYPE = "message/rfc822"


def keep_raw(came: Came, *, way: str, by: Actor, now: datetime) -> tuple[InboundMail, bool]:
    """(the mail, is it new). Its bytes are on the disk before its row is. A mail that is known is not kept again: it may have been erased."""
    same = sameness_of(came.raw)
    known = InboundMail.objects.filter(sameness=same).first()
    if known is not None:
        return known, False
    file = store(came.raw, MEDIA_TYPE, now=now)
    made, is_new = InboundMail.objects.get_or_create(
        merchant_id=sole_merchant_id(), sameness=same,
        defaults={
            "public_id": new_public_id("iml"), "way": way, "raw": file, "size": len(came.raw), "told": came.told, "salt": new_salt(),
            "arrived_at": min(came.arrived_at, now), "taken_at": now, "problem": came.problem,
        },
    )  # fmt: skip
    if is_new:
        digest = digest_of([made.salt, digest_of_bytes(came.raw)])
        timeline.note(f"mail:{made.id}", "mail.taken", by=by, now=now, subject=made.public_id, digest=digest, way=way, size=made.size)
    return made, is_new


def lock_mail(mail_id: int) -> InboundMail:
    """The root of a mail's chain. Refuses `mail_unknown`."""
    write_waiting()
    found: InboundMail | None = InboundMail.objects.select_for_update(of=("self",)).select_related("raw").filter(id=mail_id).first()
    if found is None:
        raise Refusal("mail_unknown", "There is no such mail.", "Reload the page.", status=404)
    return found


def put_down(mail: InboundMail, letter: Any, parts: list[dict[str, Any]], **known: Any) -> None:
    """What was read in it. `parts`: the columns of MailPart; `known`: further columns."""
    mail.from_address, mail.from_name, mail.subject = letter.from_address, letter.from_name, letter.subject
    mail.text, mail.whole, mail.sent_at = fit(letter.text), fit(letter.whole), letter.sent_at
    mail.problem = mail.problem or letter.problem
    for name, value in known.items():
        setattr(mail, name, value)
    mail.save()
    MailPart.objects.filter(mail_id=mail.id).delete()
    add_later(*(MailPart(merchant_id=mail.merchant_id, mail_id=mail.id, **part) for part in parts))


def move(mail: InboundMail, state: str, *, by: Actor, now: datetime, **changed: Any) -> None:
    """`changed`: columns that change with it; a line of the mail's chain says ids and codes of them."""
    write_waiting()  # what it points to from now on may be as new as this unit
    was, mail.state = mail.state, state
    for name, value in changed.items():
        setattr(mail, name, value)
    mail.save(update_fields=["state", *changed])
    shown = {
        name: getattr(value, "public_id", value) for name, value in changed.items() if name in ("case", "order", "declaration", "notice", "answer", "ended_as", "problem")
    }  # fmt: skip
    timeline.note(
        f"mail:{mail.id}", f"mail.{state}", by=by, now=now, subject=mail.public_id, was=was, **{k: v for k, v in shown.items() if v}
    )


def erase_mails(mails: list[InboundMail], *, now: datetime) -> tuple[int, list[int]]:
    """(how many held words, ids of their files: for base.evidence.erase). What is known of them afterwards: when, by which way, what became of it."""
    write_waiting()
    held = [one for one in mails if one.erased_at is None]
    ids = [one.id for one in held]
    files = [one.raw_id for one in held if one.raw_id]
    pictures = set(MailPart.objects.filter(mail_id__in=ids, file__isnull=False).values_list("file_id", flat=True))
    others = MailPart.objects.filter(file_id__in=pictures, mail__erased_at=None).exclude(mail_id__in=ids)
    files += sorted(pictures - set(others.values_list("file_id", flat=True)))
    MailPart.objects.filter(mail_id__in=ids).update(name="")
    InboundMail.objects.filter(id__in=ids).update(
        from_address="", from_name="", from_key="", message_key="", subject="", text="", whole="", ended_note="", told={}, guess={}, salt="",
        erased_at=now,
    )  # fmt: skip
    return len(held), files


def join_case(case_id: int, into_id: int) -> None:
    """The mails of a case that was joined into another stand there."""
    write_waiting()
    InboundMail.objects.filter(case_id=case_id).update(case_id=into_id)


def set_mailbox(*, merchant_id: int, now: datetime, **fields: Any) -> Mailbox:
    """The shop's one row. Another server or folder is read from its beginning: what is known already is not taken twice."""
    old: Mailbox | None = Mailbox.objects.first()
    anew: dict[str, Any] = {"changed_at": now, "checked_at": None, "checked_as": "", "trouble_since": None}
    if old is None or any(getattr(old, name) != fields.get(name, getattr(old, name)) for name in ("host", "user", "folder", "way")):
        anew |= {"validity": 0, "last_uid": 0}
    made: Mailbox = Mailbox.objects.update_or_create(merchant_id=merchant_id, defaults={**fields, **anew})[0]
    return made


def record_position(position: Position) -> None:
    Mailbox.objects.update(validity=position.validity, last_uid=position.last_uid)


def record_look(*, outcome: str, now: datetime) -> bool:
    """How a look at the mailbox ended; True where that is news."""
    box: Mailbox | None = Mailbox.objects.first()
    if box is None:
        return False
    is_good, was_good = outcome == "good", box.checked_as in ("good", "")
    box.checked_at, box.checked_as = now, outcome[:200]
    box.trouble_since = None if is_good else box.trouble_since or now
    box.save(update_fields=["checked_at", "checked_as", "trouble_since"])
    return is_good != was_good
