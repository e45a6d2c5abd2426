"""What may stand in a file of law: every key at every depth, the kind of its value, and where a citation is needed."""

from collections.abc import Callable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any

CONFIDENCE = ("low", "medium", "high")
REGIMES = ("withdrawal", "none", "disclosure_default", "formality")
STATUTORY_WORDS = ("withdraw", "cancel", "send_back")
_KINDS = (
    "personalised", "perishable", "sealed_hygiene", "sealed_media", "mixed_inseparable", "periodicals", "digital_content", "price_fluctuation",
    "urgent_repair", "used_by_consumer", "personal_use", "value_drop_on_use", "low_value", "sale_marked_final",
)  # fmt: skip
_EFFECTS = ("no_right", "lost_when_unsealed", "lost_when_mixed", "lost_on_start_with_consent", "duty_not_applicable", "may_exclude")
_STARTS = (
    "delivery", "delivery_last_parcel", "later_of_delivery_or_contract_document", "purchase", "contract", "order", "payment", "discovery",
    "promised_date", "contract_or_agreed_date", "properly_completed_order", "receipt_of_contract_copy", "receipt_of_copy", "missed_refund",
)  # fmt: skip
_TRIGGERS = (
    "withdrawal_notice_received", "goods_received", "goods_received_or_proof_of_sending", "withdrawal_notice_and_goods_returned",
    "trader_agrees_refund_due", "cancellation", "cancellation_notice",
)  # fmt: skip
_REMEDIES = (
    "repair", "repair_again", "replacement", "missing_part", "price_reduction", "refund", "termination_refund", "rescission_refund",
    "reject_full_refund", "final_reject", "reject_and_refund", "take_back_and_refund", "revoke_acceptance_refund",
    "reject_refund_or_replacement", "keep_and_compensation", "accept_and_damages", "damages", "cost_reimbursement",
)  # fmt: skip
Fault = tuple[str, str]  # (where, what is wrong)
Check = Callable[[Any], str | None]


def _one_of(*words: str) -> Check:
    def check(value: Any) -> str | None:
        return None if value in words else f"{value!r} is not one of {', '.join(words)}{nearest(value, words)}"

    return check


def _some_of(*words: str) -> Check:
    def check(value: Any) -> str | None:
        wrong = [word for word in value if word not in words] if isinstance(value, list) else [value]
        return f"{wrong[0]!r} is not one of {', '.join(words)}{nearest(wrong[0], words)}" if wrong else None

    return check


def is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value) is not None
    except ValueError:
        return False


def text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "needs words"


def may_be_text(value: Any) -> str | None:
    return None if value is None or isinstance(value, str) else "needs words"


def texts(value: Any) -> str | None:
    return None if isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value) else "needs a list of words"


def some_texts(value: Any) -> str | None:
    return texts(value) or (None if value else "needs at least one")


def number(value: Any) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if value is None or (whole and 0 <= value <= 1200) else f"{value!r} is no whole number from 0 to 1200"


def flag(value: Any) -> str | None:
    return None if value is None or isinstance(value, bool) else f"{value!r} is neither true nor false"


def day(value: Any) -> str | None:
    return None if is_day(value) else f"{value!r} is no day such as '2026-06-19'"


def _words_by_language(value: Any) -> str | None:
    good = isinstance(value, dict) and all(isinstance(key, str) and len(key) == 2 and not text(one) for key, one in value.items())
    return None if good else "needs words by language"


_DAYS = {"from": day, "until": day}
_DAY_KIND = _one_of("calendar", "business")
_MONEY = {"currency": text, "amount": number}
_TOPIC = [{"topic": text, "where": text, "if": text, "cite!": text} | _DAYS]
_EXCEPTION = {
    "kind": _one_of(*_KINDS), "effect": _one_of(*_EFFECTS), "disclosure": _one_of("none", "must_inform", "must_consent"), "voids_exception": flag,
    "test": text, "from": lambda value: None if value == "contract_conclusion" or is_day(value) else "needs a day or contract_conclusion",
    "until": day, "cite!": text,
}  # fmt: skip
_CHANGE_OF_MIND: dict[str, Any] = {
    "regime": _one_of(*REGIMES), "statutory_word": _one_of(*STATUTORY_WORDS), "window_days": number, "day_kind": _DAY_KIND, "counted_from": _one_of(*_STARTS),
    "first_day": _one_of("excluded", "included"), "rolls_if_last_day_is_holiday": flag, "counting_note": text, "condition": text, "scope_note": text,
    "extension_if_not_informed": {
        "extra_months": number, "to_days": number, "to_months": number, "open_ended": flag, "capped": flag, "rule": text, "cite!": text,
    },
    "extension_off_premises_unsolicited_visit_days": number, "form_of_notice": text, "reasons_required": flag, "note": text,
    "exceptions": [_EXCEPTION], "exceptions_note": text, "exceptions_removed": text,
    "refund_deadline_days": number, "refund_deadline_kind": _DAY_KIND, "refund_immediate": flag, "refund_trigger": _one_of(*_TRIGGERS), "refund_trigger_note": text,
    "refund_note": text, "refund_withhold_until": _some_of("goods_received", "proof_of_sending"), "refund_withhold_lost_if": text, "late_interest_pct_pa": number,
    "refund_method_must_match": flag, "refund_method_exception": text, "outbound_shipping_refunded": _one_of("full", "standard_only", "none_required", None),  # type: ignore[arg-type]
    "outbound_note": text, "outbound_shipping_cite": text, "partial_return_note": text,
    "return_shipping_payer": _one_of("consumer", "consumer_if_informed", "trader", "trader_if_not_informed", "contract"), "return_shipping_note": text,
    "consumer_must_send_back_within_days": number, "deductions_note": text, "deductions_forbidden": texts, "sale_items_covered": flag,
    "deductions_allowed": [{
        "kind": text, "when": text, "lost_if": text, "max_pct": number, "pct_of": text, "max_amount": _MONEY, "lower_of": flag, "cite!": text,
    }],
    "default_if_policy_not_disclosed": {
        "window_days": number, "window_note": text, "day_kind": _DAY_KIND, "first_day": _one_of("excluded", "included"), "counted_from": _one_of(*_STARTS),
        "remedy": text, "conditions": texts, "scope": text, "cite!": text,
    },
    "policy_must_be_disclosed_where": texts, "policy_must_be_disclosed_if": text, "policy_must_state": texts, "safe_harbour_days": number,
    "restocking_fee": text, "card_refund_deadline": {"days": number, "kind": text, "cite": text},
    "cancellation_grounds": [{"ground": text, "window_days": number, "window": text, "counted_from": _one_of(*_STARTS), "cite!": text}],
    "applies_over_amount": _MONEY | {"cite!": text}, "card_chargeback": {"request_within_days": number, "counted_from": _one_of(*_STARTS), "cite!": text},
    "extended_groups": {"months": number, "who": texts, "if": text, "cite!": text},
    "mismatch_right": {"days_from_delivery": number, "days_from_knowledge": number, "payer": _one_of("trader", "consumer"), "cite!": text},
    "direct_marketing_alternative": {"window_days": number, "day_kind": _DAY_KIND, "refund_days": number, "refund_day_kind": _DAY_KIND, "cite!": text},
}  # fmt: skip
_DEFECT: dict[str, Any] = {
    "guarantee_months": number, "guarantee_months_long_lived": number, "guarantee_days": number, "guarantee_days_non_durable": number, "floor_months": number,
    "guarantee_basis": text, "counted_from": _one_of(*_STARTS), "presumption_months": number, "presumption_second_hand_months": number, "presumption_note": text,
    "burden_shift": text, "second_hand_min_months": number, "second_hand_note": text, "repaired_same_fault_presumption_months": number,
    "limitation_years": number, "limitation_note": text, "action_grace_months": number, "late_claim_months": number, "hidden_from_discovery": flag, "action_prescribes_months": number, "notice_duty_days": number,
    "notice_note": text, "short_term_reject_days": number, "short_term_reject_day_kind": _DAY_KIND, "short_term_reject_note": text,
    "short_term_reject_left_after_repair": {"days": number, "note": text, "cite!": text} | _DAYS, "reject_lost_if": text,
    "remedy_order": [{
        "tier": _one_of(0, 1, 2, 3, "major", "minor", "not_remedied"), "remedies": _some_of(*_REMEDIES), "chooser": text, "when": text, "limits": text,  # type: ignore[arg-type]
        "deadline_days": number, "cite": text,
    }],
    "second_remedy_note": text, "consumer_choice_when_major": flag, "take_back_duty": text, "compensation_min_pct": number, "joint_liability": text,
    "repair_deadline_days": number, "response_days": number, "response_note": text, "silence": _one_of("accepted", "may_terminate"),
    "complaint_deadline_days": number, "complaint_note": text, "return_cost_payer": _one_of("trader", "consumer"), "return_cost_note": text,
    "packaging_may_be_required": flag, "refund_method": text, "refund_on_termination": text, "refund_deadline_days": number, "refund_trigger": _one_of(*_TRIGGERS),
    "applies_to_personalised": flag, "personalised_cite": text, "wrong_quantity_or_item": text, "waiver": text, "waiver_before_notice": text,
    "disclaimer_note": text, "exceptions": text, "cite": text,
    "repair_extension": {"extra_months": number, "once": flag, "contracts_from": day, "confidence": _one_of(*CONFIDENCE), "duty": text, "cite!": text},
    "repair_extension_national": {"extra_months": number, "max_times": number, "note": text, "cite!": text},
}  # fmt: skip
MARKET: dict[str, Any] = {
    "code!": text, "name!": text, "zone!": text, "kind": _one_of("base"), "inherits": text, "confidence!": _one_of(*CONFIDENCE), "citations!": some_texts,
    "change_of_mind": _CHANGE_OF_MIND, "defect": _DEFECT,
    "withdrawal_function": {
        "required": flag, "effective_from": day, "applies_to": text, "label_step1": _words_by_language, "label_step2": _words_by_language,
        "label_alternative": text, "availability": text, "statement_fields": texts, "may_not_require": texts, "timely_if": text, "code_within_hours": number,
        "acknowledgement": {"content": texts, "medium": text, "when": text}, "note": text, "cite": text, "national_cite": text,
    },
    "delay": {
        "default_max_days": number, "day_kind": _DAY_KIND, "counted_from": _one_of(*_STARTS), "unless_agreed_otherwise": flag, "rule": text, "cite": text,
        "ends": _one_of("after_extra_time", "unless_consented"), "refund_deadline_days": number, "refund_deadline_kind": _DAY_KIND, "refund_note": text,
        "late_refund_note": text, "state_cite": text, "basis_needed": text, "delay_notice": text, "applies_to_personalised": flag, "applies_to_dropship": text,
    },
    "risk_in_transit": {"bearer": text, "until": text, "exception": text, "cite!": text}, "inertia_selling": text,
    "card_rights": {"billing_error_days": number, "covers": text, "claims_and_defences": text, "cd_cite": text, "cite!": text},
    "payment_reversal": {"days": number, "day_kind": _DAY_KIND, "cite!": text},
    "disclosure": _TOPIC, "disclosure_extra": _TOPIC, "disclosure_not_required": texts, "penalties": texts, "check": texts,
    "effective": [{"rule!": text, "from!": day}], "verified": {"looked_up!": texts, "from_knowledge!": may_be_text},
    "reviewed": {"by!": text, "on!": day},
}  # fmt: skip
_LINE = {"value!": lambda _value: None, "cite!": text, "note": text} | _DAYS


def nearest(word: Any, known: Any) -> str:
    found = get_close_matches(str(word), [str(one) for one in known], 1)
    return f"; the nearest is {found[0]}" if found else ""


def is_dated(value: Any) -> bool:
    """Whether a value is written as dated lines: `{dated: [{until, value, cite}, {from, value, cite}]}`."""
    return isinstance(value, dict) and set(value) == {"dated"}


def faults(value: Any, shape: Any, where: str = "") -> Iterator[Fault]:
    """What of `value` is not as `shape` says: the key at fault and a sentence."""
    if is_dated(value):
        yield from _line_faults(value["dated"], shape, where)
    elif callable(shape):
        if wrong := shape(value):
            yield where, wrong
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield where, "needs a list"
            return
        for at, one in enumerate(value):
            yield from faults(one, shape[0], f"{where}[{at}]")
    elif value is not None or not where:
        yield from _map_faults(value, shape, where)


def _map_faults(value: Any, shape: dict[str, Any], where: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield where, "needs keys and values"
        return
    known = {key.rstrip("!"): one for key, one in shape.items()}
    for key, one in value.items():
        at = f"{where}.{key}" if where else str(key)
        if key not in known:
            yield at, f"unknown key{nearest(key, known)}"
        else:
            yield from faults(one, known[key], at)
    for key in shape:
        if key.endswith("!") and key[:-1] not in value:
            yield f"{where}.{key[:-1]}" if where else key[:-1], "a citation is missing" if key == "cite!" else "is missing"


def _line_faults(lines: Any, shape: Any, where: str) -> Iterator[Fault]:
    """Dated lines: each cited, in order, without a gap and without an overlap; the first since ever, the last for ever."""
    if not isinstance(lines, list) or len(lines) < 2:
        yield where, "dated lines are a list of two or more"
        return
    found = [fault for at, line in enumerate(lines) for fault in _map_faults(line, _LINE, f"{where}.dated[{at}]")]
    yield from found
    if found:
        return
    for at, line in enumerate(lines):
        yield from faults(line["value"], shape, f"{where}.dated[{at}].value")
    if "from" in lines[0] or "until" in lines[-1]:
        yield where, "the first line has no `from` and the last no `until`: no day may be without law"
    for one, two in zip(lines, lines[1:], strict=False):
        if "until" not in one or "from" not in two:
            yield where, "lines between the first and the last need `from` and `until`"
            continue
        apart = (date.fromisoformat(two["from"]) - date.fromisoformat(one["until"])).days
        if apart != 1:
            yield where, f"{'an overlap' if apart < 1 else 'a gap'} between {one['until']} and {two['from']}"
        if "from" in one and one["from"] > one["until"]:
            yield where, f"a line ends on {one['until']}, before it begins"
