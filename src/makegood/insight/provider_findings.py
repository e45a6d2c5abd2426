"""What the doctor finds about payment providers and disputes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from makegood.apps.disputes import queries as disputes
from makegood.apps.settlement.parties import PORTS
from makegood.base.connections import connection_of

SOON = timedelta(days=2)
NEEDS_MESSAGES = ("stripe", "paypal")


def provider_findings(name: str, now: datetime) -> Iterator[tuple[str, str, str]]:
    """(number, message, mend) for the unit's shop; `name` is its slug."""
    for port in PORTS:
        connection = connection_of(port)
        if connection is not None and connection.party in NEEDS_MESSAGES and not connection.hook_secret:
            yield (
                "070", f"{name}: {connection.party} is connected without its messages: a refund that fails later, and a dispute, are heard of late.",
                "Set its webhook up as /desk/settings/payments/ says.",
            )  # fmt: skip
    waiting = disputes.waiting()
    due = [one for one in waiting if one.due_at is not None and now <= one.due_at <= now + SOON]
    if due:
        yield "071", f"{name}: {len(due)} disputes must be answered within two days.", "Today shows them; who does not answer has lost."
    unread = [one for one in waiting if one.state == "told"]
    if unread:
        yield (
            "072", f"{name}: {len(unread)} disputes could not be read ({unread[0].problem}).",
            "Look at them on the provider's pages; give our key the right to read disputes.",
        )  # fmt: skip
