"""A present: whoever holds it is not the one who bought it (docs/guarantees/presents.md)."""

from makegood.kernel.refusal import Refusal

BUYERS_MONEY = ("refund", "partial_refund")


def check_recipient(remedy: str, acts_for_buyer: bool) -> None:
    """The buyer's money is the buyer's to ask back: whoever was given it must say that they do so for them. Refuses `buyer_decides`."""
    if remedy in BUYERS_MONEY and not acts_for_buyer:
        raise Refusal(
            "buyer_decides", "Only the one who bought it can ask for the money back.",
            "Tick below that you do this for them, or choose something else.", status=422, field="for_buyer",
        )  # fmt: skip
