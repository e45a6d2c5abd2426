"""How long credit lives (adjacent topic `store_credit_and_gift_card_expiry`): what replaces money owed never ends, unless a rule that may be relied on lets it."""

from datetime import date

from makegood.kernel.period import add_days, add_months
from makegood.law.adjacent import Adjacent, adjacent

TOPIC = "store_credit_and_gift_card_expiry"


def owed_until(market: str, given_on: date) -> tuple[date | None, str]:
    """(the first last day that the market's law allows for credit given in place of money, its source); None: it may never end.

    Only a rule that is high and was looked up, reaches credit for returned goods and names years lets it end; where nothing of the kind stands, nothing is guessed.
    """
    found = _of(market, given_on)
    years = found.values.get("return_credit_min_years") if found is not None else None
    if (
        found is None
        or years is None
        or not isinstance(years.value, int)
        or years.level != "block"
        or found.get("return_credit_covered") is not True
    ):
        return None, ""
    if found.get("counted_from") == "issue_year_end":
        return date(given_on.year + years.value, 12, 31), years.cite
    return add_months(given_on, 12 * years.value), years.cite


def bonus_until(market: str, given_on: date, days: int | None) -> tuple[date | None, str]:
    """(last day of what came on top, where that comes from): the shop's `days`, where the market has a rule that lets it end; otherwise never."""
    found = _of(market, given_on)
    if not days or found is None or found.get("promo_may_expire") is not True:
        return None, ""
    return add_days(given_on, days), f"the shop's promise; {found.values['promo_may_expire'].cite}"


def _of(market: str, on: date) -> Adjacent | None:
    return adjacent(TOPIC, market, on).get("")
