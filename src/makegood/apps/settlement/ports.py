"""What a payment provider must serve."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is asked of a provider: move `amount_minor` of `currency` back to `payment` (the provider's own name of it), once per `key`."""

    key: str
    payment: str
    amount_minor: int
    currency: str
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What a provider, or a person who looked, says of one key. `state` is one of

    - `succeeded`: `moved_minor` left (it may differ from what was asked),
    - `pending`: taken, not done yet,
    - `failed`: refused for good, nothing moved; `problem` is a code of PROBLEMS,
    - `later`: certainly not taken; may be sent again, with the same key, after `retry_after` seconds,
    - `unknown`: it may have been taken; only asking tells,
    - `not_known`: asked, and there is nothing under this key.
    """

    state: str
    moved_minor: int = 0
    ref: str = ""
    problem: str = ""
    retry_after: int | None = None


class PaymentPort(Protocol):
    """`asks_person`: nothing is called; staff pays in the shop's own system and records what they did."""

    name: str
    asks_person: bool

    def refund(self, order: RefundOrder) -> PaymentAnswer: ...

    def look_up(self, key: str) -> PaymentAnswer: ...

    def greet(self) -> str:
        """Does it answer, and does it know us? "" where it does, otherwise a code of PROBLEMS."""
        ...
