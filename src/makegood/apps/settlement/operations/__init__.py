"""Writes of reimbursements, transfers and credit notes."""

from makegood.apps.settlement.operations.crediting import give_credit, move_credit, warned
from makegood.apps.settlement.operations.owed_to_us import end_debt, note_debt
from makegood.apps.settlement.operations.owing import carry_same, join_case, join_refund, move, number_credit_note, owe, say_same
from makegood.apps.settlement.operations.telling_means import ask_means, end_means, erase_means, give_means, show_means
from makegood.apps.settlement.operations.transferring import add_event, add_transfer, change_transfer, doubt, stand

__all__ = [
    "add_event",
    "add_transfer",
    "ask_means",
    "carry_same",
    "change_transfer",
    "doubt",
    "end_debt",
    "end_means",
    "erase_means",
    "give_credit",
    "give_means",
    "join_case",
    "join_refund",
    "move",
    "move_credit",
    "note_debt",
    "number_credit_note",
    "owe",
    "say_same",
    "show_means",
    "stand",
    "warned",
]
