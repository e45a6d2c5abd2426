"""What a payment provider must serve."""

from dataclasses import dataclass
from datetime import timedelta
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

    `ref`: the provider's own name of the refund, where it said one. `again`: it was sent before, so that a provider that forgets keys after
    a while looks before it sends; `age`: the first call under this key is no older.
    Where the shop's own system pays: `order` is its id of the order, `lines` and `shipping_minor` what the money is for, and `known` the
    ids of all refunds of the order that we know there: is there another one, nothing is sent (`later`, `unseen_refund`).
    """

    key: str
    payment: str
    amount_minor: int
    currency: str
    reference: str
    ref: str = ""
    again: bool = False
    age: timedelta = timedelta(0)
    order: str = ""
    lines: tuple[RefundLine, ...] = ()
    shipping_minor: int = 0
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """What a provider, or a person who looked, says of one key. `state` is one of

    - `succeeded`: `moved_minor` left (it may differ from what was asked),
    - `pending`: taken, not done yet; `problem` says what it waits for, where that is known,
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


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider's signed message is about: a refund with our `key`, or a `dispute` by the provider's name of it; nothing of ours where both are "".

    A reason to ask, never an answer.
    """

    event_id: str
    key: str = ""
    dispute: str = ""


class PaymentPort(Protocol):
    """`asks_person`: nothing is called; staff pays in the shop's own system and records what they did.

    One that can ask only with the order at hand is made for one order (wiring.payments).
    """

    name: str
    asks_person: bool

    def refund(self, order: RefundOrder) -> PaymentAnswer: ...

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        """What became of `order.key`; moves nothing."""
        ...

    def greet(self) -> str:
        """Does it answer, and does it know us? "" where it does, otherwise a code of PROBLEMS."""
        ...
