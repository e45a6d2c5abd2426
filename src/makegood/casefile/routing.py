"""To which place goods go back: the cheapest one that nothing forbids. Pure.

A bar is a code; the faces put it in words (web/hub_words.py). A place may be cheap and barred: then it is shown with what bars it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

PLACES = ("none", "hub", "shop", "supplier")
FORBIDS = frozenset({
    "asked_back", "recalled", "customer_pays_more", "no_agreement", "supplier_takes_none", "supplier_elsewhere", "too_late", "no_address", "words_abroad",
})  # fmt: skip
NOT_PROMISED = "not_promised"  # what the offer named comes first; where that can't be, any other lawful place is right


@dataclass(frozen=True, slots=True)
class Part:
    """`name`: carriage, acts, staff or worth (negative: what the goods are still worth there). `source` says where the number is from."""

    name: str
    minor: int
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """One place where the goods could go. `country` "" where nobody knows; `days` until it is dealt with there; `rank` as the shop prefers its hubs."""

    kind: str
    country: str
    days: int
    parts: tuple[Part, ...]
    hub_id: int | None = None
    name: str = ""
    rank: int = 0
    bars: tuple[str, ...] = ()

    @property
    def minor(self) -> int:
        return sum(part.minor for part in self.parts)

    @property
    def is_lawful(self) -> bool:
        return not FORBIDS & set(self.bars)


@dataclass(frozen=True, slots=True)
class Facts:
    """What bars a place. `promised`: where the offer that was taken sends the goods; `only_promised`: the shop wants that place where it can be.

    `returns`: the supplier's terms for what goes back, None without an agreement; `delivered_on`, `today`: for its send_within_days.
    """

    promised: str
    only_promised: bool
    paid_by: str
    market: str
    today: date
    recalled: bool = False
    own_words: bool = False
    returns: dict[str, Any] | None = None
    supplier_address: bool = False
    supplier_may_read: bool = True
    delivered_on: date | None = None


def bars_of(place: Place, facts: Facts) -> tuple[str, ...]:
    found = []
    if facts.only_promised and place.kind != facts.promised:
        found.append(NOT_PROMISED)
    if place.kind == "none":
        found += [] if facts.promised == "none" else ["asked_back"]
        found += ["recalled"] if facts.recalled else []
        return tuple(found)
    abroad = place.country != facts.market[:2]
    if facts.paid_by != "shop" and abroad and place.kind != facts.promised:
        found.append("customer_pays_more")  # more than what was disclosed before the contract: Dir. 2011/83 art. 6(1)(i), 14(1)
    if place.kind == "supplier":
        found += _of_supplier(facts)
    return tuple(found)


def _of_supplier(facts: Facts) -> list[str]:
    terms = facts.returns
    if terms is None or terms.get("accepted") is None:
        return ["no_agreement"]
    found = []
    if terms["accepted"] is False or terms.get("to") == "nowhere":
        found.append("supplier_takes_none")
    elif terms.get("to") not in (None, "supplier"):
        found.append("supplier_elsewhere")
    within = terms.get("send_within_days")
    if within is not None and facts.delivered_on is not None and facts.today > facts.delivered_on + timedelta(days=within):
        found.append("too_late")
    found += [] if facts.supplier_address else ["no_address"]
    found += ["recalled"] if facts.recalled else []  # it would be theirs to sell again
    found += ["words_abroad"] if facts.own_words and not facts.supplier_may_read else []  # GDPR art. 44
    return found


@dataclass(frozen=True, slots=True)
class Routed:
    """`chosen` is one of `places`, which stand cheapest first; None where none is lawful."""

    places: tuple[Place, ...]
    chosen: Place | None


def route(places: Sequence[Place], facts: Facts) -> Routed:
    """Never a place that something forbids; among the others what was promised, then the least cost, then the fewest days."""
    weighed = sorted(
        (replace(one, bars=bars_of(one, facts)) for one in places), key=lambda one: (one.minor, one.days, PLACES.index(one.kind), one.rank)
    )
    lawful = [one for one in weighed if one.is_lawful]
    first = [one for one in lawful if not one.bars] or lawful
    return Routed(tuple(weighed), first[0] if first else None)


def as_record(routed: Routed) -> list[dict[str, Any]]:
    """As it is kept with the route: cheapest first."""
    return [
        {
            "place": one.kind, "hub": one.hub_id, "name": one.name, "cost": one.minor, "days": one.days, "bars": list(one.bars),
            "parts": [{"name": part.name, "minor": part.minor, "source": part.source} for part in one.parts],
        }
        for one in routed.places
    ]  # fmt: skip
