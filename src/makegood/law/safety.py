"""Who must be told by when that goods are dangerous, and which words a recall may not use (adjacent topic `product_safety`). Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from makegood.law.adjacent import Adjacent, adjacent
from makegood.law.calendar import add_business_days, is_working_day, roll
from makegood.law.load import market_used, zone_of

# What a rule calls each of the roles that a shop can have. Whoever sells is always a distributor, by whatever name.
_NAMES = {
    "manufacturer": {"manufacturer", "producer"},
    "importer": {"importer", "producer"},
    "distributor": {"distributor", "retailer", "seller", "supplier", "every_supplier_in_chain"},
}


@dataclass(frozen=True, slots=True)
class Report:
    """`duty`: report (to the authority at `portal`) or tell_maker. `by_law`: the rule names the time; otherwise it says "at once" in some
    words, and `due_at` is the end of the next working day, which is ours. `market`: whose rule it is (EU for a member state)."""

    market: str
    duty: str
    portal: str
    cite: str
    confidence: str
    by_law: bool
    due_at: datetime


def roles_of(*, own_brand: bool, brought_in: bool) -> frozenset[str]:
    """`own_brand`: the shop's name stands on it, so that it is the manufacturer (Reg. (EU) 2023/988 art. 13); `brought_in`: nobody stands
    between a supplier abroad and the customer, so that it is treated as the importer (art. 3(9); US 15 USC 2052(a)(9))."""
    return frozenset({"distributor", *(["manufacturer"] if own_brand else []), *(["importer"] if brought_in else [])})


def reports(market: str, *, roles: frozenset[str], known_at: datetime) -> list[Report]:
    """What has to be told about goods sold in `market`, from the moment that the shop knows of it; the most urgent first."""
    zone = zone_of(market)
    on = known_at.astimezone(ZoneInfo(zone)).date()
    found = adjacent("product_safety", market, on).get("report")
    made = [] if found is None else [_report(row, market, zone, roles, known_at) for row in found.rows if row["status"] == "in_force"]
    return sorted((one for one in made if one is not None), key=lambda one: (one.due_at, one.market, one.cite))


def _report(row: dict[str, Any], market: str, zone: str, roles: frozenset[str], known_at: datetime) -> Report | None:
    rule = row["rule"]
    named = frozenset().union(*(_NAMES[role] for role in roles)) & frozenset(rule.get("who") or ())
    if not named and not rule.get("distributor_must"):
        return None
    due_at, by_law = _due(rule.get("within"), market, zone, known_at)
    return Report(
        row["market"],
        "report" if named else "tell_maker",
        str(rule.get("portal", "")),
        str(row["cite"]),
        str(row["confidence"]),
        by_law,
        due_at,
    )


def _due(within: Any, market: str, zone: str, known_at: datetime) -> tuple[datetime, bool]:
    code, local = market_used(market), known_at.astimezone(ZoneInfo(zone))
    if not isinstance(within, dict):
        return _end(add_business_days(local.date(), 1, code), zone), False
    value, kind = int(within["value"]), within["unit"]
    if kind == "hours":
        return (
            _working_hours(local, value, code) if within.get("weekends_and_holidays_count") is False else local + timedelta(hours=value)
        ), True
    if kind == "business_days":
        return _end(add_business_days(local.date(), value, code), zone), True
    day = local.date() + timedelta(days=value)
    return _end(roll(day, code) if "moves" in str(within.get("note", "")) else day, zone), True


def _end(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - timedelta(seconds=1)


def _working_hours(start: datetime, hours: int, code: str) -> datetime:
    """`hours` later, where the hours of days without work do not count (16 CFR 1115.14(e))."""
    at, left = start, timedelta(hours=hours)
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
        if is_working_day(at.date(), code):
            if midnight - at >= left:
                return at + left
            left -= midnight - at
        at = midnight


def notice_rules(market: str, on: date) -> Adjacent | None:
    """What a recall's notice must hold and must not say there; None where the rows are silent."""
    return adjacent("product_safety", market, on).get("recall_notice")


def remedies_at_least(markets: Iterable[str], on: date) -> int:
    """How many remedies a safety recall has to offer (EU: two, Reg. (EU) 2023/988 art. 37(2)); 1 where nothing is said."""
    found = [adjacent("product_safety", market, on).get("remedy") for market in markets]
    return max((int(one.get("offer_at_least") or 1) for one in found if one is not None), default=1)


# The words of art. 36(3) of Reg. (EU) 2023/988, "any elements that may decrease a consumer's perception of risk", in the languages of the portal.
_SOFT = {
    "voluntary": r"voluntar|freiwillig|volontaire|vrijwillig",
    "precautionary": r"precaution|vorsorglich|vorsichtshalber|vorsichtsmaßnahme|précaution|precauci|precauzion|voorzorg",
    "discretionary": r"discretion|nach (?:unserem )?ermessen|kulanz|discrétion|discreci|discrezion|naar eigen inzicht",
    "in_rare_situations": r"\brare(?:ly)?\b|in (?:sehr )?seltenen fällen|\bselten\b|dans de rares cas|en raras|in rari casi|zeldzame",
    "in_specific_situations": r"in (?:specific|certain) (?:situations|cases|circumstances)|in (?:bestimmten|einzelnen|manchen) (?:fällen|situationen)|dans certains cas|en ciertos casos|in alcuni casi|in bepaalde gevallen",
    "no_accidents_reported": r"no (?:accidents?|incidents?|injur\w+|reports?)|(?:keine|keinerlei) (?:unfälle|vorfälle|verletzungen|meldungen)|aucun accident|ningún accidente|nessun incidente|geen (?:ongevallen|incidenten)",
}  # fmt: skip


def soft_words(text: str, markets: Iterable[str], on: date) -> list[str]:
    """The words in `text` that make a danger sound smaller and that the notice's rules of these markets forbid, as they stand there."""
    banned = {word for market in markets if (rules := notice_rules(market, on)) is not None for word in rules.get("must_not") or ()}
    found = [match.group(0) for code, pattern in _SOFT.items() if code in banned for match in re.finditer(pattern, text, re.IGNORECASE)]
    return list(dict.fromkeys(found))
