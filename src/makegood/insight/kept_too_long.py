"""Of whom a shop holds more than it has a reason for: by market, with the years and their articles."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from makegood.apps.inbox import queries as inbox
from makegood.apps.returns.keeping import done_since, markets_sold_to
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.law.keeping import Keeping, keeping

MOST = 500
UNWANTED_DAYS = 365  # a machine's mails and unwanted ones: long enough to find one that was taken for such; no law asks for them


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


@dataclass(frozen=True, slots=True)
class Mails:
    """Mail that belongs to no order: ids of what may go. `rule`: by the law of the shop's own country; None where it names no years, and then
    only what is unwanted goes."""

    rule: Keeping | None
    unwanted: tuple[int, ...] = ()
    letters: tuple[int, ...] = ()


def mails_too_long(*, today: date) -> Mails:
    """Of the unit's shop. What waits for a person stays, however old."""
    rule = keeping(merchant_of(sole_merchant_id()).country, today)
    unwanted = inbox.loose_since(_start_of(today - timedelta(days=UNWANTED_DAYS)), states=("aside", "spam"), limit=MOST)
    if rule is None:
        return Mails(None, tuple(unwanted))
    letters = inbox.loose_since(_start_of(rule.last_day(rule.all, today) + timedelta(days=1)), states=("answered", "ended"), limit=MOST)
    return Mails(rule, tuple(unwanted), tuple(letters))


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
