"""The words of claims; stable for ever."""

PARTIES = ("supplier", "carrier", "insurer")
CREDIT_FORMS = ("credit_note", "refund", "deduct_from_invoice", "replacement")
ANSWERS = ("accepted", "part_accepted", "refused", "info_requested")
