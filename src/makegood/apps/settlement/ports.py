"""What a payment provider must serve."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Pieces of one order line, by the source's own id of it. `place`: where they went back to stock, their id; "" where they did not."""

    line: str
    quantity: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """What is asked of a provider: move `amount_minor` of `currency` back to `payment` (the provider's own name of it), once per `key`.

    Where the shop's own system pays: `order` is its id of the order, `lines` and `shipping_minor` what the money is for, and `known` the
    ids of all refunds of the order that we know there: is there another one, nothing is sent (`later`, `unseen_refund`).
    """

    key: str
    payment: str
    amount_minor: int
    currency: str
    reference: str
    order: str = ""
    lines: tuple[RefundLine, ...] = ()
    shipping_minor: int = 0
    known: tuple[str, ...] = ()


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
    """`asks_person`: nothing is called; staff pays in the shop's own system and records what they did.

    One that can ask only with the order at hand is made for one order (wiring.payments).
    """

    name: str
    asks_person: bool

    def refund(self, order: RefundOrder) -> PaymentAnswer: ...

    def look_up(self, key: str) -> PaymentAnswer: ...

    def greet(self) -> str:
        """Does it answer, and does it know us? "" where it does, otherwise a code of PROBLEMS."""
        ...
