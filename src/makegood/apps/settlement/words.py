"""The words of settlement; stable for ever (glossary: Reimbursement)."""

REIMBURSEMENT_KINDS = (
    "refund", "partial_refund", "store_credit", "gift_card", "exchange", "replacement", "remake", "reorder_discount", "repair",
)  # fmt: skip
MONEY_KINDS = ("refund", "partial_refund", "store_credit", "gift_card")
