"""Is a refund that a person made in the shop's own system the same money as a payment of ours? Pure; no clock, no database.

It is where the pieces say so. A piece is refunded once: who refunds the piece that we owe for, after its owner has asked for it, has done
what we were about to do. Everything else is a question for a person, with both sides shown (docs/adr/0022).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """A part of the refund made elsewhere, as far as nobody has said of it what it is. `line` None: of delivery, or (neither) just money."""

    row: int
    amount: int
    line: int | None = None
    units: int = 0
    is_shipping: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """A payment of ours that is not made yet: `lines` {order line: (pieces, worth, pieces sold)}, `left` what of it no refund elsewhere is
    said to be.

    `since`: when its owner asked; a refund before that may be for other pieces of the line.
    """

    name: str
    lines: dict[int, tuple[int, int, int]]
    shipping: int
    left: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """`same`: these rows are (up to `amount`) our payment `name`; otherwise the whole refund is another one than it."""

    name: str
    same: bool
    rows: tuple[int, ...] = ()
    amount: int = 0


def match(parts: Sequence[Given], at: datetime, ours: Sequence[Owed]) -> list[Verdict]:
    """What is beyond doubt of one refund, made at `at`; nothing where a person must say.

    - A line, or delivery, that none of ours is for is no concern of theirs.
    - One that exactly one of ours is for is that one's: its pieces, or fewer, or every piece of the line that was sold; each for no less
      than we owe for it.
    - Money alone is the one of ours that waits alone, and only where it is all of it.
    - Money beside pieces belongs to them.
    """
    named = [one for one in parts if one.line is not None or one.is_shipping]
    bare = [one for one in parts if one not in named]
    taken: dict[str, list[Given]] = {}
    for part in named:
        concerned = [one for one in ours if (one.shipping if part.is_shipping else part.line in one.lines)]
        if not concerned:
            continue
        if len(concerned) > 1 or not _fits(part, concerned[0], asked=at >= concerned[0].since):
            return []
        taken.setdefault(concerned[0].name, []).append(part)
    if not named:
        alone = ours[0] if len(ours) == 1 else None
        if alone is None or at < alone.since or sum(one.amount for one in bare) != alone.left:
            return []
        taken[alone.name] = bare
    elif bare and taken:
        if len(taken) > 1:
            return []
        next(iter(taken.values())).extend(bare)
    return [_verdict(one, taken.get(one.name, [])) for one in ours]


def _fits(part: Given, ours: Owed, *, asked: bool) -> bool:
    if part.is_shipping:
        return asked and part.amount <= ours.shipping
    units, worth, sold = ours.lines[part.line or 0]
    if not units or not part.units or not (part.units >= sold or (asked and part.units <= units)):
        return False
    return part.amount >= worth * part.units // units


def _verdict(ours: Owed, parts: list[Given]) -> Verdict:
    given = min(ours.left, sum(one.amount for one in parts))
    return Verdict(ours.name, True, tuple(one.row for one in parts), given) if given > 0 else Verdict(ours.name, False)


def touches(parts: Sequence[Any], ours: Owed) -> bool:
    """Could it be about the same thing at all: a line of ours, our delivery alone, or just money of the same amount?"""
    lines = {one.line for one in parts if one.line is not None}
    if lines:
        return bool(lines & ours.lines.keys())
    if any(one.is_shipping for one in parts):
        return ours.shipping > 0
    return sum(one.amount for one in parts) == ours.left
