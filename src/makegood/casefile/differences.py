"""Why a provider's sum of refunds and ours differ, to the cent. Pure.

Each movement of ours with all lines that are it is one group; a line that is nobody's is a group of its own. A group's part of the difference is what
its lines of the period come to less what the books have of it in the period, so that the parts of all groups always add up to the whole difference:
no line is left out, none counts twice. Its cause is told from the group as a whole, whenever it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.reports.words import ASKS
from makegood.casefile.report_lines import Key, Ours, key_of

PATIENCE = timedelta(days=7)  # as long as a refund may take to stand in a report
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Difference:
    """`amount_minor`: the provider's sum less ours, of this one. `key` names it for a word about it. `known`: the refund made elsewhere that it is.

    `word`: what a person said of it, where that still counts.
    """

    key: str
    cause: str
    provider: str
    currency: str
    amount_minor: int
    rows: tuple[Any, ...] = ()
    ours: Ours | None = None
    known: Any = None
    order: Any = None
    payment: Any = None
    word: Any = None

    @property
    def is_open(self) -> bool:
        return self.cause in ASKS and self.word is None


@dataclass(frozen=True, slots=True)
class Sum:
    """In one provider's one currency: what it says that left, what the books say, and the differences, which are all of it."""

    provider: str
    currency: str
    theirs: int
    ours: int
    differences: tuple[Difference, ...]

    @property
    def difference(self) -> int:
        return self.theirs - self.ours


@dataclass(frozen=True, slots=True)
class Known:
    """What else is known: `elsewhere` {line: refund made elsewhere}, `twins` {line: the movement of ours that it is beside}, `covered` {provider: times}."""

    elsewhere: Mapping[Key, Any] = field(default_factory=dict)
    twins: Mapping[Key, Ours] = field(default_factory=dict)
    covered: Mapping[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)


@dataclass(slots=True)
class _Group:
    rows: list[Any] = field(default_factory=list)
    ours: Ours | None = None
    twin: Ours | None = None

    @property
    def name(self) -> str:
        if self.ours is not None:
            return self.ours.subject
        return self.rows[0].refund or self.rows[0].name

    @property
    def provider(self) -> str:
        return self.rows[0].provider if self.rows or self.ours is None else self.ours.provider


def compare(
    rows: Iterable[Any], ours: Mapping[str, Ours], matched: Mapping[Key, str], *, start: datetime, end: datetime, now: datetime, known: Known | None = None,
) -> list[Sum]:  # fmt: skip
    """One Sum for each provider and currency of which anything moved from `start` until before `end`, in their order. Movements of `manual` without a line
    are no provider's and are left out."""
    known = known or Known()
    mark = f"{start:%Y-%m-%d}"
    sums: dict[tuple[str, str], list[int]] = {}
    parts: dict[tuple[str, str], list[Difference]] = {}
    for group in _groups(rows, ours, matched, known):
        if group.provider == "manual":
            continue
        of_group: dict[tuple[str, str], list[int]] = {}
        for row in group.rows:
            if row.state == "done" and start <= row.at < end:
                of_group.setdefault((row.provider, row.currency), [0, 0])[0] -= row.amount_minor
        for at, amount in group.ours.booked if group.ours is not None else ():
            if group.ours is not None and start <= at < end:
                of_group.setdefault((group.provider, group.ours.currency), [0, 0])[1] += amount
        for (provider, currency), (theirs, mine) in of_group.items():
            whole = sums.setdefault((provider, currency), [0, 0])
            whole[0] += theirs
            whole[1] += mine
            if theirs != mine:
                name = f"{mark}:{provider}:{currency}:{group.name}"[:200]
                found = Difference(
                    name, _cause(group, now, known), provider, currency, theirs - mine, tuple(group.rows), group.ours or group.twin,
                    known.elsewhere.get(key_of(group.rows[0])) if group.rows else None,
                )  # fmt: skip
                parts.setdefault((provider, currency), []).append(found)
    return [Sum(*key, theirs, mine, tuple(sorted(parts.get(key, ()), key=_order))) for key, (theirs, mine) in sorted(sums.items())]


def _order(one: Difference) -> tuple[bool, int, str]:
    return not one.is_open, -abs(one.amount_minor), one.key


def _groups(rows: Iterable[Any], ours: Mapping[str, Ours], matched: Mapping[Key, str], known: Known) -> list[_Group]:
    found: dict[str, _Group] = {f"ours:{subject}": _Group(ours=one) for subject, one in ours.items()}
    for row in sorted(rows, key=lambda one: (one.at, one.provider, one.name)):
        subject = matched.get(key_of(row), "")
        if subject in ours:
            found[f"ours:{subject}"].rows.append(row)
            continue
        group = found.setdefault(f"row:{row.provider}:{row.refund or row.name}", _Group())
        group.rows.append(row)
        group.twin = group.twin or known.twins.get(key_of(row))
    return [group for group in found.values() if group.rows or group.ours is not None]


def _cause(group: _Group, now: datetime, known: Known) -> str:
    done = [row for row in group.rows if row.state == "done"]
    theirs = -sum(row.amount_minor for row in done)
    backs, refunds = [row for row in done if row.kind == "refund_back"], {row.refund or row.name for row in done if row.kind == "refund"}
    if group.ours is None:
        if theirs == 0:
            return "another_month"
        if key_of(group.rows[0]) in known.elsewhere:
            return "known_elsewhere"
        return "twice" if group.twin is not None else "unknown_refund"
    mine = sum(amount for _, amount in group.ours.booked)
    if any(row.currency != group.ours.currency for row in done):
        return "another_currency"
    if theirs == mine:
        return "another_month"
    if not done:
        return _absent(group.ours, group.provider, now, known)
    if theirs < mine and backs:
        return "came_back"
    if len(refunds) > 1 and theirs > mine:
        return "twice"
    return "not_booked" if mine == 0 else "another_amount"


def _absent(one: Ours, provider: str, now: datetime, known: Known) -> str:
    """Booked, and in no report: only where reports tell of those days, and it is old enough, it is really missing."""
    at = max((moment for moment, _ in one.booked), default=one.at)
    told = any(since - DAY <= at <= until for since, until in known.covered.get(provider, []))
    return "missing_there" if told and now - at > PATIENCE else "on_its_way"


def payout_parts(payout: Any, parts: Iterable[Any], *, start: datetime) -> Difference | None:
    """What was paid out less what its lines come to after fees; None where both are the same. `amount_minor` in the balance's currency."""
    lines = [part for part in parts if part.state == "done" and part.balance_currency == payout.balance_currency]
    paid = -(payout.balance_minor - payout.fee_minor)
    difference = paid - sum(part.balance_minor - part.fee_minor for part in lines)
    if not difference:
        return None
    name = f"{start:%Y-%m-%d}:{payout.provider}:{payout.balance_currency}:payout:{payout.name}"[:200]
    return Difference(name, "payout_differs", payout.provider, payout.balance_currency, difference, (payout, *lines))
