"""What somebody declares, and the facts of the moment in which they do."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from makegood.apps.orders import queries as orders
from makegood.apps.orders.digests import contact_digest, number_key
from makegood.base.tenancy import merchant_of
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.hours import hours_of, working_day
from makegood.kernel.refusal import Refusal
from makegood.kernel.text import storable
from makegood.law.load import market_used, zone_of
from makegood.law.words import Words, words_for

ANSWER_DAYS = 2  # working days until a person has answered what the law may not give


@dataclass(frozen=True, slots=True)
class Said:
    """A declaration of withdrawal as typed. `lines`: (order line id, quantity) where the order's lines were ticked; `goods`: free text."""

    name: str = ""
    email: str = ""
    number: str = ""
    goods: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    language: str = "en"

    def fit(self) -> "Said":
        """The same with texts that can be kept."""
        name, email, number, goods = (storable(text).strip() for text in (self.name, self.email, self.number, self.goods))
        return replace(self, name=name, email=email, number=number, goods=goods)

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.email or self.number or self.goods or self.lines)


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when a declaration counts. `market` is empty where no law is known for the place; `answer_by` the last second of the last day."""

    market: str
    zone: str
    on: date
    answer_by: datetime
    words: Words


def market_of(order: Any, merchant: Any) -> tuple[str, str]:
    """(market, its zone): the order's, else the shop's own country; ("", the shop's zone) where no law is known for it."""
    market = order.market if order is not None else merchant.country
    try:
        market_used(market)
    except Refusal:
        return "", str(merchant.zone)
    return str(market), zone_of(market)


def moment_of(order: Any, merchant: Any, *, language: str, now: datetime) -> Moment:
    market, zone = market_of(order, merchant)
    on = local_day(now, zone)
    answer_on = working_day(local_day(now, merchant.zone), ANSWER_DAYS, hours_of(merchant))
    answer_by = end_of_day(answer_on, merchant.zone) - timedelta(seconds=1)  # the last second of the day that is named
    return Moment(market, zone, on, answer_by, words_for(market or merchant.country, language, on=on))


def sameness_of(said: Said, order: Any) -> str:
    """A keyed digest of who says what about which order: spaces and case do not matter."""
    lines = ",".join(f"{line_id}x{quantity}" for line_id, quantity in sorted(said.lines))
    about = order.public_id if order is not None else number_key(said.number) or "-"
    return contact_digest("|".join(("withdrawal", about, said.email, said.name, said.goods, lines)))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is declared of an order: units that are free for a case of their own, and those that stand in a case already."""

    free: dict[int, int]
    elsewhere: dict[int, tuple[int, Any]]  # order line id: (units, that case)


def wanted_of(order: Any, lines: list[dict[str, int]], taken: dict[int, tuple[int, Any]]) -> Wanted:
    """No line ticked: all of them. More units than the order has: what it has."""
    order_lines = {line.id: line for line in orders.lines_of(order.id)}
    asked = {one["line_id"]: one["quantity"] for one in lines if one["line_id"] in order_lines} or {
        line.id: line.quantity for line in order_lines.values()
    }
    free, elsewhere = {}, {}
    for line_id, quantity in asked.items():
        units, case = taken.get(line_id, (0, None))
        left = max(0, order_lines[line_id].quantity - units)
        wanted = min(quantity, order_lines[line_id].quantity)
        if min(wanted, left):
            free[line_id] = min(wanted, left)
        if case is not None and wanted > left:
            elsewhere[line_id] = (wanted - left, case)
    return Wanted(free, elsewhere)


def refusal_of(record: dict[str, Any]) -> dict[str, Any]:
    """{"reason", "until"} of a decision in which nothing follows from a withdrawal: the law's word, and the last day that there was."""
    right = record["entitlements"].get("change_of_mind", {}).get("withdrawal", {})
    return {"reason": right.get("reason") or "no_right", "until": right.get("until")}


def answer_language(language: str, merchant: Any) -> str:
    """A language that we have words in: the one asked for, or the shop's first."""
    known = {code for code, _ in settings.LANGUAGES} | set(merchant.languages)
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in known else (merchant.languages[0] if merchant.languages else "en")


def shop_address(merchant_id: int) -> str:
    merchant = merchant_of(merchant_id)
    return ", ".join([merchant.legal_name or merchant.name, *merchant.address])
