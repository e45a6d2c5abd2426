"""How long the parts of a credit live: by the shop's own word, where the market's law lets them end."""

from datetime import date, datetime
from typing import Any

from makegood.casefile.days import local_day
from makegood.law.credit import bonus_until, owed_until
from makegood.law.load import zone_of


def ends_of(merchant: Any, market: str, *, now: datetime) -> dict[str, tuple[date | None, str]]:
    """{kind of part: (last day or None, its source)}. What is owed ends only where the shop wishes it (settings `credit.owed_ends`) and a rule lets it."""
    said = merchant.settings.get("credit") or {}
    on = local_day(now, zone_of(market))
    return {
        "bonus": bonus_until(market, on, said.get("bonus_days")),
        "owed": owed_until(market, on) if said.get("owed_ends") else (None, ""),
    }
