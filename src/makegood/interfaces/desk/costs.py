"""What each way costs, beside a line that is still to be decided or chosen."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.base.tenancy import Merchant
from makegood.insight.costs import OwnFigures, costs_of_decision, own_figures
from makegood.kernel.refusal import Refusal
from makegood.policy.economics import Cost, Costs
from makegood.web.bars import Bar, bars_svg
from makegood.web.cost_words import PARTS, figure_words, way_words
from makegood.web.templatetags.money_tags import money

OPEN = ("undecided", "needs_review", "offered")  # decisions of a line after which nothing is left to weigh up are not among them


def panel(rows: list[dict[str, Any]], merchant: Merchant, *, now: datetime) -> dict[str, Any] | None:
    """{"cases", "has_enough", "lines"}; None where no line is open or nothing can be said of any. `rows`: those of the case page."""
    waiting = [row for row in rows if row["decision"] is not None and row["line"].decision in OPEN]
    if not waiting:
        return None
    own = own_figures(now=now, currency=merchant.currency)
    lines = [found for row in waiting if (found := _line(row, own, now)) is not None]
    return {"cases": own.cases, "has_enough": own.has_enough, "lines": lines} if lines else None


def _line(row: dict[str, Any], own: OwnFigures, now: datetime) -> dict[str, Any] | None:
    """None where too little is known of the line to price anything: an order without prices in the shop's currency."""
    try:
        costs = costs_of_decision(row["decision"], own, now=now)
    except Refusal:
        return None
    name = row["line"].public_id
    ways = [_way(one, place, name, costs, own) for place, one in enumerate([*costs.rows, costs.alternative])]
    picture = _picture(ways, name, row["order_line"].title) if own.has_enough else ""
    return {"id": name, "title": row["order_line"].title, "currency": costs.currency, "ways": ways, "picture": picture}


def _way(cost: Cost, place: int, line: str, costs: Costs, own: OwnFigures) -> dict[str, Any]:
    return {
        "id": f"cost-{line}-{place}",
        "words": way_words(cost.way),
        "cost": cost,
        "said": money(cost.minor, costs.currency),
        "is_pick": cost is costs.policy,
        "is_least": cost is costs.cheapest,
        "is_other": cost is costs.alternative,
        "parts": [
            {
                "words": PARTS[part.name],
                "minor": part.minor,
                "figures": [figure_words(one, costs.currency, shares=own.has_enough) for one in part.figures],
            }
            for part in cost.parts
        ],
    }


def _picture(ways: list[dict[str, Any]], line: str, title: str) -> str:
    looks = (("is_least", "least"), ("is_pick", "pick"), ("is_other", "other"))
    bars = [
        Bar(way["words"], str(way["said"]), way["cost"].minor, " ".join(look for mark, look in looks if way[mark])) for way in ways
    ]  # fmt: skip
    least = next(way for way in ways if way["is_least"])
    text = _("The shortest bar is %(way)s, %(amount)s. The table below has every number.") % {
        "way": least["words"],
        "amount": least["said"],
    }
    return bars_svg(bars, name=f"bars-{line}", title=_("What each way costs you: %(title)s") % {"title": title}, text=text)
