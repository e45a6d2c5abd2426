"""The words of a case; stable for ever (promise.md's kinds, flow.md's axes)."""

CASE_KINDS = (
    "change_of_mind", "cancellation", "defective", "damaged_in_transit", "wrong_item", "missing_part", "not_as_described",
    "not_delivered", "delivered_not_received", "late", "returned_to_sender", "customer_input_error", "customization_error",
    "refused_at_door", "unexpected_charges", "recalled", "warranty",
)  # fmt: skip
# `recipient`: whoever was given it as a present, and did not buy it.
OPENED_BY = ("customer", "staff", "api", "recipient")
CLOSED_AS = ("settled", "declined", "dropped", "merged")
EVIDENCE_KINDS = ("photo", "video", "receipt", "document", "photo_declined")
AXES = ("decision", "reception", "inspection", "disposition", "money", "remake", "recovery")
# received: order known, not worked in yet; attached: some of its units stood in another case already; repeated: an earlier one says the same.
DECLARATION_STATES = ("received", "matched", "attached", "unmatched", "repeated", "answered")
# shown: its lines were shown to somebody who knew number and e-mail or postcode; matched: number and e-mail fit; staff: a person matched it.
DECLARATION_PROOFS = ("shown", "matched", "staff")
GOODS_REMEDIES = ("remake", "replacement", "exchange", "repair")
