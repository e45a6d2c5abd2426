from makegood.apps.returns.operations.choosing import take_offer
from makegood.apps.returns.operations.closing import close_case, drop_lines, reopen
from makegood.apps.returns.operations.deciding import add_choice, add_decision
from makegood.apps.returns.operations.joining import end_link, join_case, link_cases, lock_joined, set_recipient
from makegood.apps.returns.operations.moving import keep_ball, move_axis, set_axes, split_line
from makegood.apps.returns.operations.opening import add_evidence, add_words, open_case

__all__ = [
    "add_choice",
    "add_decision",
    "add_evidence",
    "add_words",
    "close_case",
    "drop_lines",
    "end_link",
    "join_case",
    "keep_ball",
    "link_cases",
    "lock_joined",
    "move_axis",
    "open_case",
    "reopen",
    "set_axes",
    "set_recipient",
    "split_line",
    "take_offer",
]
