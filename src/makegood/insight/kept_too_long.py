"""Of whom a shop holds more than it has a reason for: by market, with the years and their articles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from makegood.apps.returns.keeping import done_since, markets_sold_to
from makegood.law.keeping import Keeping, keeping

MOST = 500


@dataclass(frozen=True, slots=True)
class Market:
    """`pictures` and `all`: ids of orders (at most MOST) whose pictures, or whose everything, may go. `rule` None: the law's data name no years."""

    code: str
    rule: Keeping | None
    pictures: tuple[int, ...] = ()
    all: tuple[int, ...] = ()


def kept_too_long(*, today: date) -> Iterator[Market]:
    """Of each market that the unit's shop has sold to."""
    for code in markets_sold_to():
        rule = keeping(code, today)
        if rule is None:
            yield Market(code, None)
            continue
        everything = done_since(code, rule.last_day(rule.all, today), pictures=False, limit=MOST)
        shown = done_since(code, rule.last_day(rule.pictures, today), pictures=True, limit=MOST)
        yield Market(code, rule, tuple(one for one in shown if one not in everything), tuple(everything))
