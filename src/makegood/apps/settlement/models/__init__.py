"""Reimbursements and credit notes; transfers; what customers have as credit."""

from makegood.apps.settlement.models.credit import CreditMove, CreditPart
from makegood.apps.settlement.models.debt import CustomerDebt
from makegood.apps.settlement.models.means import OtherMeans
from makegood.apps.settlement.models.reimbursing import CreditNote, CreditNoteCounter, ProviderEvent, Reimbursement, SameRefund, Transfer

__all__ = [
    "CreditMove",
    "CreditNote",
    "CreditNoteCounter",
    "CreditPart",
    "CustomerDebt",
    "OtherMeans",
    "ProviderEvent",
    "Reimbursement",
    "SameRefund",
    "Transfer",
]
