"""The words of settlement; stable for ever (glossary: Reimbursement)."""

REIMBURSEMENT_KINDS = (
    "refund", "partial_refund", "store_credit", "gift_card", "exchange", "replacement", "remake", "reorder_discount", "repair",
)  # fmt: skip
CREDIT_KINDS = ("store_credit", "gift_card")
AS_CREDIT = "store credit"  # method of a movement that turned what could not be sent into credit
CODE_KINDS = (*CREDIT_KINDS, "reorder_discount")
# A credit's lines; what happens to them; who told us of it.
CREDIT_PARTS = ("owed", "bonus")
CREDIT_MOVES = ("spent", "given_back", "expired", "revived")
DEBT_STATES = ("open", "paid", "let_be", "came")
MEANS_STATES = ("asked", "given", "shown", "paid", "credit", "void")
SPENDING_SOURCES = ("api", "desk", "file", "system")
MONEY_KINDS = ("refund", "partial_refund", "store_credit", "gift_card")
# Why money did not leave, or nobody knows; what people read is in web/payment_words.py.
PROBLEMS = (
    "payment_unknown", "amount_too_large", "card_gone", "key_reused", "unauthorized", "bad_request", "refused", "secret_unreadable", "not_moved",
    "not_known", "forgotten", "moved_less", "no_connection", "no_answer", "connection_broke", "unreadable", "asked_to_wait", "their_fault",
    "refunded_elsewhere", "more_than_paid", "already_refunded", "disputed", "balance_too_low", "customer_must_act", "declined", "stopped_there",
    "too_old", "not_refundable", "not_allowed", "amount_impossible", "account_restricted", "not_captured", "cant_look", "repeats_error",
    "answered_there", "too_late", "evidence_erased", "no_provider",
    "unseen_refund", "paid_by_hand", "order_unknown", "scope_missing", "not_connected",
)  # fmt: skip
