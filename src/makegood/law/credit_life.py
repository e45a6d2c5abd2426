"""May credit end, and when (adjacent topic `store_credit_and_gift_card_expiry`)?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.period import add_months
from makegood.law.adjacent import Adjacent, adjacent

TOPIC = "store_credit_and_gift_card_expiry"


@dataclass(frozen=True, slots=True)
class OwedLife:
    """Credit that stands for money owed may end after `years`, counted from its issue or from the end of that year, by what `citation` says."""

    years: int
    year_end: bool
    citation: str

    def last_day(self, given_on: date) -> date:
        return date(given_on.year + self.years, 12, 31) if self.year_end else add_months(given_on, 12 * self.years)


def owed_life(code: str, on: date) -> OwedLife | None:
    """None: it never ends. A market's rule lets it end only where its row is graded high, was looked up and binds that day, says that it reaches
    credit for returned goods, and names the years and from when they are counted; nothing is guessed. Refuses `unknown_market`.
    """
    found = adjacent(TOPIC, code, on).get("")
    if found is None or not _sure(found, "return_credit_covered", "return_credit_min_years", "counted_from"):
        return None
    years, since = found.get("return_credit_min_years"), found.get("counted_from")
    if found.get("return_credit_covered") is not True or not isinstance(years, int) or since not in ("issue", "issue_year_end"):
        return None
    return OwedLife(years, since == "issue_year_end", found.values["return_credit_min_years"].cite)


def bonus_may_end(code: str, on: date) -> bool:
    """Nothing was paid for it: it may, but where a market's rule says that it may not."""
    found = adjacent(TOPIC, code, on).get("")
    return found is None or found.get("promo_may_expire") is not False


def _sure(found: Adjacent, *names: str) -> bool:
    values: list[Any] = [found.values.get(name) for name in names]
    return all(value is not None and value.level == "block" for value in values)
