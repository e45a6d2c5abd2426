"""Where a dispute stands, as its provider last said, and where our answer to it stands."""

# told: a message named it and it was not read yet. closed: an inquiry that came to nothing, or one that was prevented.
DISPUTE_STATES = ("told", "needs_response", "under_review", "won", "lost", "closed")
ENDED = ("won", "lost", "closed")
# While a dispute stands so, its bank has the money, or may take it: a refund beside it could pay twice.
HOLDS_REFUNDS = ("needs_response", "under_review", "lost")

# approved: a person has, and it waits to be sent; asked: on its way, or nobody knows; failed: it was not taken, a person's turn.
ANSWER_STATES = {
    "approved": ("asked", "failed"),
    "asked": ("asked", "approved", "sent", "failed"),
    "failed": ("approved",),
    "sent": (),
}
