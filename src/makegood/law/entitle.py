"""`entitle`: what the law gives for one line of one case on one day."""

from datetime import date
from typing import Any

from makegood.kernel.period import add_days
from makegood.law.answering import answer_duty
from makegood.law.call_off import call_off
from makegood.law.conformity import conformity
from makegood.law.delay import delay, delivery
from makegood.law.disclosures import disclosures_missing
from makegood.law.finding import Finding
from makegood.law.load import changes_of, market, market_used
from makegood.law.scenario import Scenario, read_scenario
from makegood.law.withdrawal import withdrawal

_LONG = 366  # days in which an order is delivered, at the very longest


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _contract_day(scenario: Scenario) -> date:
    """A contract keeps the law of the day on which it was made, for all its rights: new consumer law names the contracts that it begins with
    (Dir. 2024/1799: contracts from 31 July 2026). A day that nobody knows is taken as late as it can be.
    """
    return scenario.placed_on or min(scenario.delivered_on or scenario.on, scenario.on)


def _not_made_yet(scenario: Scenario) -> bool:
    """Is something called off that is made for this customer and has not come yet?"""
    made_for_one = scenario.personalised or "made_to_order" in scenario.flags
    return scenario.kind == "cancellation" and made_for_one and (scenario.delivered_on is None or scenario.delivered_on > scenario.on)


def answer(scenario: Scenario) -> dict[str, Any]:
    """The contract's answer, JSON-ready. Refuses `unknown_market`."""
    used = market_used(scenario.market)
    made_on = _contract_day(scenario)
    finding = Finding(used, market(used, made_on), scenario)
    if scenario.placed_on is None and any(add_days(made_on, -_LONG) < date.fromisoformat(day) <= made_on for day in changes_of(used)):
        finding.lacks("order.placed_on")  # the law changed not long before: it may be the older one that counts
    finding.lower(finding.law["confidence"])
    contradictory = scenario.contradictions()
    if contradictory:  # one of the days is wrong and nobody knows which: what follows from them is no ground for an automatic refusal
        finding.lower("medium")
    parts = {
        "withdrawal": withdrawal(finding),
        "conformity": conformity(finding),
        "delay": delay(finding),
        "delivery": delivery(finding),
        "disclosures_missing": disclosures_missing(finding),
    }
    own = [cite for cite in finding.law["citations"] if cite not in finding.citations]
    found = _plain({"market_used": used, **parts, "citations": finding.citations + own, "confidence": finding.confidence})
    if finding.right_confidence != finding.confidence:
        found["right_confidence"] = finding.right_confidence
    if (duty := answer_duty(scenario.market, scenario.kind, scenario.on)) is not None:
        found["answer"] = duty
    if _not_made_yet(scenario) and (stop := call_off(scenario.market, scenario.on)) is not None:
        found["call_off"] = stop
    if finding.missing:
        found["missing"] = finding.missing
    if contradictory:
        found["contradictory"] = contradictory
    assert isinstance(found, dict)
    return found


def entitle(scenario: Any) -> dict[str, Any]:
    """The contract's JSON in and out. Refuses `bad_input` and `unknown_market`."""
    return answer(scenario if isinstance(scenario, Scenario) else read_scenario(scenario))
