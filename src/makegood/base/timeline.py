"""Who did what, when: one append-only hash chain for each case, order or policy.

A line holds dotted names, ids, codes, dates, amounts and salted digests; never personal words.
hash = SHA-256(previous hash + canonical JSON of the line), so that a changed or missing line is found.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from makegood.base.actor import Actor
from makegood.base.later import add_later, nothing_waits_for_this
from makegood.base.rows import Row
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.base.together import Wanted, read_together
from makegood.kernel.digest import digest_of

NO_LINE = (0, "")


class TimelineLine(Row):
    """One fact. `chain` is `case:<id>`, `order:<id>` or another root; `seq` counts from 1 without gaps."""

    chain = models.CharField(max_length=60)
    seq = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    body = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    append_only = True

    class Meta:
        db_table = "base_timeline"
        constraints = [models.UniqueConstraint(fields=["merchant", "chain", "seq"], name="timeline_no_fork")]


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that the unit will write at its end."""

    merchant_id: int
    chain: str
    at: datetime
    actor: str
    name: str
    subject: str
    body: dict[str, Any]


def note(chain: str, name: str, *, by: Actor, now: datetime, subject: str = "", merchant_id: int | None = None, **body: Any) -> None:
    """Remember a line; all lines of a unit are written together at its end.

    `body` takes plain JSON values only. The chain's root must be locked by this unit (or have been made by it).
    """
    merchant = sole_merchant_id() if merchant_id is None else merchant_id
    current_scope().drafts.append(Draft(merchant, chain, now, str(by), name, subject, body))


def end_wanted(merchant_id: int, chain: str) -> Wanted:
    """The chain's last line, to be read under its root's lock."""
    return Wanted(
        ("chain_end", merchant_id, chain), TimelineLine, "merchant_id = %s AND chain = %s ORDER BY seq DESC LIMIT 1", (merchant_id, chain),
        finish=lambda rows: (rows[0].seq, rows[0].hash) if rows else NO_LINE,
    )  # fmt: skip


def begins(merchant_id: int, chain: str) -> None:
    """This unit made the chain's root: there is no line before its first."""
    current_scope().known[("chain_end", merchant_id, chain)] = NO_LINE


def flush() -> None:
    """Give the remembered lines to the unit's last write: one read for the chains whose ends are not known, if any."""
    scope = current_scope()
    drafts = list(scope.drafts)
    scope.drafts.clear()
    if not drafts:
        return
    with nothing_waits_for_this():
        read_together(*(end_wanted(*root) for root in {(draft.merchant_id, draft.chain) for draft in drafts}))
    for draft in drafts:
        root = ("chain_end", draft.merchant_id, draft.chain)
        seq, previous = scope.known[root]
        line = TimelineLine(
            merchant_id=draft.merchant_id,
            chain=draft.chain,
            seq=seq + 1,
            at=draft.at,
            actor=draft.actor,
            name=draft.name,
            subject=draft.subject,
            body=draft.body,
        )
        line.hash = hash_of(line, previous)
        scope.known[root] = (line.seq, line.hash)
        add_later(line)


def hash_of(line: TimelineLine, previous: str) -> str:
    """The hash that a line must have, from its own content and its predecessor's hash."""
    content = [line.chain, line.seq, line.at.timestamp(), line.actor, line.name, line.subject, line.body, previous]
    return digest_of(content)


def lines_of(chain: str) -> "models.QuerySet[TimelineLine]":
    return TimelineLine.objects.filter(chain=chain).order_by("seq")


def newest_chains(most: int) -> Iterator[list[TimelineLine]]:
    """The whole chains of the cases that were opened last, of the unit's shops."""
    begun = TimelineLine.objects.filter(name="case.opened").order_by("-id").values_list("merchant_id", "chain")[:most]
    for merchant_id, chain in begun:
        yield list(TimelineLine.objects.filter(merchant_id=merchant_id, chain=chain).order_by("seq"))


def broken_lines(lines: Iterable[TimelineLine]) -> list[str]:
    """What is wrong with one chain, a sentence each; empty where it verifies. Lines in order of `seq`."""
    found, previous, seq = [], "", 0
    for line in lines:
        if line.seq != seq + 1:
            found.append(f"{line.chain}: line {seq + 1} is missing")
        if line.hash != hash_of(line, previous):
            found.append(f"{line.chain}: line {line.seq} ({line.name}, {line.at:%Y-%m-%d %H:%M} UTC) was changed, or the one before it")
        previous, seq = line.hash, line.seq
    return found
