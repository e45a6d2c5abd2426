"""Writes of reimbursements, transfers and credit notes."""

from makegood.apps.settlement.operations.crediting import give_credit, move_credit, warned
from makegood.apps.settlement.operations.owed_to_us import end_debt, note_debt
from makegood.apps.settlement.operations.owing import carry_same, join_case, join_refund, move, number_credit_note, owe, say_same
from makegood.apps.settlement.operations.transferring import add_event, add_transfer, change_transfer, doubt, stand

__all__ = [
    "add_event",
    "add_transfer",
    "carry_same",
    "change_transfer",
    "doubt",
    "end_debt",
    "give_credit",
    "join_case",
    "join_refund",
    "move",
    "move_credit",
    "note_debt",
    "number_credit_note",
    "owe",
    "say_same",
    "stand",
    "warned",
]
