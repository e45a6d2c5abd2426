"""What the shop's own connections to the outside ask of a person: its mail's domain."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from makegood.apps.notices import queries as notices


@dataclass(frozen=True, slots=True)
class Chore:
    """`kind`: mail_domain_lost ... ; `facts`: what its sentence needs."""

    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


def chores(*, now: datetime) -> list[Chore]:
    """For the unit's shop."""
    return [*_mail()]


def _mail() -> list[Chore]:
    server = notices.mail_server()
    if server is None or not server.host or server.lost_at is None:
        return []
    return [Chore("mail_domain_lost", {"since": server.lost_at, "domain": notices.domain_question(server).domain, "checks": server.checks})]
