"""A reimbursement's own states: pending until its provider says what became of it."""

TRANSITIONS = {
    "pending": ("posted", "failed", "voided"),
    "failed": ("pending", "voided"),
    "posted": ("reversed",),
    "voided": (),
    "reversed": (),
}
