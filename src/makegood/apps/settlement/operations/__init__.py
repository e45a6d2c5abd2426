"""Writes of reimbursements, transfers and credit notes."""

from makegood.apps.settlement.operations.owing import move, number_credit_note, owe
from makegood.apps.settlement.operations.transferring import add_event, add_transfer, change_transfer, stand

__all__ = ["add_event", "add_transfer", "change_transfer", "move", "number_credit_note", "owe", "stand"]
