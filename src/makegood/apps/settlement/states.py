"""A reimbursement's own states: pending until its provider says what became of it. And a transfer's: one provider's movement of money."""

TRANSITIONS = {
    "pending": ("posted", "failed", "voided", "reversed"),
    "failed": ("pending", "posted", "voided", "reversed"),
    "posted": ("reversed", "failed"),
    "voided": (),
    "reversed": (),
}

# waiting: not sent, or the provider says that it has nothing under the key. asked: on its way. unknown: it may have been done.
TRANSFER_STATES = ("waiting", "asked", "unknown", "pending", "succeeded", "failed", "stopped", "reversed")
OPEN = ("waiting", "asked", "unknown", "pending")
SENT = ("asked", "unknown", "pending")
