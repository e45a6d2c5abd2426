"""A mail that was kept is read, and put where a mark of ours proves that it belongs. The same for mailbox, services, console and sweep."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.reading import Letter, Part, read
from makegood.apps.inbox.reading.guess import Guess, guess_of
from makegood.apps.inbox.reading.nature import nature_of, report_of
from makegood.apps.inbox.reading.verdict import called_spam, verified_by
from makegood.apps.notices.threads import is_ours
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import attempt, unit
from makegood.casefile.said import Said
from makegood.journeys.declare_withdrawal import declare_withdrawal
from makegood.journeys.land_mail import land_mail
from makegood.journeys.record_bounce import record_bounce
from makegood.journeys.settle_mail import settle_mail
from makegood.journeys.sort_mail import sort_mail
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.security import may_try
from makegood.web.uploads import clean_picture

log = logging.getLogger(__name__)
MOST_PICTURES, SMALL = 20, 20_000  # of one mail; bytes of what stands in a signature
MOST_RECEIPTS, PER = 3, timedelta(hours=1)  # to one address: whoever forges it must not make us write to somebody again and again
OLD = timedelta(days=14)  # what lay in a mailbox longer before it was connected is read by a person, who knows what became of it
_OF_OUTLOOK = re.compile(r"image\d{3}\.(?:png|gif|jpe?g)\Z", re.I)
_PICTURES = {
    "picture_heic": "picture_heic", "no_picture": "no_picture", "picture_too_large": "picture_too_large", "file_too_large": "file_too_large",
}  # fmt: skip


def read_in(*, merchant_id: int, mail_id: int, now: datetime) -> None:
    """Raises nothing that a sweep could not meet again: what can't be read waits for a person with its original."""
    try:
        _read_in(merchant_id, mail_id, now)
    except Exception:
        log.exception("a mail could not be read", extra={"mail": mail_id})
        with unit(merchants=[merchant_id], by=SYSTEM):
            sort_mail(
                merchant_id=merchant_id, mail_id=mail_id, letter=Letter(problem="unreadable"), parts=[], nature="person", verified="none",
                is_spam=False, kinds=(), withdraws=False, language="", by=SYSTEM, now=now,
            )  # fmt: skip


def _read_in(merchant_id: int, mail_id: int, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=SYSTEM):
        found = inbox.mail_by_id(mail_id)
        if found is None or found.state != "taken":
            return
        box, raw, told = inbox.mailbox(), inbox.raw_of(found), dict(found.told)
    letter = read(raw)
    guess = guess_of(letter.subject, letter.text)
    nature = "own" if is_ours(letter.message_id) else nature_of(letter, our_domain=box.address.rpartition("@")[2] if box else "")
    verified = str(told.get("verified") or verified_by(letter.headers, trusted=box.trusted if box else "", sender=letter.from_address))
    is_spam = bool(told.get("spam")) or called_spam(letter.headers)
    with unit(merchants=[merchant_id], by=SYSTEM):
        sorted_as = sort_mail(
            merchant_id=merchant_id, mail_id=mail_id, letter=letter, parts=[_kept(part, place, now) for place, part in enumerate(letter.parts)],
            nature=nature, verified=verified, is_spam=is_spam, kinds=guess.kinds, withdraws=guess.withdraws, language=guess.language, by=SYSTEM,
            now=now,
        )  # fmt: skip
        if sorted_as is None:
            return
        mail, place = sorted_as
        if nature == "report" and (report := report_of(letter)) is not None:
            record_bounce(
                merchant_id=merchant_id,
                kind=report.kind,
                final=report.final,
                message_id=report.ids,
                detail=report.detail,
                by=SYSTEM,
                now=now,
            )
        if mail.state == "waiting":
            _place(mail, place, guess, is_spam=is_spam, now=now)


def _place(mail: Any, place: Any, guess: Guess, *, is_spam: bool, now: datetime) -> None:
    """On its case where that is proven; a clear withdrawal is acknowledged at once. What refuses waits for a person."""
    try:
        with attempt():
            if place.case is not None:
                land_mail(merchant_id=mail.merchant_id, mail_id=mail.id, case_id=place.case.id, by=SYSTEM, now=now)
                follow(merchant_id=mail.merchant_id, case_id=place.case.id, now=now)
        with attempt():
            if guess.withdraws and not is_spam and (place.case is None or place.case.declared_at is None):
                _declare(mail, place, now)
    except Refusal as refusal:
        log.warning("a mail waits for a person", extra={"mail": mail.id, "code": refusal.code})
    except Exception:  # what was read in it stays read
        log.exception("a mail could not be placed", extra={"mail": mail.id})


def _declare(mail: Any, place: Any, now: datetime) -> None:
    """The withdrawal function of a mail: kept and acknowledged at the moment at which it came, decided by nobody. Not where its sender is certainly
    another, or a machine: a person looks, and the mail's own day counts all the same."""
    if mail.verified == "fail" or mail.nature != "person" or now - mail.arrived_at > OLD:
        return
    if not may_try("withdraw-mail", f"{mail.merchant_id}:{mail.from_key}", now=now, most=MOST_RECEIPTS, per=PER):
        return
    named = [order for order, why in place.orders if "number" in why or "quoted" in why]
    number = named[0].number if len(named) == 1 else ""
    said = Said(name=mail.from_name, email=mail.from_address, number=number, goods=mail.text, language=mail.language)
    declaration = declare_withdrawal(merchant_id=mail.merchant_id, said=said, by=CUSTOMER, now=mail.arrived_at, channel="mail")
    if place.case is None:
        settle_mail(merchant_id=mail.merchant_id, mail_id=mail.id, state="declared", declaration=declaration, by=SYSTEM, now=now)


def _kept(part: Part, place: int, now: datetime) -> dict[str, Any]:
    """The columns of an attachment. Pictures go through the same door as everybody's: looked into, drawn anew, the original kept."""
    row: dict[str, Any] = {"position": part.position, "name": part.name, "media_type": part.media_type, "size": len(part.content)}
    if place >= MOST_PICTURES:
        return row | {"problem": "too_many"}
    if part.media_type.startswith("image/") or part.name.lower().endswith((".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif")):
        if _OF_OUTLOOK.match(part.name) and len(part.content) < SMALL:
            return row | {"problem": "decoration"}
        try:
            return row | {"file": clean_picture(SimpleUploadedFile("picture", part.content)).keep(now=now)}
        except Refusal as refusal:
            return row | {"problem": _PICTURES.get(refusal.code, "other")}
    return row | {"problem": "other"}
