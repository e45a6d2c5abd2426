"""What a shop's own system must serve to be told of a case."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Units:
    """Pieces of one order line. `line` is the source's own id of it; `reason` a kind of case (defective, change_of_mind ...).

    `disposed` is a word of DISPOSED and `place` their id of the place, where it is about what became of the pieces. `already`: how many of
    this line they were told the same of before: what stands there beyond that is this errand's. `variant`: their id of the new goods that go
    out for these pieces.
    """

    line: str
    quantity: int
    reason: str = ""
    disposed: str = ""
    place: str = ""
    already: int = 0
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """One errand as it is told: `kind` is a word of ERRANDS, `key` its own for ever, `order` the source's own id of the order.

    `new`: what goes out for the pieces of a return that is opened. `case` is the case's number; `page` the address of its page on the desk. `parent` is their id of the return that it belongs to, ""
    where there is none. `tracking`, `carrier`, `label` (an address from which the label can be fetched) are a parcel's.
    `code`: of a gift card, the one that the customer was given; it is worth money, so that nothing shows it.
    `left`: of the goods that are taken out of a return, so many pieces stay in it.
    `first_at`: no earlier than then can a trace of this errand be there (ISO 8601); `known`: what of its kind there is another errand's, of a
    refund to be written down the ids of all that we know there: is there another one, nothing is written (`later`, `unseen_refund`).
    `shipping_minor` of `amount_minor` is delivery; `payments` [(the source's own name of what the customer paid with, minor units)].
    """

    kind: str
    key: str
    order: str
    case: str
    page: str = ""
    units: tuple[Units, ...] = ()
    new: tuple[Units, ...] = ()
    parent: str = ""
    tracking: str = ""
    carrier: str = ""
    label: str = ""
    amount_minor: int = 0
    currency: str = ""
    text: str = ""
    tags: tuple[str, ...] = ()
    first_at: str = ""
    known: tuple[str, ...] = ()
    left: int = 0
    code: str = field(default="", repr=False)
    shipping_minor: int = 0
    payments: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the shop's own system says of one errand. `state` is one of

    - `done`: it stands there; `ref` is their id of it and `name` what people see of it,
    - `failed`: they will not have it so, nothing was done; `problem` is a code of PROBLEMS and `words` what they said,
    - `later`: certainly not done; may be told again after `retry_after` seconds,
    - `unknown`: it may have been done; only looking tells,
    - `not_known`: looked, and nothing of it is there.
    """

    state: str
    ref: str = ""
    name: str = ""
    problem: str = ""
    words: str = ""
    retry_after: int | None = None


class ShopSystemPort(Protocol):
    """`tell` does it once, and looks first where the other side knows no keys: what stands there already is `done`. `look` only looks."""

    name: str

    def tell(self, telling: Telling) -> Told: ...

    def look(self, telling: Telling) -> Told: ...

    def order_page(self, order: str) -> str:
        """The address of an order's page in their own administration, for staff; "" where there is none. Asks nobody."""
        ...
