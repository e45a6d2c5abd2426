from makegood.apps.claims.operations.asking import add_ask, end_ask
from makegood.apps.claims.operations.claiming import (
    accept,
    add_answer,
    add_credited,
    add_paper,
    attach,
    draft,
    join_case,
    move,
    reask,
    redate,
    show,
    take_back,
)
from makegood.apps.claims.operations.crediting import add_credit, add_match, undo_match

__all__ = [
    "accept",
    "add_answer",
    "add_ask",
    "add_credit",
    "add_credited",
    "add_match",
    "add_paper",
    "attach",
    "draft",
    "end_ask",
    "join_case",
    "move",
    "reask",
    "redate",
    "show",
    "take_back",
    "undo_match",
]
