"""What lies on a hub's shelf U and may be the shop's, with the cases that it may belong to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.casefile.strays import strays_of
from makegood.insight.search import search

AWAITED = ("announced", "in_transit", "expired")
MOST_SHOWN, MOST_GUESSES = 20, 3


@dataclass(frozen=True, slots=True)
class OnU:
    """`guesses`: open cases that await a parcel at that hub and are found by what stands on it, the likeliest first."""

    stray: Any
    guesses: list[Any]


def on_shelf_u(merchant_id: int) -> list[OnU]:
    """For the unit's shop, the earliest day first."""
    found = strays_of(merchant_id)
    return [OnU(one, guesses(one)) for one in found[:MOST_SHOWN]]


def guesses(stray: Any, also: str = "") -> list[Any]:
    """`also`: what a person of the shop searches by."""
    cases: list[Any] = []
    for text in (also, stray.typed, stray.sender):
        for one in search(text) if text else []:
            cases += [case for case in one.cases if case.closed_at is None and case.id not in {seen.id for seen in cases}]
    awaiting = [case for case in cases[:30] if awaits(case.id, stray.hub_id)]
    return awaiting[:MOST_GUESSES]


def awaits(case_id: int, hub_id: int) -> bool:
    """A parcel of the case is on its way to this hub."""
    return any(one.state in AWAITED and one.hub_id == hub_id for one in carriage.parcels_of_case(case_id))


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many, and the earliest day by which the shop should say."""

    count: int
    until: date
    hub: str


def waiting_on_u(merchant_id: int) -> Waiting | None:
    """None where nothing is there."""
    found = strays_of(merchant_id)
    return Waiting(len(found), found[0].wait_until, found[0].hub.name) if found else None
