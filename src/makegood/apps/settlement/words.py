"""The words of settlement; stable for ever (glossary: Reimbursement)."""

REIMBURSEMENT_KINDS = (
    "refund", "partial_refund", "store_credit", "gift_card", "exchange", "replacement", "remake", "reorder_discount", "repair",
)  # fmt: skip
MONEY_KINDS = ("refund", "partial_refund", "store_credit", "gift_card")
# Why a provider did not do it; what people read is in web/payment_words.py.
PROBLEMS = (
    "payment_unknown",
    "amount_too_large",
    "card_gone",
    "key_reused",
    "unauthorized",
    "bad_request",
    "refused",
    "secret_unreadable",
    "not_moved",
)
