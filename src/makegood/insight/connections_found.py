"""What the doctor finds about a shop's mail domain and postage: (number, message, mend), all warnings."""

from collections.abc import Iterator
from datetime import datetime

from makegood.apps.notices import queries as notices
from makegood.apps.notices.proving import EVERY
from makegood.base.connections import connection_of
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.casefile.postage import mode_of
from makegood.insight.chores import chores


def connection_findings(slug: str, *, now: datetime) -> Iterator[tuple[str, str, str]]:
    """For the unit's shop."""
    yield from _mail(slug, now)
    yield from _postage(slug, now)


def _mail(slug: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    server = notices.mail_server()
    if server is None or not server.host:
        return
    domain = notices.domain_question(server).domain
    bad = ", ".join(f"{one['kind'].upper()} {one['state']}" for one in server.checks if one["state"] != "good")
    mend = f"`makegood mail check --shop {slug}` says which record, word for word."
    if server.lost_at is not None:
        yield "mg.W060", f"{slug}: {domain} is no longer ready to send ({bad}); mails leave from the service's address again.", mend
    elif server.proven_at is None:
        yield "mg.W061", f"{slug}: {domain} is not proven ready to send{f' ({bad})' if bad else ''}.", mend
    if server.checked_at is not None and now - server.checked_at > 2 * EVERY:
        yield "mg.W062", f"{slug}: {domain} was not looked up since {server.checked_at:%Y-%m-%d %H:%M} UTC.", "Is the worker there?"


def _postage(slug: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    asked: dict[str, int] = {}
    for one in chores(now=now):
        asked[one.kind] = asked.get(one.kind, 0) + 1
        if one.kind == "labels_low":
            yield "mg.W065", f"{slug}: {one.facts['left']} paid labels are left.", "Add some on the desk, under Settings, Postage."
        if one.kind == "labels_end":
            yield (
                "mg.W066",
                f"{slug}: paid labels end on {one.facts['on']}.",
                "Use them or add others, on the desk, under Settings, Postage.",
            )
    if asked.get("postage_stuck"):
        yield (
            "mg.W067",
            f"{slug}: {asked['postage_stuck']} parcels wait for postage, or for its money.",
            "Today names each and what mends it.",
        )
    if asked.get("parcel_astray"):
        yield "mg.W068", f"{slug}: {asked['parcel_astray']} parcels are in trouble on the way.", "Today names each."
    if mode_of(merchant_of(sole_merchant_id())) == "easypost" and connection_of("postage") is None:
        yield (
            "mg.W069",
            f"{slug}: postage is to be bought through EasyPost, which is not connected.",
            "Type its key under Settings, Postage.",
        )
