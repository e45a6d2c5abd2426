"""Reads of notices."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from makegood.apps.notices.models import MailServer, Notice
from makegood.apps.notices.ports import DomainQuestion
from makegood.apps.notices.proving import is_due


def notices_of_case(case_id: int, *, audience: str | None = None) -> list[Notice]:
    """Oldest first."""
    found = Notice.objects.filter(case_id=case_id)
    return list((found if audience is None else found.filter(audience=audience)).order_by("made_at", "id"))


def failed_notices() -> list[Notice]:
    """Those that a person should look at: failed for good, or without an address."""
    return list(Notice.objects.filter(state="failed").select_related("case").order_by("-made_at", "-id")[:100])


def notice_of(public_id: str) -> Notice | None:
    return Notice.objects.filter(public_id=public_id).first()


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
