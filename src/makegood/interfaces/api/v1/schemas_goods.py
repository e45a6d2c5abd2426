"""What calls about other goods take: offers of them, and how far they are."""

from typing import Literal

from pydantic import Field

from makegood.interfaces.api.v1.days import Day
from makegood.interfaces.api.v1.schemas import Strict


class GoodsIn(Strict):
    """What the customer gets in an exchange. `price`: for all pieces together, tax included, in the order's currency; `pay_link`: where they
    can pay what it costs more; `comes_back`: what they have is sent back first, at the shop's cost."""

    title: str = Field(max_length=300)
    price: str
    sku: str = Field(default="", max_length=80)
    pay_link: str = Field(default="", max_length=500)
    comes_back: bool = False


class OfferIn(Strict):
    """`amount` for money; `goods` for an exchange."""

    line: str
    remedy: str
    amount: str | None = None
    goods: GoodsIn | None = None
    note: str = Field(default="", max_length=5000)


class ReplacementAnswerIn(Strict):
    """What whoever sends new goods said by another way: accepted with the day on which they leave, sent, or refused with a reason."""

    answer: Literal["accepted", "sent", "refused"]
    ready_on: Day | None = None
    tracking: str = Field(default="", max_length=80)
    reason: Literal["", "not_in_stock", "not_made_any_more", "not_our_order", "address_missing", "other"] = ""
    words: str = Field(default="", max_length=5000)


class SenderIn(Strict):
    """`way`: one of those that the replacement could come from, or `next` for the best of the others."""

    way: str = Field(default="next", max_length=80)


class DifferenceIn(Strict):
    """`reference`: what the shop's system or bank calls the payment."""

    what: Literal["paid", "paid_back"]
    reference: str = Field(max_length=120)


class RemakeIn(Strict):
    """How far the new one is. `tracking` where it was shipped; `ready_on` the day on which it leaves; `approved` orders one again that went
    wrong; `words`: why it did."""

    line: str
    to: Literal["approved", "in_production", "shipped", "delivered", "failed"]
    tracking: str = Field(default="", max_length=80)
    ready_on: Day | None = None
    words: str = Field(default="", max_length=5000)
