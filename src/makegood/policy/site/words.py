"""The words of the site check: which topics of the law's data are a shop's return terms, and what to do about each finding."""

# Topic of a market's `disclosure` -> owed in any case (True), or only where the shop's own sentence limits returns.
RETURN_TERMS = {
    "withdrawal_conditions_period_procedure_and_model_form": True,
    "cancellation_right_conditions_form": True,
    "return_and_refund_policy_and_legal_name_address": True,
    "refund_policy_notice_or_link": True,
    "written_notice_of_refund_policy": False,
    "refund_policy_and_restocking_fee": True,
    "return_and_cancellation_terms": True,
    "withdrawal_right_or_exclusion_unequivocal": True,
    "withdrawal_right_and_means": True,
    "withdrawal_period_method_effects_and_form": True,
    "withdrawal_terms_and_return_carrier": True,
    "withdrawal_terms_total_price_delivery_complaints": True,
    "rescission_period_and_method_or_exclusion": True,
    "revocation_right_prominent_in_every_document": True,
    "seven_day_rule_and_exceptions_marked": True,
    "s_14C_a_details_incl_cancellation": True,
    "identity_terms_withdrawal": True,
    "identity_costs_returns_cancellation_delivery": True,
    "cancellation_terms_steps_total_price_delivery_warranty": True,
    "supplier_identity_price_itemised_currency_delivery_return_cancellation_policy": True,
    "return_exchange_refund_policy_and_contact": True,
    "return_refund_exchange_warranty_delivery_payment_grievance": True,
    "merchant_identity_price_return_refund_terms": True,
    "terms_complaint_service_exchange_cancellation": True,
    "s_43_list_incl_return_exchange_refund_policy_and_cooling_off": True,
    "material_refund_limits_before_purchase": False,
}
# Places where a page of its own is enough; everything else has to be seen before the purchase.
SHOWN_ANYWHERE = ("site", "platform", "home_page")
EXCEPTION_TOPICS = ("no_right_of_withdrawal_or_when_lost", "no_cancellation_right_or_when_lost", "withdrawal_excluded_items")
# A statute on what a shop says about refunds; where there is none, a void waiver does the same for goods not as agreed.
STATEMENT_TOPICS = ("no_misleading_refund_statements", "no_misleading_about_rights", "no_false_claims_on_refund_rights")

REMEDIES = {
    "withdrawal_function_missing": "Put a link to the withdrawal page on every page of the shop: makegood serves it at /s/<shop>/withdraw/. "
    "An e-mail still counts as a withdrawal, but it does not replace the function.",
    "function_not_easily_accessible": "Make the withdrawal page public: who can buy without an account must be able to withdraw without one.",
    "harmonised_notice_missing": "Show the harmonised notice on the legal guarantee, unaltered and prominent, before the order is placed.",
    "policy_not_shown_before_purchase": "Show the return terms where the law of this market looks for them: on the product page and at the "
    "checkout, before payment. A page of terms alone is not enough.",
    "personalised_notice_missing": "Say before the purchase, on the product page or at the checkout, that goods made with the customer's own "
    "text, picture or measurements can't be sent back for a change of mind, and that what is faulty is made good all the same.",
    "misleading_refund_statement": "Keep apart what the law keeps apart: say what happens when somebody changes their mind, and say that "
    "goods that are not as agreed are always made good.",
    "packaging_condition": "Ask for the original packaging if you like, but don't make it a condition.",
    "store_credit_only": "Give the money back by the way it was paid; store credit can stand beside it as a choice.",
    "restocking_fee": "Take the fee out: only a loss in value from more than trying the goods may be deducted.",
    "supplier_approval_condition": "Take the supplier out of the sentence: what the supplier agrees to is between the two of you.",
    "defective_only": "Add the change of mind that the law of this market gives for goods from stock.",
    "window_too_short_in_statement": "Name at least the days that the law of this market gives, counted from the day it counts from.",
    "photo_condition": "Ask for a photo, and say that it helps; a refund that is owed can't depend on it.",
    "form_condition": "Any clear word from the customer counts: offer the form or number, don't make it a condition.",
    "outbound_shipping_not_refunded": "Give back what the standard delivery cost as well; only the surcharge for a dearer delivery may stay.",
    "return_cost_for_defects": "Carry the way back yourself where goods are not as agreed.",
}
