"""The words of claims; stable for ever."""

PARTIES = ("supplier", "carrier", "insurer")
CREDIT_FORMS = ("credit_note", "refund", "deduct_from_invoice", "replacement")
WAYS = ("typed", "statement", "invoice", "api")  # how a credit came to be known
# What money is that no claim asked for: theirs by mistake and sent back, a gift, or for something outside cases.
MEANINGS = ("sent_back", "goodwill", "something_else")
MATCHES = ("matched", "unmatched", *MEANINGS)
SAID = ("accepted", "part_accepted", "refused", "info_requested", "info_given")  # the last one is ours
ASK_ENDS = ("answered", "declined", "silent", "unneeded")  # how a customer's being asked ended
ANSWERS = ("accepted", "part_accepted", "refused", "info_requested")
