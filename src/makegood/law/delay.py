"""When goods are late, or never came."""

from datetime import date
from typing import Any

from makegood.kernel.period import add_days
from makegood.law.calendar import count
from makegood.law.finding import Finding


def due_on(finding: Finding) -> date | None:
    """The last day on which delivery is in time, grace that the law itself gives included."""
    rules, scenario = finding.law.get("delay") or {}, finding.scenario
    days, kind = rules.get("default_max_days"), rules.get("day_kind")
    after_promise = rules.get("counted_from") in ("promised_date", "contract_or_agreed_date")
    if scenario.promised_on is not None and rules.get("unless_agreed_otherwise") is False and days and scenario.placed_on is not None:
        return min(scenario.promised_on, count(scenario.placed_on, days, kind, finding.used))  # no agreement beyond it (TR 6502 art. 48(3))
    if scenario.promised_on is not None:
        return count(scenario.promised_on, days, kind, finding.used) if after_promise and days else scenario.promised_on
    if scenario.placed_on is None or days is None:
        finding.lacks("order.promised_on" if days is None else "order.placed_on")
        return None
    return count(scenario.placed_on, days, kind, finding.used)


def delay(finding: Finding) -> dict[str, Any]:
    """The contract's `delay` object: may the customer end the contract today."""
    rules, scenario = finding.law.get("delay") or {}, finding.scenario
    answer: dict[str, Any] = {"granted": False, "remedies": [], "refund_due_on": None, "notify_by": None, "silence": None}
    if scenario.delivered_on is not None and scenario.delivered_on <= scenario.on:
        return answer
    due = due_on(finding)
    if rules.get("ends") == "unless_consented":
        notify, silence, granted = _notice(finding, due)
        answer |= {"notify_by": notify, "silence": silence}
    elif rules.get("ends") == "after_extra_time":
        granted = (
            due is not None
            and scenario.on > due
            and any(event.until is not None and due < event.until < scenario.on for event in scenario.happened("extra_time_set"))
        )
    else:
        granted = due is not None and scenario.on > due
    if granted:
        finding.cite(rules)
        days = rules.get("refund_deadline_days")
        country = finding.used.split("-")[0]  # the working days of a federal rule are federal: Columbus Day is none in California either
        due_back = None if days is None else count(scenario.on, days, rules.get("refund_deadline_kind"), country)
        answer |= {"granted": True, "remedies": ["refund"], "refund_due_on": due_back}
    return answer


def _notice(finding: Finding, due: date | None) -> tuple[date | None, str | None, bool]:
    """The US rule (16 CFR 435.2(b)): (day by which the shop has to write, what silence means, may the customer cancel today).

    A first delay of thirty days or less with a date, announced in time: silence is consent; anything else: cancel. Who was asked may cancel
    until the new date, also where silence would be consent; who said yes to a date waits for it, who said yes to no date may cancel at any time.
    """
    scenario = finding.scenario
    finding.cite(finding.law["delay"])
    if due is None:
        return None, None, False
    announced = scenario.happened("delay_announced")
    if not announced:
        return due, None, scenario.on > due
    revised = announced[-1].until
    short = len(announced) == 1 and announced[0].on <= due and revised is not None and revised <= add_days(due, 30)
    notify_by = due if len(announced) == 1 else announced[-2].until or due
    agreed = any(event.on >= announced[-1].on for event in scenario.happened("consent_given"))
    return notify_by, "consent" if short else "cancel", not agreed or revised is None or scenario.on > revised


def delivery(finding: Finding) -> dict[str, Any]:
    """The contract's `delivery` object: nothing came, or it was not the customer who got it. The seller bears it until possession."""
    scenario = finding.scenario
    granted = scenario.kind == "delivered_not_received"
    if scenario.kind == "not_delivered":
        due = due_on(finding)
        granted = bool(scenario.happened("not_delivered")) or (due is not None and scenario.on > due)
    if granted:
        finding.cite(finding.law.get("risk_in_transit") or finding.law.get("delay"))
    return {"granted": granted, "remedies": ["replacement", "refund"] if granted else [], "burden": "shop"}
