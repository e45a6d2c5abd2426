"""The words of disputes; stable for ever."""

# inquiry: a question before a dispute; no money was taken yet.
DISPUTE_KINDS = ("inquiry", "dispute")
DISPUTE_REASONS = (
    "not_received", "not_described", "not_authorised", "paid_twice", "credit_missing", "was_cancelled", "not_recognised", "other_amount", "other_reason",
)  # fmt: skip
# What an answer may hold, each a text of at most MOST_TEXT characters, together MOST_TEXTS (Stripe's limits; PayPal's notes are shorter).
EVIDENCE_TEXTS = (
    "product_description", "customer_name", "customer_email_address", "shipping_address", "shipping_carrier", "shipping_date",
    "shipping_tracking_number", "refund_policy_disclosure", "refund_refusal_explanation", "uncategorized_text",
)  # fmt: skip
EVIDENCE_FILES = ("customer_communication", "uncategorized_file")
MOST_TEXT, MOST_TEXTS, MOST_NOTES = 20_000, 150_000, 2_000
MOST_FILE_BYTES = 4_500_000  # of all files together
FILE_KINDS = ("application/pdf", "image/jpeg", "image/png")
