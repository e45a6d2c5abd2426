"""DNS was asked about the shop's domain: from whom its mails leave now."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.ports import DomainQuestion, RecordCheck
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit


def record_mail_check(
    *, merchant_id: int, asked: DomainQuestion, checks: tuple[RecordCheck, ...], by: Actor, now: datetime
) -> str:  # fmt: skip
    """`proven`, `lost`, `not_yet` or `silent` (proving.verdict); `stale` where another way was set while DNS was asked: then nothing is kept."""
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        server = queries.mail_server()
        if server is None or not server.host or queries.domain_question(server) != asked:
            return "stale"
        before = server.proven_at
        found = notices.record_checks(server, checks, now=now)
        if (server.proven_at is None) != (before is None):
            bad = [f"{one.kind}:{one.code}" for one in checks if one.state != "good"]
            name = "mail_server.proven" if server.proven_at else "mail_server.lost"
            timeline.note(f"shop:{merchant_id}", name, by=by, now=now, bad=bad)
        return found
