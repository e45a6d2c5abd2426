"""The words of reports; stable for ever. What people read of them is in web/report_words.py."""

# Who reports. `manual` never does: it is what a person paid by hand.
PROVIDERS = ("stripe", "paypal", "shopify", "woocommerce", "sandbox", "klarna", "mollie", "adyen", "other")
# The forms of files that are read (intake/report.py), and `api`.
FORMS = ("stripe_report", "stripe_export", "paypal_activity", "shopify_payouts", "plain", "api")
# refund: money that goes back to a customer. refund_back: one that came back to the shop. payout: to the shop's bank. other: what a payout is made of besides.
KINDS = ("refund", "refund_back", "payout", "other")
STATES = ("done", "pending", "failed")
# How a row was found to be ours, in the order of trust; `person`: somebody said so.
TRUST = ("ref", "key", "payment", "person")

# Why the provider's sum and ours differ. The first ones need a person, the rest explain themselves.
ASKS = (
    "unknown_refund", "not_booked", "missing_there", "another_amount", "another_currency", "twice", "came_back", "payout_differs",
)  # fmt: skip
EXPLAINED = ("known_elsewhere", "on_its_way", "another_month")
CAUSES = (*ASKS, *EXPLAINED)
