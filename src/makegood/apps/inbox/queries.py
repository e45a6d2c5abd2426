"""Reads of mail that came in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q

from makegood.apps.inbox.models import InboundMail, Mailbox, MailPart
from makegood.apps.inbox.words import SERVICES
from makegood.base.evidence import read
from makegood.base.timeline import TimelineLine, lines_of
from makegood.kernel.refusal import Refusal

ALWAYS_SHOWN = ("case", "order", "declaration", "declaration__case", "notice", "answer")


def mail_of(public_id: str) -> InboundMail:
    """By public id. Refuses `mail_unknown`."""
    found: InboundMail | None = InboundMail.objects.filter(public_id=public_id).select_related(*ALWAYS_SHOWN).first()
    if found is None:
        raise Refusal("mail_unknown", "There is no such mail.", "Reload the page.", status=404)
    return found


def mail_by_id(mail_id: int) -> InboundMail | None:
    found: InboundMail | None = InboundMail.objects.select_related("raw").filter(id=mail_id).first()
    return found


def raw_of(mail: InboundMail) -> bytes:
    """The bytes as they came. Refuses `evidence_erased`."""
    if mail.raw is None:
        raise Refusal("evidence_erased", "This mail is no longer kept.", "Nothing can be done about it.", status=410)
    return read(mail.raw)


def parts_of(mail_id: int) -> list[MailPart]:
    return list(MailPart.objects.filter(mail_id=mail_id).select_related("file").order_by("position"))


def waiting(limit: int = 100) -> list[InboundMail]:
    """Those that a person has to look at, the earliest answer first."""
    found = InboundMail.objects.filter(state="waiting", erased_at=None).select_related("case", "order")
    return list(found.order_by("answer_by", "id")[:limit])


def mails_page(*, state: str = "", before: int | None = None, sender_key: str = "", limit: int = 50) -> list[InboundMail]:
    """The newest first; "" lets everything through."""
    found = InboundMail.objects.select_related("case", "order", "declaration")
    if state:
        found = found.filter(state=state)
    if sender_key:
        found = found.filter(from_key=sender_key)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found.order_by("-id")[:limit])


def counts() -> dict[str, int]:
    """How many mails stand in each state."""
    rows: Any = InboundMail.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def left_over(*, before: datetime, limit: int = 50) -> list[tuple[int, int]]:
    """(shop, id) of mails that were kept before this moment and not read since."""
    found = InboundMail.objects.filter(state="taken", taken_at__lt=before).order_by("taken_at", "id")
    return list(found.values_list("merchant_id", "id")[:limit])


def mails_of_case(case_id: int) -> list[InboundMail]:
    return list(InboundMail.objects.filter(case_id=case_id, erased_at=None).select_related("raw").order_by("arrived_at", "id"))


def mails_of_declaration(declaration_id: int) -> list[InboundMail]:
    return list(InboundMail.objects.filter(declaration_id=declaration_id).order_by("id"))


def mails_about(*, order_id: int, case_ids: Iterable[int], declaration_ids: Iterable[int], sender_keys: Iterable[str]) -> list[InboundMail]:
    """Every mail of an order, its cases and declarations, and those of these senders that nobody tied to another order."""
    ours = Q(order_id=order_id) | Q(case_id__in=list(case_ids)) | Q(declaration_id__in=list(declaration_ids))
    loose = Q(from_key__in=[key for key in sender_keys if key], order=None, case=None) & (Q(declaration=None) | Q(declaration__order=None))
    return list(InboundMail.objects.filter(ours | loose).select_related("answer").order_by("id"))


def mail_with_id(message_keys: list[str]) -> InboundMail | None:
    """The newest mail whose Message-ID is one of these (as keyed digests)."""
    found: InboundMail | None = InboundMail.objects.filter(message_key__in=message_keys).order_by("-id").first() if message_keys else None
    return found


def mail_answered_by(notice_id: int) -> InboundMail | None:
    found: InboundMail | None = InboundMail.objects.filter(answer_id=notice_id).first()
    return found


def loose_since(before: datetime, *, states: tuple[str, ...], limit: int = 500) -> list[int]:
    """Ids of mails in these states that belong to no order and came before this moment; the oldest first."""
    found = InboundMail.objects.filter(order=None, case=None, declaration=None, erased_at=None, arrived_at__lt=before, state__in=states)
    return list(found.order_by("arrived_at", "id").values_list("id", flat=True)[:limit])


def mails_by_id(ids: list[int]) -> list[InboundMail]:
    return list(InboundMail.objects.filter(id__in=ids).order_by("id"))


def timeline_of(mail_id: int) -> list[TimelineLine]:
    return list(lines_of(f"mail:{mail_id}"))


def mailbox() -> Mailbox | None:
    """Where the unit's shop gets its mail, if it said so."""
    found: Mailbox | None = Mailbox.objects.first()
    return found


def mailboxes_to_ask() -> list[int]:
    """Ids of the unit's shops whose mailbox is asked by us."""
    return list(Mailbox.objects.filter(way="imap").exclude(host="").order_by("checked_at").values_list("merchant_id", flat=True))


def is_called(box: Mailbox | None, way: str) -> bool:
    return box is not None and box.way == way and way in SERVICES
