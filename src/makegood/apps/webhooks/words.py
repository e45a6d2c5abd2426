"""The events that a program may hear of; stable for ever. Each is the name of a line of the timeline, so that none can be forgotten."""

EVENTS: dict[str, str] = {
    "order.refunded_elsewhere": "A refund made in the shop's own system was taken into account.",
    "case.opened": "A case was opened.",
    "case.closed": "A case ended; `closed_as` of the case says how.",
    "case.reopened": "A case that had ended is open again.",
    "case.withdrawn": "A declared withdrawal became this case.",
    "case.merged_into": "A case was joined into another of the same order.",
    "line.decided": "A line was decided: its offers stand in the case.",
    "line.chosen": "An offer was taken.",
    "line.inspected": "The hub looked at what came back.",
    "line.disposition": "It was settled what becomes of the goods.",
    "line.remake": "The new one went a step further: in production, shipped, delivered or failed.",
    "replacement.drafted": "New goods that were agreed on are to be sent: an order of its own, to the shop or to its supplier.",
    "replacement.placed": "The supplier was asked to send new goods.",
    "replacement.accepted": "Whoever sends new goods has said so, perhaps with a day.",
    "replacement.sent": "New goods have left.",
    "replacement.refused": "New goods can't come this way: another has to be found.",
    "replacement.voided": "New goods are not needed any more.",
    "difference.asked": "Goods chosen in exchange cost more: the customer was asked for the difference.",
    "difference.paid": "The difference was paid.",
    "difference.back_due": "A difference was paid in vain: it is to go back.",
    "person.asked": "The customer asked for a person where a rule had said no.",
    "message.written": "The shop or the customer wrote a message.",
    "deadline.extended": "Somebody was given more time.",
    "promise.at_risk": "A promise of the shop is about to break: who looks after the case was told, or the owners were.",
    "promise.renewed": "A day has passed and nothing came; the next step has a new one.",
    "case.assigned": "Somebody of the shop looks after the case.",
    "parcel.announced": "A parcel back was authorized; its label can be had.",
    "parcel.posted": "A parcel was posted.",
    "parcel.received": "A parcel arrived at the hub.",
    "refund.asked": "Money is owed and was written down; it waits to be paid.",
    "refund.posted": "A refund has left.",
    "refund.failed": "A refund did not go through.",
    "refund.voided": "A refund that waited was taken back.",
    "refund.reversed": "A refund came back.",
    "credit_note.issued": "A credit note was issued.",
    "claim.drafted": "A claim on a supplier, carrier or insurer was drafted.",
    "claim.submitted": "A claim was sent.",
    "claim.accepted": "A claim was accepted.",
    "claim.part_accepted": "A claim was accepted in part.",
    "claim.refused": "A claim was refused.",
    "claim.info_requested": "Whoever is claimed on asks back.",
    "claim.credited": "A claim was credited.",
    "claim.short_credited": "A claim was credited with less than was accepted.",
    "claim.written_off": "A claim was written off.",
    "dispute.needs_response": "A customer's bank or wallet disputes a payment and waits for an answer.",
    "dispute.won": "A dispute was won.",
    "dispute.lost": "A dispute was lost.",
    "withdrawal.declared": "A customer declared a withdrawal.",
    "withdrawal.matched": "A declared withdrawal found its order.",
    "spike.found": "A product, or a supplier, came back with faults more often than before; its page says since when and how sure.",
    "spike.dismissed": "A spike needs nothing; `why_not` says why.",
    "spike.paused": "Somebody paused the listing of a product with a spike: `key` is its article number.",
    "spike.batch_asked": "The supplier was asked to check the batch.",
    "action.begun": "Something is done about a spike.",
    "action.ended": "What was done about a spike has a verdict.",
    "policy.published": "Another promise is in force.",
    "customer.erased": "What is known of a customer was erased: erase it on your side, too.",
}
TRY = "webhook.tried"  # an event that a person sends to see whether it arrives

OFF_BECAUSE = ("", "by_hand", "gone", "failing")
DELIVERY_STATES = ("waiting", "delivered", "dead")
PROBLEMS = ("", "no_address", "address_unfit", "no_connection", "no_answer", "connection_broke", "refused", "gone", "redirected", "asked_to_wait", "their_fault")  # fmt: skip

# Standard Webhooks 1.0.0, "Deliverability and reliability": ten tries over three days.
BACK_OFF_S = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
OFF_AFTER_DAYS = 5
OVERLAP_HOURS = 24
KEPT_DAYS = 30
KEPT_DEAD_DAYS = 90

SEALED_FOR = "webhooks"
"""What an address's secret is sealed for."""
