"""What the shop had to tell, and did not."""

from datetime import date

from makegood.law.exceptions import NOTICES, never_had
from makegood.law.finding import Finding

_WORDS = {
    "withdrawal_conditions_period_procedure_and_model_form": "withdrawal_info",
    "cancellation_right_conditions_form": "withdrawal_info",
    "withdrawal_function_existence_and_location": "withdrawal_function",
    "boton_de_arrepentimiento_link": "withdrawal_function",
    "who_pays_return_shipping": "return_cost_on_customer",
    "harmonised_notice_legal_guarantee": "guarantee_notice",
    "withdrawal_terms_and_return_carrier": "withdrawal_info",
    "identity_terms_withdrawal": "withdrawal_info",
    "withdrawal_period_method_effects_and_form": "withdrawal_info",
    "rescission_period_and_method_or_exclusion": "withdrawal_info",
    "withdrawal_right_and_means": "withdrawal_info",
    "withdrawal_right_or_exclusion_unequivocal": "withdrawal_info",
    "revocation_right_prominent_in_every_document": "withdrawal_info",
    "withdrawal_terms_total_price_delivery_complaints": "withdrawal_info",
    "return_order_and_terms_in_writing": "withdrawal_info",
    "s_43_list_incl_return_exchange_refund_policy_and_cooling_off": "withdrawal_info",
    "s_14C_a_details_incl_cancellation": "withdrawal_info",
    "cancellation_terms_steps_total_price_delivery_warranty": "withdrawal_info",
    "return_right_in_documents": "withdrawal_info",
    "seven_day_rule_and_exceptions_marked": "withdrawal_info",
}
_EXCEPTION_TOPICS = ("no_right_of_withdrawal_or_when_lost", "no_cancellation_right_or_when_lost", "withdrawal_excluded_items")


def disclosures_missing(finding: Finding) -> list[str]:
    """What the data requires on the day of the order for this item and the order lacks; topics without a word are not listed."""
    scenario, law = finding.scenario, finding.law
    needed: list[str] = []
    for entry in [*(law.get("disclosure") or []), *(law.get("disclosure_extra") or [])]:
        topic, since = entry["topic"], entry.get("from")
        if topic in (law.get("disclosure_not_required") or []):
            continue
        if since and scenario.placed_on is None and (topic in _WORDS or topic in _EXCEPTION_TOPICS):
            finding.lacks("order.placed_on")
        if since and (scenario.placed_on is None or scenario.placed_on < date.fromisoformat(since)):
            continue
        if topic in _EXCEPTION_TOPICS:
            needed += _own_notices(finding)
        elif topic in _WORDS and (_WORDS[topic] == "guarantee_notice" or not never_had(finding)):
            needed.append(_WORDS[topic])  # art. 6(1)(h), (i): only where a right of withdrawal exists
    return [word for word in dict.fromkeys(needed) if word not in scenario.disclosures]


def _own_notices(finding: Finding) -> list[str]:
    scenario = finding.scenario
    kinds = [kind for kind in NOTICES if kind in scenario.flags] + (["personalised"] if scenario.personalised else [])
    known = {exception["kind"] for exception in finding.law["change_of_mind"].get("exceptions") or []}
    return [NOTICES[kind] for kind in kinds if kind in known]
