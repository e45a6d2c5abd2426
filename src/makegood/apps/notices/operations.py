"""Writes of notices: written with what they tell of, sent by a sweep."""

import re
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from makegood.apps.notices.addresses import address_key
from makegood.apps.notices.models import AccountMail, BadAddress, MailServer, Notice, NoticeText
from makegood.apps.notices.ports import RecordCheck
from makegood.apps.notices.proving import verdict
from makegood.apps.notices.queries import bad_addresses, own_text
from makegood.apps.notices.quiet import held_until, hours_of
from makegood.apps.notices.stages import stage_of
from makegood.apps.notices.words import LAW_ASKS
from makegood.apps.notices.writing import plain_values, words_of
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later, write_waiting
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.kernel.ids import new_public_id

_LINK = re.compile(r"https?://\S+/s/[\w-]+/case/\S+")
LONGEST_SUBJECT = 150  # letters; the column takes 200
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=3), timedelta(hours=12))


def write_notice(
    *, kind: str, case: Any, audience: str, to: str, language: str, context: dict[str, Any], by: Actor, now: datetime,
    not_before: datetime | None = None, zone: str = "",
) -> Notice:  # fmt: skip
    """Write what `notices/stages/<kind>.py` says, or the shop in its place, in `language`. `context`: plain values; amounts as (minor,
    currency), days as dates.

    Without an address the notice is kept as `unsendable`: it stands on the case page all the same. It is sent after `not_before`, and,
    where `zone` is given and the kind can wait, not in its quiet hours. A shop's text that can't be used stops nothing: ours goes.
    """
    stage, shop = stage_of(kind), merchant_of(sole_merchant_id() if case is None else case.merchant_id)
    own = own_text(shop, kind, language)
    words = words_of(kind, context, language=language, own=(own.subject, own.text) if own else None)
    if own is not None and words.trouble:
        own.trouble, own.trouble_at, own.trouble_case = words.trouble[:80], now, "" if case is None else case.public_id
        change_later(own, "trouble", "trouble_at", "trouble_case")
    if zone and not stage.at_once:
        held = held_until(now=now, zone=zone, hours=hours_of(shop.settings), by=_day(context.get(stage.by)))
        not_before = max((one for one in (held, not_before) if one is not None), default=None)
    made = _write(
        kind=kind, case=case, audience=audience, to=to, language=language, subject=words.subject, text=words.text, by=by, now=now,
        not_before=not_before, said=plain_values(context), own_text=own.version if own is not None and not words.trouble else None,
    )  # fmt: skip
    if context.get("note") and case is not None:
        timeline.note(f"case:{case.id}", "mail.note_added", by=by, now=now, subject=made.public_id)
    return made


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


def write_message(
    *, case: Any, audience: str, to: str, language: str, subject: str, text: str, by: Actor, now: datetime, direction: str = "out"
) -> Notice:
    """Words that a person wrote. `direction="in"` came to us: it is kept, nothing is sent."""
    return _write(
        kind="message",
        case=case,
        audience=audience,
        to=to,
        language=language,
        subject=subject,
        text=text,
        by=by,
        now=now,
        direction=direction,
    )


def _short(subject: str) -> str:
    """A subject line that mail programs show whole; the item's full name stands in the text."""
    return subject if len(subject) <= LONGEST_SUBJECT else subject[: LONGEST_SUBJECT - 2].rstrip() + " …"


def _write(*, case: Any, to: str, subject: str, by: Actor, now: datetime, direction: str = "out", **what: Any) -> Notice:
    state = "sent" if direction == "in" else "pending" if to else "unsendable"
    made = Notice(
        merchant_id=sole_merchant_id() if case is None else case.merchant_id,
        public_id=new_public_id("ntc"),
        case_id=None if case is None else case.id,
        to=to,
        subject=_short(subject),
        direction=direction,
        state=state,
        made_at=now,
        sent_at=now if direction == "in" else None,
        actor=str(by),
        **what,
    )
    add_later(made)
    return made


def take_batch(*, now: datetime, limit: int = 20) -> list[Notice]:
    """Take notices that wait, for one try each: their next try is put off first, so that a killed sender loses nothing.

    SKIP LOCKED: two senders never take the same one. What would go to an address that mails do not reach ends here (bad_addresses).
    """
    waiting = Notice.objects.filter(state="pending", made_at__lte=now).exclude(not_before__gt=now)
    held = waiting.select_related("case").select_for_update(skip_locked=True, of=("self",))
    taken = list(held.order_by("made_at", "id")[:limit])
    marks = bad_addresses([one.to for one in taken])
    for one in taken:
        mark = marks.get(address_key(one.to))
        if mark == "bounce" or (mark == "complaint" and one.kind not in LAW_ASKS):
            one.state, one.problem = ("failed", "address_bounced") if mark == "bounce" else ("unsendable", "address_complained")
    free = [one for one in taken if one.state == "pending"]
    _put_off(free, now)
    Notice.objects.bulk_update(taken, ["not_before", "attempts", "state", "problem"])
    return free


def mark_address(address: str, *, kind: str, detail: str, now: datetime) -> None:
    """`kind`: bounce or complaint; a complaint does not take back that nobody is there."""
    made = {"kind": kind, "detail": detail[:200], "since": now}
    known, is_new = BadAddress.objects.get_or_create(merchant_id=sole_merchant_id(), address_key=address_key(address), defaults=made)
    if not is_new and known.kind == "complaint" and kind == "bounce":
        BadAddress.objects.filter(id=known.id).update(**made)


def mark_address_of(notice_id: int, *, detail: str, now: datetime) -> None:
    """The address of this notice reaches nobody."""
    for to in Notice.objects.filter(id=notice_id).exclude(to="").values_list("to", flat=True):
        mark_address(to, kind="bounce", detail=detail, now=now)


def free_address(address: str) -> None:
    """A person says that it is right: mails go there again."""
    BadAddress.objects.filter(address_key=address_key(address)).delete()


def came_back(notice: Notice, *, kind: str, final: bool, detail: str, now: datetime) -> bool:
    """A mail that had left came back or was complained of; True where this is news. What is not final is tried again, later."""
    problem = f"bounced: {detail}"[:200] if detail else "bounced"
    if kind == "complaint":
        mark_address(notice.to, kind="complaint", detail=detail, now=now)
        return bool(
            Notice.objects.filter(id=notice.id).exclude(problem__startswith="address_complained").update(problem="address_complained")
        )
    if final:
        mark_address(notice.to, kind="bounce", detail=detail, now=now)
        return bool(Notice.objects.filter(id=notice.id, state__in=("sent", "pending")).update(state="failed", problem=problem))
    if notice.attempts >= len(BACK_OFF):
        return bool(Notice.objects.filter(id=notice.id, state="sent").update(state="failed", problem=problem))
    later = now + BACK_OFF[-2]
    return bool(Notice.objects.filter(id=notice.id, state="sent").update(state="pending", not_before=later, problem=problem))


def _put_off(taken: list[Any], now: datetime) -> None:
    for one in taken:
        one.not_before = now + BACK_OFF[min(one.attempts, len(BACK_OFF) - 1)]
        one.attempts += 1


def record_sent(notice_id: int, *, now: datetime) -> None:
    Notice.objects.filter(id=notice_id, state="pending").update(state="sent", sent_at=now, problem="")


def record_failure(notice_id: int, *, problem: str, final: bool) -> None:
    """Keep why a try failed; the last try, or a final reason, ends it as failed: a person sees it on the desk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notices_notice SET problem = %s, state = CASE WHEN %s OR attempts >= %s THEN 'failed' ELSE state END "
            "WHERE id = %s AND merchant_id = ANY (NULLIF(current_setting('app.merchants', true), '')::bigint[]) AND state = 'pending'",
            [problem[:200], final, len(BACK_OFF), notice_id],
        )


def retry(notice_id: int) -> None:
    """A person tries again: the count starts anew, and the address counts as right."""
    for to in Notice.objects.filter(id=notice_id, state="failed").values_list("to", flat=True):
        free_address(to)
    Notice.objects.filter(id=notice_id, state="failed").update(state="pending", attempts=0, not_before=None, problem="")


def readdress(case_id: int, *, old: str, to: str, swap: tuple[str, str]) -> int:
    """What has not left yet goes to `to`, and what had no address leaves now: how many. `swap`: (old token, new token) in their words."""
    write_waiting()
    moved = 0
    waiting = Notice.objects.filter(case_id=case_id, audience="customer", direction="out", state__in=("pending", "failed", "unsendable"))
    for notice in waiting.filter(to__in=("", old)):
        notice.to, notice.state, notice.attempts, notice.not_before, notice.problem = to, "pending", 0, None, ""
        names = ["to", "state", "attempts", "not_before", "problem"]
        if swap[0] and notice.erased_at is None:
            notice.text = notice.text.replace(swap[0], swap[1])
            names.append("text")
        change_later(notice, *names)
        moved += 1
    return moved


def send_again(case_id: int, *, to: str, link: str, by: Actor, now: datetime) -> int:
    """A copy, once, of each letter that went to another address, with the link that opens today: how many."""
    write_waiting()
    sent = Notice.objects.filter(case_id=case_id, audience="customer", direction="out", state="sent", erased_at=None).exclude(to__iexact=to)
    done = set(Notice.objects.filter(case_id=case_id).exclude(again=None).values_list("again_id", flat=True))
    copies = [
        Notice(
            merchant_id=one.merchant_id, public_id=new_public_id("ntc"), case_id=case_id, again=one, kind=one.kind, audience=one.audience, to=to,
            language=one.language, subject=one.subject, said=one.said, text=_LINK.sub(link or "", one.text), made_at=now, actor=str(by),
        )
        for one in sent.order_by("id")
        if one.id not in done
    ]  # fmt: skip
    add_later(*copies)
    return len(copies)


def join_case(case_id: int, into_id: int) -> None:
    """The notices of a case that was joined into another stand there."""
    for notice in Notice.objects.filter(case_id=case_id):
        notice.case_id = into_id
        change_later(notice, "case")


def write_account_mail(*, person_id: int, kind: str, link: Any, now: datetime) -> AccountMail:
    """A mail about a person's own account; its text is made when it is taken."""
    return AccountMail.objects.create(public_id=new_public_id("ntc"), person_id=person_id, kind=kind, link=link, made_at=now)


def take_account_mails(*, now: datetime, limit: int = 20) -> list[AccountMail]:
    """As take_batch, of those that belong to no shop."""
    waiting = AccountMail.objects.filter(state="pending", made_at__lte=now).exclude(not_before__gt=now).select_related("person", "link")
    taken = list(waiting.select_for_update(skip_locked=True, of=("self",)).order_by("made_at", "id")[:limit])
    _put_off(taken, now)
    AccountMail.objects.bulk_update(taken, ["not_before", "attempts"])
    return taken


def account_mail_sent(mail_id: int, *, now: datetime) -> None:
    AccountMail.objects.filter(id=mail_id, state="pending").update(state="sent", sent_at=now, problem="")


def account_mail_failed(mail_id: int, *, problem: str, final: bool) -> None:
    mail = AccountMail.objects.select_for_update().filter(id=mail_id, state="pending").first()
    if mail is not None:
        mail.problem, mail.state = problem[:200], "failed" if final or mail.attempts >= len(BACK_OFF) else "pending"
        mail.save(update_fields=["problem", "state"])


LEARNED = ("selector", "signing_domain", "envelope_domain", "sending_ip")


def set_mail_server(*, merchant_id: int, now: datetime, **fields: Any) -> MailServer:
    """The shop's one row; what it was tested as holds no longer. What was learnt and proven holds for the same server and the same domain."""
    old: MailServer | None = MailServer.objects.first()
    anew: dict[str, Any] = {"changed_at": now, "tested_at": None, "tested_as": ""}
    if old is None or old.host != fields["host"] or _domain_of(old.sender) != _domain_of(fields["sender"]):
        anew |= dict.fromkeys(LEARNED, "") | {"checks": [], "checked_at": None, "answered_at": None, "proven_at": None, "lost_at": None}
    made: MailServer = MailServer.objects.update_or_create(merchant_id=merchant_id, defaults={**fields, **anew})[0]
    return made


def _domain_of(address: str) -> str:
    return address.rpartition("@")[2].lower()


def record_mail_test(*, now: datetime, outcome: str) -> None:
    MailServer.objects.update(tested_at=now, tested_as=outcome[:200])


def learn_way(**known: str) -> None:
    """What is known of the way now (LEARNED); it is looked up anew."""
    MailServer.objects.update(**{name: known[name] for name in LEARNED if name in known}, checked_at=None)


def record_checks(server: MailServer, checks: tuple[RecordCheck, ...], *, now: datetime) -> str:
    """Keep what DNS said and what follows from it; returns proving.verdict's word."""
    found = verdict([one.state for one in checks], proven=server.proven_at is not None, answered_at=server.answered_at, now=now)
    server.checks, server.checked_at = [asdict(one) for one in checks], now
    if found != "silent":
        server.answered_at = now
    if found == "proven":
        server.proven_at, server.lost_at = server.proven_at or now, None
    elif found == "lost":
        server.proven_at, server.lost_at = None, now
    server.save(update_fields=["checks", "checked_at", "answered_at", "proven_at", "lost_at"])
    return found


def erase_notices(case_ids: list[int], *, named: list[str], now: datetime) -> int:
    """The letters of these cases, and those with these public ids, lose their words and addresses; what had not left never leaves. How many."""
    write_waiting()
    found = Notice.objects.filter(Q(case_id__in=case_ids) | Q(public_id__in=named), erased_at=None)
    found.filter(state="pending").update(state="unsendable")
    return int(found.update(to="", subject="", text="", said={}, problem="", erased_at=now))


def add_text(*, merchant_id: int, kind: str, language: str, subject: str, text: str, by: Actor, now: datetime) -> NoticeText:
    """The next version; empty: back to ours."""
    newest = NoticeText.objects.filter(kind=kind, language=language).order_by("-version").first()
    made: NoticeText = NoticeText.objects.create(
        merchant_id=merchant_id, kind=kind, language=language, version=newest.version + 1 if newest else 1, subject=subject, text=text,
        made_at=now, actor=str(by),
    )  # fmt: skip
    return made
