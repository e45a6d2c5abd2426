"""Which outside party serves a shop's port, where it is, and its secrets (sealed)."""

from datetime import datetime

from django.db import models

from makegood.base.rows import Row
from makegood.base.together import Wanted, fetch, first


class Connection(Row):
    """`port`: what it serves (payments). `party`: the connector's name. `key` and `hook_secret` are sealed texts; `address` a base URL."""

    public_id = models.CharField(max_length=24)
    port = models.CharField(max_length=20)
    party = models.CharField(max_length=20)
    address = models.CharField(max_length=200, blank=True)
    key = models.TextField(blank=True)
    hook_secret = models.TextField(blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "base_connection"
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="connection_public"),
            models.UniqueConstraint(fields=["merchant", "port"], condition=models.Q(ended_at=None), name="connection_once"),
        ]


def connection_wanted(port: str) -> Wanted:
    return Wanted(("connection", port), Connection, "port = %s AND ended_at IS NULL", (port,), finish=first)


def connection_of(port: str) -> Connection | None:
    """The shop's connection for this port; None where a person serves it."""
    found: Connection | None = fetch(connection_wanted(port))
    return found


def connection_by_id(public_id: str) -> Connection | None:
    """An ended one is found too: what was asked through it is asked about through it."""
    found: Connection | None = Connection.objects.filter(public_id=public_id).first()
    return found


def standing_connections() -> list[Connection]:
    """All that stand, of the unit's shops."""
    return list(Connection.objects.filter(ended_at=None).order_by("port", "id"))


def connections_of_parties(parties: tuple[str, ...]) -> list[Connection]:
    """Those of these connectors that stand, of all the unit's shops."""
    return list(Connection.objects.filter(party__in=parties, ended_at=None).order_by("id"))


def end_connection(row: Connection, *, now: datetime) -> None:
    row.ended_at = now
    row.save(update_fields=["ended_at"])
