"""What each way costs this shop for the lines of a case, from its own history as far as that says anything."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from makegood.apps.carriage import postage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inspection import queries as inspections
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import merchant_of
from makegood.casefile.days import local_day
from makegood.policy.decision import Decision, decision_from
from makegood.policy.economics import Costs, economics
from makegood.policy.economics.basis import owed_of_money
from makegood.policy.economics.figures import ENOUGH, Figure, measured
from makegood.policy.offer_money import OfferMoney
from makegood.policy.offers import make_offers

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


def costs_of_decision(decision: Any, own: OwnFigures, *, now: datetime) -> Costs:
    """By the record of a line's decision, as things stand today: what has waited since may have run out of a claim's window, and comes later.

    Refuses `price_unknown` and `cost_unknown`: too little is known to say anything.
    """
    record, merchant = decision.record, merchant_of(decision.merchant_id)
    found = _as_of(decision_from(record, record.get("currency") or merchant.currency), local_day(now, merchant.zone))
    money = OfferMoney(**record["money"]) if record.get("money") else None
    offers = make_offers(found, money=money, market=record["market"]) if money is not None else []
    owed = owed_of_money(found, money) if money is not None else None
    return economics(found, offers=offers, owed=owed, measured=own.figures)


def _as_of(decision: Decision, today: date) -> Decision:
    waited = max(0, (today - decision.on).days)
    supplier = decision.facts.get("supplier") or {}
    if not waited:
        return decision
    if supplier.get("claim_days_left") is not None:
        supplier = {**supplier, "claim_days_left": supplier["claim_days_left"] - waited}
    return replace(decision, on=today, facts={**decision.facts, "supplier": supplier})


def _day(moment: datetime) -> str:
    return moment.date().isoformat()
