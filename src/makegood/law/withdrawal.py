"""The right to change one's mind."""

from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text, round_half_up, text_from_minor
from makegood.kernel.period import add_days, add_months
from makegood.law.calendar import count, roll
from makegood.law.exceptions import find_exception
from makegood.law.finding import PAYERS, Finding
from makegood.law.scenario import NON_CONFORMITY

_REFUSED: dict[str, Any] = {
    "remedies": [], "return_paid_by": None, "outbound_shipping_refunded": None, "refund_due_on": None, "withheld_until": None,
    "send_back_by": None, "deductions": [], "max_fee": None,
}  # fmt: skip


# A fee is for a change of mind, not for what the shop got wrong (Israel s. 14E(a): defect, mismatch, late or no delivery).
_TRADER_S_FAULT = NON_CONFORMITY | {"late", "not_delivered", "delivered_not_received"}


def withdrawal(finding: Finding) -> dict[str, Any]:
    """The contract's `withdrawal` object."""
    rules = finding.law["change_of_mind"]
    regime = rules["regime"]
    found = find_exception(finding) if regime != "none" else None
    until, reason = (None, found[1]) if found else _window(finding, rules)
    answer: dict[str, Any] = {"granted": reason is None, "regime": regime, "until": until, "exemption": found[0] if found else None}
    if reason is not None:
        return answer | {"reason": reason} | _REFUSED
    return answer | {
        "reason": None,
        "remedies": ["refund"],
        "return_paid_by": _payer(finding, rules),
        "outbound_shipping_refunded": _outbound(finding, rules),
        "refund_due_on": _refund_due(finding, rules),
        "withheld_until": _withheld(rules),
        "send_back_by": _send_back_by(finding, rules),
        "deductions": _deductions(finding, rules),
        "max_fee": _max_fee(finding, rules),
    }


def _window(finding: Finding, rules: dict[str, Any]) -> tuple[date | None, str | None]:
    """(last day, reason of refusal). No last day and no reason: the right stands without an end that is known."""
    regime = rules["regime"]
    if regime == "none":
        return None, "no_statutory_right"
    if regime == "disclosure_default":
        if _policy_shown(finding, rules):
            return None, "policy_was_disclosed"
        default = rules["default_if_policy_not_disclosed"]
        if "used" in finding.scenario.flags and {"unused", "new"} & set(default.get("conditions") or []):
            finding.cite(default)
            return None, "used_by_consumer"
        until = _default_until(finding, default)
    elif regime == "formality":
        grounds = [ground for ground in rules.get("cancellation_grounds") or [] if _holds(ground, finding)]
        if "full_trader_information" in finding.scenario.disclosures or not grounds or _too_small(rules, finding):
            return None, "no_statutory_right"
        until = _formality_until(finding, grounds)
    else:
        until = _withdrawal_until(finding, rules)
    return until, "window_over" if until is not None and finding.scenario.on > until else None


def _policy_shown(finding: Finding, rules: dict[str, Any]) -> bool:
    needed = {"policy_in_advert", "policy_on_final_screen"} if rules.get("policy_must_be_disclosed_where") else {"policy_before_purchase"}
    return needed <= finding.scenario.disclosures


def _start(finding: Finding, counted_from: str) -> date | None:
    scenario = finding.scenario
    if counted_from in ("purchase", "contract", "order"):
        fact, day = "order.placed_on", scenario.placed_on
    else:
        fact, day = "order.delivered_on", scenario.delivered_on
        document = scenario.contract_document_on
        if counted_from == "later_of_delivery_or_contract_document" and day is not None and document is not None:
            day = max(day, document)
    if day is None:
        finding.lacks(fact)
    return day


def _default_until(finding: Finding, rule: dict[str, Any]) -> date | None:
    finding.cite(rule)
    start = _start(finding, rule["counted_from"])
    if rule.get("window_days") is None or start is None:
        return None
    return count(start, rule["window_days"], rule.get("day_kind"), finding.used, first_included=rule.get("first_day") == "included")


def _holds(ground: dict[str, Any], finding: Finding) -> bool:
    """A ground with a period of days; that no copy came in time falls away with a copy that did (Quebec CPA s. 54.7, Ontario s. 39)."""
    scenario = finding.scenario
    if ground["ground"] == "no_copy_within_15_days" and scenario.placed_on and scenario.contract_document_on:
        return scenario.contract_document_on > add_days(scenario.placed_on, 15)
    return bool(ground.get("window_days"))


def _too_small(rules: dict[str, Any], finding: Finding) -> bool:
    """The rules bind only above an amount (Ontario: CAD 50)."""
    least, scenario = rules.get("applies_over_amount"), finding.scenario
    if not least or least["currency"] != scenario.currency:
        return False
    if scenario.total is None:
        finding.lacks("order.total")
        return False
    return scenario.total <= minor_from_text(str(least["amount"]), scenario.currency)


def _formality_until(finding: Finding, grounds: list[dict[str, Any]]) -> date | None:
    scenario, days = finding.scenario, []
    for ground in grounds:
        start = scenario.placed_on if ground["counted_from"] == "contract" else scenario.contract_document_on
        if start is not None:
            finding.cite(ground)
            days.append(add_days(start, ground["window_days"]))
    if not days:
        finding.lacks("order.contract_document_on")
    return max(days, default=None)


def _withdrawal_until(finding: Finding, rules: dict[str, Any]) -> date | None:
    scenario = finding.scenario
    start = _start(finding, rules["counted_from"])
    if start is None:
        return None
    first = rules.get("first_day") == "included"
    until: date | None = count(start, rules["window_days"], rules.get("day_kind"), finding.used, first_included=first)
    if "withdrawal_info" not in scenario.disclosures:
        assert until is not None
        until = _extended(finding, rules, start, until)
    return roll(until, finding.used) if until is not None and rules.get("rolls_if_last_day_is_holiday") else until


def _extended(finding: Finding, rules: dict[str, Any], start: date, until: date) -> date | None:
    """The window of a customer who was not informed (in time)."""
    extension = rules.get("extension_if_not_informed")
    if not extension:
        return until
    finding.cite(extension)
    if extension.get("extra_months"):
        cap: date | None = add_months(until, extension["extra_months"])
    elif extension.get("to_days"):
        cap = add_days(start, extension["to_days"])
    elif extension.get("to_months"):
        cap = add_months(start, extension["to_months"])
    else:
        cap = None
    late = finding.scenario.disclosed_late_on
    if late is not None and late <= finding.scenario.on and (cap is None or late <= cap):
        own = count(late, rules["window_days"], rules.get("day_kind"), finding.used)
        return max(until, min(own, cap) if cap is not None and extension.get("capped") else own)
    return cap


def _payer(finding: Finding, rules: dict[str, Any]) -> str:
    payer = rules.get("return_shipping_payer", "contract")
    if payer in ("consumer_if_informed", "trader_if_not_informed") and "return_cost_on_customer" not in finding.scenario.disclosures:
        return "shop"
    return PAYERS.get(payer, "customer")


def _outbound(finding: Finding, rules: dict[str, Any]) -> str:
    """The lower of paid and standard, all, or nothing. Some lines only: the flat postage of what is kept stays."""
    scenario, rule = finding.scenario, rules.get("outbound_shipping_refunded")
    paid = scenario.outbound_shipping
    if rule not in ("full", "standard_only"):
        return text_from_minor(0, scenario.currency)
    if paid is None:
        finding.lacks("order.outbound_shipping")
        return text_from_minor(0, scenario.currency)
    amount = paid
    if rule == "standard_only" and scenario.standard_shipping is not None:
        amount = min(paid, scenario.standard_shipping)
    if scenario.total is not None and scenario.price is not None and scenario.price + paid < scenario.total:
        finding.lower("medium", amount_only=True)
        amount = 0 if scenario.standard_shipping is None else max(0, amount - scenario.standard_shipping)
    finding.cite({"cite": rules.get("outbound_shipping_cite")})
    return text_from_minor(amount, scenario.currency)


def _first(days: list[date]) -> date | None:
    return min(days, default=None)


def _refund_due(finding: Finding, rules: dict[str, Any]) -> date | None:
    """Never rolls. Null until its trigger is known."""
    scenario, trigger = finding.scenario, rules.get("refund_trigger")
    posted = _first([event.on for event in scenario.happened("goods_posted")])
    received = _first([event.on for event in scenario.happened("goods_received")])
    proof = _first([day for day in (posted, received) if day is not None])
    days, kind = rules.get("refund_deadline_days"), rules.get("refund_deadline_kind")
    if days is None:
        return scenario.on if rules.get("refund_immediate") else None
    start: date | None = scenario.on
    if trigger == "goods_received":
        start = received
    elif trigger == "goods_received_or_proof_of_sending" and scenario.delivered_on is not None:
        start = proof
    elif trigger == "withdrawal_notice_and_goods_returned":
        start = None if received is None else max(received, scenario.on)
    if start is None:
        return None
    due = count(start, days, kind, finding.used)
    return max(due, proof) if proof is not None and rules.get("refund_withhold_until") else due


def _withheld(rules: dict[str, Any]) -> str | None:
    if rules.get("refund_withhold_until") or rules.get("refund_trigger") == "goods_received_or_proof_of_sending":
        return "goods_received_or_posted"
    return "goods_received" if rules.get("refund_trigger") in ("goods_received", "withdrawal_notice_and_goods_returned") else None


def _send_back_by(finding: Finding, rules: dict[str, Any]) -> date | None:
    days = rules.get("consumer_must_send_back_within_days")
    return None if days is None else add_days(finding.scenario.on, days)


def _deductions(finding: Finding, rules: dict[str, Any]) -> list[str]:
    found = []
    for deduction in rules.get("deductions_allowed") or []:
        if deduction.get("lost_if") and "withdrawal_info" not in finding.scenario.disclosures:
            continue
        found.append(deduction["kind"])
        finding.cite(deduction)
    return found


def _max_fee(finding: Finding, rules: dict[str, Any]) -> str:
    """The highest cancellation fee that the law lets a shop keep (Israel: the lower of 5 % and ILS 100)."""
    scenario, fee = finding.scenario, 0
    for deduction in rules.get("deductions_allowed") or []:
        if deduction.get("max_pct") is not None and scenario.price is not None and scenario.kind not in _TRADER_S_FAULT:
            fee = round_half_up(Fraction(scenario.price * int(deduction["max_pct"]), 100))
            cap = deduction.get("max_amount") or {}
            if cap.get("currency") == scenario.currency:
                fee = min(fee, minor_from_text(str(cap["amount"]), scenario.currency))
            elif cap:
                finding.lower("medium", amount_only=True)  # whether the cap is reached depends on a rate that is not among the facts
    return text_from_minor(fee, scenario.currency)
