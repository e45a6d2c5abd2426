from makegood.apps.returns.operations.choosing import take_offer
from makegood.apps.returns.operations.closing import close_case, drop_lines, reopen
from makegood.apps.returns.operations.deciding import add_choice, add_decision, add_rerun
from makegood.apps.returns.operations.declaring import add_declaration, record_acknowledgement, record_answer, record_match
from makegood.apps.returns.operations.joining import end_link, join_case, link_cases, lock_joined, set_recipient
from makegood.apps.returns.operations.moving import assign, call_back, keep_ball, move_axis, set_axes, set_fault, split_line
from makegood.apps.returns.operations.opening import add_evidence, add_words, open_case
from makegood.apps.returns.operations.presence import be_present

__all__ = [
    "add_choice",
    "add_declaration",
    "add_decision",
    "add_evidence",
    "add_rerun",
    "add_words",
    "assign",
    "be_present",
    "call_back",
    "close_case",
    "drop_lines",
    "end_link",
    "join_case",
    "keep_ball",
    "link_cases",
    "lock_joined",
    "move_axis",
    "open_case",
    "record_acknowledgement",
    "record_answer",
    "record_match",
    "reopen",
    "set_axes",
    "set_fault",
    "set_recipient",
    "split_line",
    "take_offer",
]
