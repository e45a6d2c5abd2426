"""What a payment provider must serve."""

from typing import Protocol


class PaymentPort(Protocol):
    """`asks_person`: nothing is called; staff pays in the shop's own system and records what they did."""

    name: str
    asks_person: bool
