"""What the doctor finds about a shop's mail domain and postage: (number, message, mend), all warnings."""

from collections.abc import Iterator
from datetime import datetime

from makegood.apps.notices import queries as notices
from makegood.apps.notices.proving import EVERY


def connection_findings(slug: str, *, now: datetime) -> Iterator[tuple[str, str, str]]:
    """For the unit's shop."""
    yield from _mail(slug, now)


def _mail(slug: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    server = notices.mail_server()
    if server is None or not server.host:
        return
    domain = notices.domain_question(server).domain
    bad = ", ".join(f"{one['kind'].upper()} {one['state']}" for one in server.checks if one["state"] != "good")
    mend = f"`makegood mail check --shop {slug}` says which record, word for word."
    if server.lost_at is not None:
        yield "060", f"{slug}: {domain} is no longer ready to send ({bad}); mails leave from the service's address again.", mend
    elif server.proven_at is None:
        yield "061", f"{slug}: {domain} is not proven ready to send{f' ({bad})' if bad else ''}.", mend
    if server.checked_at is not None and now - server.checked_at > 2 * EVERY:
        yield "062", f"{slug}: {domain} was not looked up since {server.checked_at:%Y-%m-%d %H:%M} UTC.", "Is the worker there?"
