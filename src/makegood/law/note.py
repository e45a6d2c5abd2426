"""What a market's values mean, in sentences: the part of `makegood law show` that a lawyer reads first."""

from collections.abc import Iterator
from typing import Any

Line = tuple[int, str, str]  # depth, sentence, citation
_STARTS = {
    "delivery": "from delivery", "delivery_last_parcel": "from delivery of the last parcel", "purchase": "from the purchase",
    "later_of_delivery_or_contract_document": "from delivery or from the contract document, whichever is later", "contract": "from the contract",
    "order": "from the order", "payment": "from payment", "discovery": "from the day on which the fault was found", "promised_date": "from the promised day",
    "contract_or_agreed_date": "from the agreed day, else from the contract", "properly_completed_order": "from a complete order",
    "receipt_of_contract_copy": "from the copy of the contract", "receipt_of_copy": "from the copy of the contract",
}  # fmt: skip
_PAYERS = {
    "consumer": "the customer", "consumer_if_informed": "the customer, if told before the purchase; otherwise the shop", "trader": "the shop",
    "trader_if_not_informed": "the shop, unless the customer was told", "contract": "whoever the contract names",
}  # fmt: skip
_OUTBOUND = {
    "full": "all of it is refunded", "standard_only": "refunded up to the cheapest ordinary way of sending", "none_required": "not refunded by law",
}  # fmt: skip
_TRIGGERS = {
    "withdrawal_notice_received": "from the customer's notice", "goods_received": "from the goods coming back",
    "goods_received_or_proof_of_sending": "from the goods coming back or from proof of sending, whichever is earlier",
    "withdrawal_notice_and_goods_returned": "from notice and goods, both", "cancellation": "from the cancellation",
    "cancellation_notice": "from the notice of cancellation",
}  # fmt: skip
_EFFECTS = {
    "no_right": "no right", "lost_when_unsealed": "lost once it was unsealed", "lost_when_mixed": "lost once it was mixed with other things",
    "lost_on_start_with_consent": "lost once it has begun with the customer's consent", "duty_not_applicable": "the rule does not apply to it",
    "may_exclude": "the shop may exclude it",
}  # fmt: skip
_AGREED = {"True": ", unless another day was agreed", "False": ", and no agreement can make it longer"}
_CHOOSERS = {
    "consumer": "the customer chooses", "trader": "the shop chooses", "consumer_or_commission": "the customer chooses, or the commission",
    "consumer_or_trader": "either chooses", "trader_then_consumer": "the shop first, then the customer", "agreement": "by agreement",
    "court_or_agreement": "by agreement or court", "standards": "by official standards that bind nobody",
}  # fmt: skip
_REGIMES = {
    "none": "The law gives no right to change one's mind about goods bought online; the shop's own promise binds it.",
    "disclosure_default": "No right where the shop's return policy was shown as the law asks; otherwise:",
    "formality": "No right for a change of mind as such. The customer may cancel where a formality failed:",
}  # fmt: skip


def plain(word: Any) -> str:
    return str(word).replace("_", " ")


def _days(number: int | None, kind: str | None = None) -> str:
    return f"{number} {'business ' if kind == 'business' else ''}{'day' if number == 1 else 'days'}"


def _months(number: int) -> str:
    years, rest = divmod(number, 12)
    return f"{years} {'year' if years == 1 else 'years'}" if years and not rest else f"{number} months"


def _period(rules: dict[str, Any]) -> str:
    """14 days from delivery, the day of delivery not counted."""
    if rules.get("window_days") is None:
        return "a period that the law gives no number for" + (f" ({rules['window_note']})" if rules.get("window_note") else "")
    first = {"included": ", the day itself being day 1", "excluded": ", the day itself not counted"}.get(str(rules.get("first_day")), "")
    return f"{_days(rules['window_days'], rules.get('day_kind'))} {_STARTS.get(str(rules.get('counted_from')), '')}{first}"


def change_of_mind(rules: dict[str, Any]) -> Iterator[Line]:
    regime = rules["regime"]
    if regime == "withdrawal":
        rolls = (
            "; a last day on a weekend or public holiday moves to the next working day" if rules.get("rolls_if_last_day_is_holiday") else ""
        )
        yield 0, f"The customer may change their mind within {_period(rules)}{rolls}.", ""
    else:
        yield 0, _REGIMES[regime], ""
    default = rules.get("default_if_policy_not_disclosed")
    if regime == "disclosure_default" and default:
        kept = f", if {', '.join(map(plain, default['conditions']))}" if default.get("conditions") else ""
        yield 1, f"{plain(default['remedy'])} within {_period(default)}{kept}", default["cite"]
    for ground in rules.get("cancellation_grounds") or []:
        length = _period(ground) if ground.get("window_days") else plain(ground.get("window", ""))
        yield 1, f"{plain(ground['ground'])}: {length}", ground["cite"]
    if regime == "none":
        return
    extension = rules.get("extension_if_not_informed")
    if extension:
        yield 0, f"Not told of the right: {extension['rule']}.", extension["cite"]
    for exception in rules.get("exceptions") or []:
        yield 1, _exception(exception), exception["cite"]
    yield from _money_back(rules)


def _exception(of: dict[str, Any]) -> str:
    needs = ""
    if of.get("disclosure") == "must_consent":
        needs = "; only with notice and the customer's own consent"
    elif of.get("voids_exception"):
        needs = "; only where the customer was told before"
    elif of.get("disclosure") == "must_inform":
        needs = "; the customer must be told, though the exception stands without"
    test = f". {of['test']}" if of.get("test") else ""
    return f"Exception, {plain(of['kind'])}: {_EFFECTS.get(of.get('effect', 'no_right'), '')}{needs}{test}"


def _money_back(rules: dict[str, Any]) -> Iterator[Line]:
    days, trigger = rules.get("refund_deadline_days"), _TRIGGERS.get(str(rules.get("refund_trigger")), "")
    if rules.get("refund_immediate"):
        yield 0, f"Refund: at once {trigger}.", ""
    elif days is not None:
        held = rules.get("refund_withhold_until")
        until = f"; it may be held back until {' or '.join(map(plain, held))}" if held else ""
        yield 0, f"Refund: within {_days(days, rules.get('refund_deadline_kind'))} {trigger}{until}.", ""
    if rules.get("outbound_shipping_refunded"):
        yield 0, f"Postage of the way out: {_OUTBOUND[rules['outbound_shipping_refunded']]}.", rules.get("outbound_shipping_cite", "")
    if rules.get("return_shipping_payer"):
        yield 0, f"Postage of the way back: {_PAYERS[rules['return_shipping_payer']]}.", ""
    if rules.get("consumer_must_send_back_within_days"):
        yield 0, f"The goods go back within {_days(rules['consumer_must_send_back_within_days'])} of the notice.", ""
    for deduction in rules.get("deductions_allowed") or []:
        cap = f", at most {deduction['max_pct']} %" if deduction.get("max_pct") is not None else ""
        most = deduction.get("max_amount")
        cap += f" or {most['currency']} {most['amount']}, whichever is lower" if most else ""
        when = f": {deduction['when']}" if deduction.get("when") else ""
        lost = f"; lost if {deduction['lost_if']}" if deduction.get("lost_if") else ""
        yield 1, f"May be deducted, {plain(deduction['kind'])}{cap}{when}{lost}", deduction["cite"]
    if rules.get("deductions_forbidden"):
        yield 0, f"Never allowed: {', '.join(map(plain, rules['deductions_forbidden']))}.", ""


def defect(rules: dict[str, Any]) -> Iterator[Line]:
    start = _STARTS.get(str(rules.get("counted_from", "delivery")), "from delivery")
    if rules.get("guarantee_months") is not None:
        yield 0, f"The shop answers for {_months(rules['guarantee_months'])} {start}.", ""
    elif rules.get("guarantee_days") is not None:
        short = f"; {_days(rules['guarantee_days_non_durable'])} for what does not last" if rules.get("guarantee_days_non_durable") else ""
        yield 0, f"The shop answers for {_days(rules['guarantee_days'])} {start}{short}.", ""
    else:
        yield 0, f"The law names no number of months: {rules.get('guarantee_basis', 'a reasonable time')}.", ""
    if rules.get("late_claim_months"):
        yield 0, f"A fault that showed in that time may be claimed for {rules['late_claim_months']} months after it showed.", ""
    if rules.get("hidden_from_discovery"):
        yield 0, "For a hidden fault the time runs from the day on which it was found.", ""
    if rules.get("presumption_months"):
        yield 0, f"For {_months(rules['presumption_months'])} a fault is presumed to have been there at delivery.", ""
    if rules.get("short_term_reject_days"):
        yield 0, f"Goods may be refused at once for {_days(rules['short_term_reject_days'], rules.get('short_term_reject_day_kind'))}.", ""
    for tier in rules.get("remedy_order") or []:
        name = f"Tier {tier['tier']}" if isinstance(tier["tier"], int) else plain(tier["tier"]).capitalize()
        more = "; ".join(tier[key] for key in ("when", "limits") if tier.get(key))
        yield (
            1,
            f"{name}: {' or '.join(map(plain, tier['remedies']))}; {_CHOOSERS.get(tier['chooser'], tier['chooser'])}{f' ({more})' if more else ''}",
            "",
        )
    if rules.get("return_cost_payer"):
        yield 0, f"Sending back: {_PAYERS[rules['return_cost_payer']]} pays.", ""
    for name in ("repair_extension", "repair_extension_national"):
        extension = rules.get(name)
        if extension:
            since = f", for contracts from {extension['contracts_from']}" if extension.get("contracts_from") else ""
            grade = f" (confidence {extension['confidence']})" if extension.get("confidence") else ""
            times = f", {extension['max_times']} times at most" if extension.get("max_times") else ""
            yield 0, f"A repair adds {_months(extension['extra_months'])}{times}{since}{grade}.", extension["cite"]
    if rules.get("applies_to_personalised"):
        yield 0, "Personalised goods keep all of this.", rules.get("personalised_cite", "")


def delay(rules: dict[str, Any]) -> Iterator[Line]:
    if rules.get("default_max_days") is not None:
        agreed = _AGREED.get(str(rules.get("unless_agreed_otherwise")), "")
        start = _STARTS.get(str(rules.get("counted_from")), "")
        yield 0, f"Goods come within {_days(rules['default_max_days'], rules.get('day_kind'))} {start}{agreed}.", ""
    else:
        yield 0, "Goods come by the promised day; the law names no number of its own.", ""
    if rules.get("ends") == "after_extra_time":
        yield 0, "Then the customer sets a further reasonable time, and may end the contract when that is over too.", ""
    elif rules.get("ends") == "unless_consented":
        yield 0, "Then the shop must ask: without the customer's consent to the new day the order is cancelled and refunded.", ""
    else:
        yield 0, "Then the customer may end the contract.", ""
    if rules.get("refund_deadline_days") is not None:
        yield 0, f"Refund after that: within {_days(rules['refund_deadline_days'], rules.get('refund_deadline_kind'))}.", ""


# What the sentences have said already; everything else of a part follows them line by line.
SAID = {
    "change_of_mind": {
        "regime", "window_days", "day_kind", "counted_from", "first_day", "rolls_if_last_day_is_holiday", "extension_if_not_informed", "exceptions",
        "refund_deadline_days", "refund_deadline_kind", "refund_trigger", "refund_immediate", "refund_withhold_until", "outbound_shipping_refunded",
        "return_shipping_payer", "consumer_must_send_back_within_days", "deductions_allowed", "deductions_forbidden", "default_if_policy_not_disclosed",
        "cancellation_grounds", "statutory_word",
    },
    "defect": {
        "guarantee_months", "guarantee_days", "guarantee_days_non_durable", "counted_from", "presumption_months", "short_term_reject_days",
        "short_term_reject_day_kind", "remedy_order", "return_cost_payer", "repair_extension", "repair_extension_national", "applies_to_personalised",
        "late_claim_months", "hidden_from_discovery",
    },
    "delay": {"default_max_days", "day_kind", "counted_from", "unless_agreed_otherwise", "ends", "refund_deadline_days", "refund_deadline_kind"},
}  # fmt: skip
SENTENCES = {"change_of_mind": change_of_mind, "defect": defect, "delay": delay}
