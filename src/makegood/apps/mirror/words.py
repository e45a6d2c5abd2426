"""The words of errands; stable for ever."""

# In the order in which a case goes through them: an errand of a case waits for those that stand before it there.
ERRANDS = (
    "note_order",  # a tag and a line in the order's note
    "ask_return",  # the customer waits for a decision: a return that is only asked for
    "grant_return",  # what was asked for is granted
    "refuse_return",  # or is not
    "open_return",  # a return that is granted from the start; new goods that go out for it are lines of it
    "send_new",  # those lines become lines of the order: the shop sends them
    "take_out_new",  # or are taken out of the return again
    "announce_parcel",  # the label, and the tracking number where it is known
    "track_parcel",  # the tracking number that became known later
    "dispose_units",  # what became of the units that arrived: back to stock at a place, looked at further, not stock, missing
    "give_credit",  # store credit
    "give_card",  # a gift card, under the code that the customer was given
    "record_refund",  # money that left by other hands than its own is written down there, and moves nothing
    "undo_refund",  # and what was written down so has not left after all
    "finish_units",  # the units of the return are dealt with
    "cancel_return",  # nothing comes back
    "close_return",
    "reopen_return",  # its case goes on
)
# What each party can be told. A shop whose party is not here is told nothing.
SERVED: dict[str, tuple[str, ...]] = {"shopify": ERRANDS, "woocommerce": ("note_order", "dispose_units", "record_refund", "undo_refund")}

DISPOSED = ("stock", "look_further", "not_stock", "missing")
# Why the shop's system was not told, or nobody knows; what people read is in web/mirror_words.py.
PROBLEMS = (
    "no_connection", "no_answer", "connection_broke", "unreadable", "asked_to_wait", "their_fault", "unauthorized", "secret_unreadable",
    "scope_missing", "not_known", "refused", "order_unknown", "nothing_returnable", "return_unknown", "place_unknown", "customer_unknown",
    "wrong_state", "not_served", "bad_request", "goods_gone", "unseen_refund", "cant_record", "undo_there",
)  # fmt: skip
