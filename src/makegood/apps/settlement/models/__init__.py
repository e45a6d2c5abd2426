from makegood.apps.settlement.models.credit import Credit, CreditMove, CreditPart
from makegood.apps.settlement.models.refunds import CreditNote, CreditNoteCounter, ProviderEvent, Reimbursement, SameRefund, Transfer

__all__ = [
    "Credit",
    "CreditMove",
    "CreditNote",
    "CreditNoteCounter",
    "CreditPart",
    "ProviderEvent",
    "Reimbursement",
    "SameRefund",
    "Transfer",
]
