"""What each way costs this shop for the lines of a case, from its own history as far as that says anything."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from makegood.apps.carriage import postage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inspection import queries as inspections
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import merchant_of
from makegood.policy.cost_basis import owed_of_money
from makegood.policy.cost_figures import ENOUGH, Figure, measured
from makegood.policy.decision import decision_from
from makegood.policy.economics import Costs, economics
from makegood.policy.offer_money import OfferMoney

PAST = timedelta(days=730)
# A share of one in two hundred shows in three times as many cases, or where it is so much larger that some were there (the rule of three).
_SHOWS, _SOME = 600, 3


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """`cases`: so many were opened in the time that is looked at; `has_enough`: pictures and shares of this shop's own may be shown."""

    figures: dict[str, Figure]
    cases: int

    @property
    def has_enough(self) -> bool:
        return self.cases >= ENOUGH


def own_figures(*, now: datetime, currency: str) -> OwnFigures:
    """Of the unit's shop, in five questions to the database; what its history is too short for is not among them."""
    since = now - PAST
    cases = returns.opened_between(since, now)
    if cases < ENOUGH:
        return OwnFigures({}, cases)
    cost, labels, first_label = postage.labels_cost(since, currency)
    share, ended, first_claim = claims.recovered_since(since)
    sold, units, first_look = inspections.sold_again_since(since)
    disputed = disputes.disputed_cases(since)
    found = []
    if labels >= ENOUGH and first_label is not None:
        found.append(measured("carriage_back_hub", cost, "money", what="labels", count=labels, since=_day(first_label)))
    if ended >= ENOUGH and first_claim is not None:
        share_of_one = Fraction(share).limit_denominator(10_000)
        found.append(measured("recovery", share_of_one, "share", what="claims on suppliers", count=ended, since=_day(first_claim)))
    if units >= ENOUGH and first_look is not None:
        found.append(
            measured("resale", Fraction(sold, units), "share", what="sound units that came back", count=units, since=_day(first_look))
        )
    if disputed >= _SOME or cases >= _SHOWS:
        found.append(measured("dispute", Fraction(disputed, cases), "share", what="cases", count=cases, since=_day(since)))
    return OwnFigures({figure.name: figure for figure in found}, cases)


def costs_of_decision(decision: Any, own: OwnFigures) -> Costs:
    """By the record of a line's decision. Refuses `price_unknown` and `cost_unknown`: too little is known to say anything."""
    record = decision.record
    currency = record.get("currency") or merchant_of(decision.merchant_id).currency
    found = decision_from(record, currency)
    owed = owed_of_money(found, OfferMoney(**record["money"])) if record.get("money") else None
    return economics(found, offers=record.get("offers", []), owed=owed, measured=own.figures)


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
