"""The legal guarantee: goods not as agreed. Personalised goods keep it everywhere."""

from datetime import date
from typing import Any

from makegood.kernel.period import add_days, add_months
from makegood.law.calendar import count
from makegood.law.finding import Finding
from makegood.law.scenario import NON_CONFORMITY

_REMEDIES = {
    "reject_full_refund": ("refund",), "termination_refund": ("refund",), "final_reject": ("refund",), "rescission_refund": ("refund",),
    "reject_and_refund": ("refund",), "revoke_acceptance_refund": ("refund",), "take_back_and_refund": ("refund",), "refund": ("refund",),
    "reject_refund_or_replacement": ("refund", "replacement"), "repair": ("repair",), "repair_again": ("repair",),
    "replacement": ("replacement",), "price_reduction": ("price_reduction",), "keep_and_compensation": ("price_reduction",),
}  # fmt: skip
# Who chooses first; where the law leaves it to agreement, a court or standards nobody does alone.
_CHOOSERS = {
    "consumer": "customer", "consumer_or_commission": "customer", "consumer_or_trader": "customer", "trader": "shop",
    "trader_then_consumer": "shop",
}  # fmt: skip


def conformity(finding: Finding) -> dict[str, Any]:
    """The contract's `conformity` object; its dates are answered for every kind of case."""
    rules, scenario = finding.law["defect"], finding.scenario
    until = _until(finding, rules)
    reject_until = _reject_until(finding, rules)
    tiers = _tiers(finding, rules, reject_until)
    reason = None
    if scenario.kind == "customer_input_error":
        reason = "conforms_to_contract"
    elif scenario.kind in NON_CONFORMITY and until is not None and scenario.on > until:
        reason = "guarantee_over"
        if _may_still_be_claimed(finding, rules, until):
            finding.lower("medium")
    granted = scenario.kind in NON_CONFORMITY and reason is None
    if granted:
        finding.cite(rules)
    answer_days = rules.get("response_days") or rules.get("complaint_deadline_days")
    return {
        "granted": granted,
        "reason": reason,
        "until": until,
        "presumed_until": _presumed(finding, rules),
        "remedies": [remedies for remedies, _ in tiers],
        "chooser": _CHOOSERS.get(tiers[0][1]) if tiers else None,
        "return_paid_by": "shop" if rules.get("return_cost_payer") == "trader" else "customer",
        "reject_until": reject_until,
        "answer_by": add_days(scenario.on, answer_days) if answer_days and granted else None,
        "silence": rules.get("silence") if answer_days and granted else None,
    }


def _reject_until(finding: Finding, rules: dict[str, Any]) -> date | None:
    """Last day of the first weeks in which goods may be refused at once; where a repair stops that clock some days are left after it."""
    delivered, days = finding.scenario.delivered_on, rules.get("short_term_reject_days")
    if days is None:
        return None
    if delivered is None:
        finding.lacks("order.delivered_on")
        return None
    until = count(delivered, days, rules.get("short_term_reject_day_kind"), finding.used)
    left = rules.get("short_term_reject_left_after_repair")
    if not left:
        return until
    for repair in finding.scenario.happened("repaired"):
        if repair.on > until:
            finding.lower("medium")  # whether the repair was asked for while the clock still ran is not among the facts
        if add_days(repair.on, left["days"]) > until:
            until = add_days(repair.on, left["days"])
            finding.cite(left)
    return until


def _until(finding: Finding, rules: dict[str, Any]) -> date | None:
    scenario = finding.scenario
    start = scenario.on if rules.get("counted_from") == "discovery" else scenario.delivered_on
    months, days = rules.get("guarantee_months"), rules.get("guarantee_days")
    if "perishable" in scenario.flags and rules.get("guarantee_days_non_durable"):
        months, days = None, rules["guarantee_days_non_durable"]
    if months is None and days is None:
        return None
    if start is None:
        finding.lacks("order.delivered_on")
        return None
    end = add_months(start, months) if months is not None else add_days(start, days or 0)
    return _extended(finding, rules, end)


def _may_still_be_claimed(finding: Finding, rules: dict[str, Any], until: date) -> bool:
    """Whether the guarantee is over only as far as the facts go: no rule says no then, a person looks at it.

    Months in which a fault that showed in time may still be claimed or sued for (DE 475e, AT VGG 28, IT 133); a longer guarantee for what is
    made to last (NO 27); hidden faults, whose time runs from when they were found (BR CDC 26 s. 3). When it showed is not among the facts.
    """
    delivered, on = finding.scenario.delivered_on, finding.scenario.on
    graces = [rules.get("action_grace_months"), rules.get("late_claim_months")]
    if rules.get("action_prescribes_months"):
        graces.append(rules["action_prescribes_months"] - rules["guarantee_months"])
    in_grace = any(on <= add_months(until, months) for months in graces if months)
    long_lived = rules.get("guarantee_months_long_lived")
    return (
        in_grace or bool(rules.get("hidden_from_discovery")) or bool(long_lived and delivered and on <= add_months(delivered, long_lived))
    )


def _extended(finding: Finding, rules: dict[str, Any], end: date) -> date | None:
    """A repair lengthens the guarantee: by the Directive for contracts from its day, else by national law; the longer one, never both."""
    scenario = finding.scenario
    repairs = [event for event in scenario.happened("repaired") if event.on <= end]
    if not repairs:
        return end
    best = end
    directive, national = rules.get("repair_extension"), rules.get("repair_extension_national")
    since = date.fromisoformat(directive["contracts_from"]) if directive else date.max
    if directive and scenario.placed_on is None and (scenario.delivered_on or date.max) >= since:
        finding.lacks("order.placed_on")
        return None
    if directive and scenario.placed_on is not None and scenario.placed_on >= since:
        best = add_months(end, directive["extra_months"])
        finding.lower(directive.get("confidence", "medium"))
        finding.cite(directive)
    if national:
        longer = add_months(end, national["extra_months"] * min(len(repairs), national.get("max_times", 1)))
        if longer > best:
            best = longer
            finding.cite(national)
    return best


def _presumed(finding: Finding, rules: dict[str, Any]) -> date | None:
    months = rules.get("presumption_months")
    if "second_hand" in finding.scenario.flags and rules.get("presumption_second_hand_months"):
        months = rules["presumption_second_hand_months"]
    delivered = finding.scenario.delivered_on
    if not months:
        return None
    if delivered is None:
        finding.lacks("order.delivered_on")
        return None
    return add_months(delivered, months)


def _tiers(finding: Finding, rules: dict[str, Any], reject_until: date | None) -> list[tuple[list[str], str]]:
    """Remedies in the law's order; a tier whose time is over is left out."""
    scenario, tiers = finding.scenario, list(rules.get("remedy_order") or [])
    failed = bool(scenario.happened("repair_failed"))
    if any(tier["tier"] in ("major", "minor") for tier in tiers):
        if scenario.major is None and scenario.kind in NON_CONFORMITY:
            finding.lacks("case.major")
        names_of = [tier["tier"] for tier in tiers]
        now = "major" if scenario.major else "not_remedied" if failed and "not_remedied" in names_of else "minor"
        tiers = [tier for tier in tiers if tier["tier"] == now]
    later = [tier for tier in tiers if tier["tier"] not in (0, 1)]
    found = []
    for tier in tiers:
        if tier["tier"] == 0 and (reject_until is None or scenario.on > reject_until):
            continue
        if tier["tier"] == 1 and failed and later:
            continue
        names: list[str] = []
        for word in tier["remedies"]:
            names += [name for name in _REMEDIES.get(word, ()) if name not in names]
        if names:
            found.append((names, tier["chooser"]))
    return found
