"""The seven axes of a case line: which step may follow which. No status mixes them (flow.md)."""

from makegood.kernel.refusal import Refusal

# A line's recovery is the least advanced of its claims (casefile/fault.py); which step a claim may take stands with it (apps/claims/states.py).
_RECOVERY = (
    "none", "drafted", "submitted", "acknowledged", "info_requested", "accepted", "part_accepted", "refused", "short_credited", "credited", "written_off",
)  # fmt: skip

# Each axis: state -> states that may follow. The first state is where a line starts.
TRANSITIONS: dict[str, dict[str, tuple[str, ...]]] = {
    "decision": {
        "undecided": ("needs_review", "offered", "refused", "dropped_by_customer"),
        "needs_review": ("offered", "accepted_by_customer", "refused", "dropped_by_customer"),
        "offered": ("accepted_by_customer", "needs_review", "refused", "dropped_by_customer"),
        "accepted_by_customer": ("offered", "needs_review", "refused", "dropped_by_customer"),
        "refused": ("needs_review", "offered"),
        "dropped_by_customer": ("needs_review", "offered"),
    },
    "reception": {
        "not_required": ("announced", "received"),
        "announced": ("in_transit", "received", "missing", "wrong_item", "lost", "expired", "not_required"),
        "in_transit": ("received", "missing", "wrong_item", "lost", "sent_back"),
        "received": ("sent_back", "announced"),
        "missing": ("received", "announced", "lost", "wrong_item"),
        "wrong_item": ("received", "sent_back", "announced"),
        "lost": ("received",),
        "sent_back": ("received",),
        "expired": ("announced", "in_transit", "received", "not_required", "not_coming"),
        "not_coming": ("announced", "in_transit", "received"),
    },
    "inspection": {
        "not_needed": ("waiting", "done"),
        "waiting": ("done", "not_needed"),
        "done": ("contested", "waiting"),
        "contested": ("done",),
    },
    "disposition": {
        "none": (
            "restock", "refurbish", "rework", "return_to_supplier", "liquidate", "donate", "recycle", "destroy", "customer_keeps", "hold",
        ),
        **dict.fromkeys(("hold", "restock", "refurbish", "rework", "return_to_supplier", "liquidate", "donate", "recycle", "destroy", "customer_keeps"), ("none", "restock", "refurbish", "rework", "return_to_supplier", "liquidate", "donate", "recycle", "destroy", "customer_keeps", "hold")),
    },
    "money": {
        "nothing_due": ("due",),
        "due": ("pending", "nothing_due"),
        "pending": ("paid", "failed", "due"),
        "paid": ("reversed", "due", "failed"),
        "failed": ("pending", "due", "nothing_due"),
        "reversed": ("due", "nothing_due"),
    },
    "remake": {
        "none": ("proof", "approved", "in_production"),
        "proof": ("approved", "failed", "none"),
        "approved": ("in_production", "failed", "none"),
        "in_production": ("shipped", "failed", "none", "approved"),
        "shipped": ("delivered", "failed"),
        "delivered": ("failed",),
        "failed": ("proof", "approved", "in_production", "none"),
    },
    "recovery": dict.fromkeys(_RECOVERY, _RECOVERY),
}  # fmt: skip

STARTS = {axis: next(iter(table)) for axis, table in TRANSITIONS.items()}
RECOVERY_ORDER = tuple(TRANSITIONS["recovery"])


def check_step(axis: str, state: str, to: str) -> None:
    """Refuses `step_not_possible` where `to` can't follow `state` on this axis. Staying where one is is no step and is refused too."""
    if to not in TRANSITIONS[axis][state]:
        raise Refusal(
            "step_not_possible",
            f"This can't go from {state.replace('_', ' ')} to {to.replace('_', ' ')}.",
            "Reload the case: somebody may have been faster.",
            status=409,
            axis=axis,
            state=state,
            to=to,
        )
