"""Where everything is: each piece that was sold is in just one place (docs/adr/0030-units.md).

What a line sold is its opening position with the customer; the books move pieces from there. What the books leave with the customer is
told apart by what the cases say: on its way, lost on its way, kept for good.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from makegood.apps.inspection.words import PLACES as PLACE_OF
from makegood.apps.ledger import queries as ledger
from makegood.apps.ledger.accounts import UNIT_ACCOUNTS
from makegood.apps.orders.pieces import Pieces, lines_with_ids, pieces_sold
from makegood.apps.returns.pieces import Fate, fates

PLACES = tuple(name.removeprefix("units:") for name in UNIT_ACCOUNTS)
ON_THE_WAY = {"in_transit": "in_transit", "sent_back": "in_transit", "lost": "lost", "missing": "lost"}


@dataclass(frozen=True, slots=True)
class Item:
    """Pieces of one line in one place. `cost_minor` in the shop's currency; None where the cost is unknown."""

    place: str
    line: Any
    pieces: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`places`: all, in the order of the accounts; `items`: those of every place but with_customer."""

    places: dict[str, Pieces]
    items: list[Item]
    sold: Pieces


def whereabouts() -> Whereabouts:
    """Of one shop, or of all in the unit. The sum over the places is what was sold."""
    moved, told, sold = ledger.units_moved(), _by_line(fates()), pieces_sold()
    places: dict[str, Pieces] = dict.fromkeys(PLACES, Pieces())
    items = []
    for line in lines_with_ids({one for one in moved if one is not None} | set(told)):
        for place, count in places_of(line.quantity, moved.get(line.id, {}), told.get(line.id, [])).items():
            if place == "with_customer" or not count:
                continue
            cost = None if line.cost_minor is None else line.cost_minor * count
            places[place] += Pieces(count, cost or 0, count if cost is None else 0)
            items.append(Item(place, line, count, cost))
    away = sum((places[name] for name in PLACES if name != "with_customer"), Pieces())
    places["with_customer"] = sold - away
    return Whereabouts(places, items, sold)


def places_of(sold: int, moved: dict[str, int], told: list[Fate]) -> dict[str, int]:
    """{place: pieces} of one order line; their sum is `sold`. A piece that several cases were about counts once, by where it is last."""
    found = Counter({place: count for place, count in moved.items() if place != "with_customer"})
    left = sold + moved.get("with_customer", 0)
    said: Counter[str] = Counter()
    for fate in told:
        if fate.reception in ON_THE_WAY:
            said[ON_THE_WAY[fate.reception]] += fate.pieces
        elif fate.reception != "received" and fate.disposition == "customer_keeps":
            said["kept"] += fate.pieces
    for place in ("in_transit", "lost", "kept"):
        here = min(max(left, 0), said[place])
        found[place] += here
        left -= here
    found["with_customer"] += left
    return {place: found[place] for place in PLACES if found[place]}


def wrong_units() -> list[str]:
    """What can't be about pieces, a sentence each: more than there are, fewer than none, or elsewhere than their case says. Must be empty."""
    booked, told = ledger.units_moved(), _by_line(fates())
    found = ["pieces moved of which nobody knows the line"] if None in booked else []
    moved = {line_id: places for line_id, places in booked.items() if line_id is not None}
    lines = {line.id: line for line in lines_with_ids(set(moved) | set(told))}
    for line_id in sorted(set(moved) | set(told)):
        name, at = lines[line_id].public_id if line_id in lines else f"line {line_id}", moved.get(line_id, {})
        stands = places_of(lines[line_id].quantity if line_id in lines else 0, at, told.get(line_id, []))
        found += [f"{name}: {count} pieces {place}" for place, count in stands.items() if count < 0]
        said = _said_by_cases(told.get(line_id, []))
        differ = [place for place in PLACES if at.get(place, 0) != said[place]]
        found += [f"{name}: {at.get(place, 0)} pieces {place} by the books, {said[place]} by its cases" for place in differ]
    return found


def _said_by_cases(told: list[Fate]) -> Counter[str]:
    """What the books should have moved, by the case lines alone."""
    said: Counter[str] = Counter()
    for fate in told:
        if fate.reception == "received":
            said["with_customer"] -= fate.pieces
            done = fate.inspection in ("done", "contested") and fate.disposition in PLACE_OF
            said[PLACE_OF[fate.disposition] if done else "at_hub"] += fate.pieces
    return said


def _by_line(rows: list[Fate]) -> dict[int, list[Fate]]:
    found: dict[int, list[Fate]] = defaultdict(list)
    for row in rows:
        found[row.order_line_id].append(row)
    return dict(found)
