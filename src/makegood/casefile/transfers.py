"""How a provider's movements stand: when to go on, what they amount to. Pure over rows; no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.settlement.states import OPEN, SENT

PATIENCE = timedelta(seconds=60)  # longer than a call may take: a taken transfer that nobody answered is asked about after it
PAUSES_S = (0, 30, 60, 120, 300, 900, 3600, 14400)  # sends that were put off, and questions that stayed without an answer
QUESTIONS_S = (600, 3600, 21600, 86400, 86400, 86400, 86400, 86400)  # the provider has it and is not done
MAY_STILL_LAND = timedelta(minutes=10)  # a call that we gave up on can reach them this long after


def pause_after(count: int, *, now: datetime, pending: bool = False, retry_after: int | None = None) -> datetime | None:
    """When to go on after `count` tries or questions; never sooner than the provider asked for. None: it is a person's turn."""
    pauses = QUESTIONS_S if pending else PAUSES_S
    if count >= len(pauses):
        return None
    return now + timedelta(seconds=max(pauses[count], retry_after or 0))


def next_call(transfer: Any, *, now: datetime) -> str:
    """`send` where it certainly is not there, `ask` where it may be, "" where nothing is due."""
    if transfer.state not in OPEN or transfer.next_try_at is None or transfer.next_try_at > now:
        return ""
    return "ask" if transfer.state in SENT else "send"


def may_stop(transfer: Any, *, now: datetime) -> bool:
    """Never sent, or the provider knows nothing of it and no call can be under way any more."""
    return transfer.state == "waiting" and (transfer.asked_at is None or transfer.asked_at + MAY_STILL_LAND <= now)


def needs_person(transfer: Any) -> bool:
    """Open, and the system won't go on by itself, or does not know the outcome after it has asked."""
    return transfer.state in OPEN and (transfer.next_try_at is None or (transfer.state == "unknown" and transfer.asks > 0))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reimbursement's transfers amount to. `state`: pending while one is open, posted once enough has left, otherwise failed."""

    state: str
    moved_minor: int
    excess_minor: int
    problem: str


def standing_of(reimbursement: Any, transfers: Sequence[Any]) -> Standing:
    """`excess_minor`: what is over now and was not before comes to what stood open already."""
    moved = sum(one.moved_minor for one in transfers if one.state == "succeeded")
    owed = 0 if reimbursement.state in ("voided", "reversed") else reimbursement.amount_minor
    grown = max(0, moved - owed) - max(0, reimbursement.moved_minor - owed)
    excess = max(0, reimbursement.excess_minor + grown)
    if reimbursement.state in ("voided", "reversed"):
        return Standing(reimbursement.state, moved, excess, reimbursement.problem)
    if moved >= owed:
        return Standing("posted", moved, excess, "")
    if any(one.state in OPEN for one in transfers):
        return Standing("pending", moved, excess, "")
    last = [one.problem for one in transfers if one.state == "failed"]
    return Standing("failed", moved, excess, last[-1] if last else "moved_less")


def rest_by_payment(reimbursement: Any, transfers: Sequence[Any], names: dict[str, str]) -> list[tuple[str, int]]:
    """[(the quote's name of a payment, what it still has to give)], together no more than what is still owed. `names`: quote's -> provider's."""
    rest = reimbursement.amount_minor - sum(one.moved_minor for one in transfers if one.state == "succeeded")
    found = []
    for part in reimbursement.by_payment:
        moved = sum(one.moved_minor for one in transfers if one.state == "succeeded" and one.payment == names.get(part["id"]))
        short = min(rest, max(0, part["amount_minor"] - moved))
        rest -= short
        if short:
            found.append((part["id"], short))
    return found
