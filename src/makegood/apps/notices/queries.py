"""Reads of notices."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from makegood.apps.notices.addresses import address_key
from makegood.apps.notices.models import BadAddress, MailServer, Notice, NoticeText
from makegood.apps.notices.ports import DomainQuestion
from makegood.apps.notices.proving import is_due
from makegood.base.tenancy import Merchant


def notices_of_case(case_id: int, *, audience: str | None = None) -> list[Notice]:
    """Oldest first."""
    found = Notice.objects.filter(case_id=case_id)
    return list((found if audience is None else found.filter(audience=audience)).order_by("made_at", "id"))


def newest_of_case(case_id: int) -> int:
    """The id of its newest letter; 0 where there is none."""
    found: int | None = Notice.objects.filter(case_id=case_id).order_by("-id").values_list("id", flat=True).first()
    return found or 0


def letters_after(case_id: int, notice_id: int) -> list[Notice]:
    """What was written in a case since that letter."""
    return list(Notice.objects.filter(case_id=case_id, id__gt=notice_id, direction="out").order_by("id"))


def failed_notices() -> list[Notice]:
    """Those that a person should look at: failed for good, or without an address."""
    return list(Notice.objects.filter(state="failed").select_related("case").order_by("-made_at", "-id")[:100])


def notice_of(public_id: str) -> Notice | None:
    return Notice.objects.filter(public_id=public_id).first()


def own_text(shop: Merchant, kind: str, language: str) -> NoticeText | None:
    """The shop's own text that holds now. Nothing is asked where its settings name none: most shops write none."""
    if kind not in shop.settings.get("own_texts", {}).get(language, []):
        return None
    newest: NoticeText | None = NoticeText.objects.filter(kind=kind, language=language).order_by("-version").first()
    return newest if newest is not None and newest.text else None


def versions_of(kind: str, language: str) -> list[NoticeText]:
    """Newest first."""
    return list(NoticeText.objects.filter(kind=kind, language=language).order_by("-version")[:100])


def texts_in_trouble() -> list[NoticeText]:
    """Texts in force that could not be used for some case."""
    newest: dict[tuple[str, str], NoticeText] = {}
    for one in NoticeText.objects.order_by("version"):
        newest[one.kind, one.language] = one
    return [one for one in newest.values() if one.text and one.trouble]


def examples_of(kind: str, limit: int = 20) -> list[Notice]:
    """The shop's newest letters of a kind whose values are still there, for a preview on a real case."""
    found = Notice.objects.filter(kind=kind, direction="out", erased_at=None, again=None).exclude(said={}).select_related("case")
    return list(found.order_by("-made_at", "-id")[:limit])


def bad_addresses(addresses: list[str]) -> dict[str, str]:
    """Which of these take no mail: address_key -> bounce or complaint."""
    keys = {address_key(one) for one in addresses if one}
    return dict(BadAddress.objects.filter(address_key__in=keys).values_list("address_key", "kind")) if keys else {}


def bad_address(address: str) -> BadAddress | None:
    found: BadAddress | None = BadAddress.objects.filter(address_key=address_key(address)).first() if address else None
    return found


def mails_page(*, case_number: str = "", kind: str = "", state: str = "", limit: int = 100) -> list[Notice]:
    """Newest first; each filter that is "" lets everything through."""
    asked = {"case__number__iexact": case_number, "kind": kind, "state": state}
    found = Notice.objects.filter(**{name: value for name, value in asked.items() if value}).select_related("case")
    return list(found.order_by("-id")[:limit])


def kinds_sent() -> list[str]:
    """Kinds of which the shop has letters, among its newest 2,000."""
    return sorted(set(Notice.objects.order_by("-id").values_list("kind", flat=True)[:2000]))


def recent_notices(limit: int = 100) -> list[Notice]:
    return list(Notice.objects.select_related("case").order_by("-made_at", "-id")[:limit])


def counts_by_state() -> dict[str, int]:
    rows: Any = Notice.objects.order_by().values_list("state").annotate(n=Count("id"))
    return dict(rows)


def oldest_pending() -> datetime | None:
    """When the oldest mail that still waits was written."""
    found: datetime | None = Notice.objects.filter(state="pending").order_by("made_at").values_list("made_at", flat=True).first()
    return found


def mail_server() -> MailServer | None:
    """How the unit's shop sends, where it said so."""
    found: MailServer | None = MailServer.objects.first()
    return found


def shops_waiting(*, now: datetime) -> list[int]:
    """Ids of the unit's shops with mails that are due, those that wait longest first."""
    due = Notice.objects.filter(state="pending", made_at__lte=now).exclude(not_before__gt=now)
    return list(due.values("merchant_id").annotate(first=Min("made_at")).order_by("first").values_list("merchant_id", flat=True))


def domain_question(server: MailServer) -> DomainQuestion:
    """What to ask DNS about this way; only where it has a server and a sender of its own."""
    return DomainQuestion(
        domain=server.sender.rpartition("@")[2].lower(), host=server.host, selector=server.selector, signing_domain=server.signing_domain,
        envelope_domain=server.envelope_domain, sending_ip=server.sending_ip,
    )  # fmt: skip


def servers_to_check(*, now: datetime) -> list[int]:
    """Ids of the unit's shops whose domain is to be looked up again."""
    own = MailServer.objects.exclude(host="").order_by("checked_at")
    return [
        one.merchant_id
        for one in own
        if is_due(
            checked_at=one.checked_at, changed_at=one.changed_at, proven=one.proven_at is not None, now=now,
            silent=any(check["state"] == "unknown" for check in one.checks),
        )
    ]  # fmt: skip
