"""The new goods that were agreed on: what they are, what they cost the customer, and who sends them. Pure over rows (docs/adr/0038)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from makegood.casefile.renewing import NEW
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.policy.quote import as_json, compute
from makegood.policy.quote_input import read_input

SAME = ("replacement", "remake")  # a new one of what was bought
LONGEST_TITLE, LONGEST_SKU, LONGEST_LINK = 300, 80, 500


@dataclass(frozen=True, slots=True)
class Goods:
    """What the customer gets in exchange: `price_minor` is for all pieces together, tax included, in the order's currency."""

    title: str
    price_minor: int
    sku: str = ""
    pay_link: str = ""
    comes_back: bool = False  # what they have goes back first


def check_goods(goods: Goods | None) -> Goods:
    """Refuses `goods_needed`, `amount_needed`, `link_unfit`."""
    if goods is None or not goods.title.strip() or len(goods.title) > LONGEST_TITLE or len(goods.sku) > LONGEST_SKU:
        raise Refusal("goods_needed", "What does the customer get instead?", "Name the goods in at most 300 letters.", field="goods")
    if goods.price_minor < 1:
        raise Refusal("amount_needed", "The price of the new goods is needed.", "Give an amount above zero.", field="price")
    if goods.pay_link and (not goods.pay_link.startswith("https://") or len(goods.pay_link) > LONGEST_LINK or " " in goods.pay_link):
        raise Refusal("link_unfit", "This is no address to pay at.", "It begins with https://.", field="pay_link")
    return goods


def exchanged(document: dict[str, Any], line: str, quantity: int, goods: Goods) -> dict[str, Any]:
    """The part of an offer that an exchange for other goods adds: {amount_minor, breakdown, exchange: {title, sku, price_minor,
    credit_minor, pay_minor, pay_link}}. What the old ones count is what a refund of them would give, delivery apart; the rest goes back
    (`amount_minor`), or is paid (`pay_minor`). `document`: the order's money as the decision had it.
    """
    ask = {"lines": [{"id": line, "quantity": quantity}], "shipping": "none"}
    credit = compute(read_input({**document, "ask": ask})).total
    back, pay = max(0, credit - goods.price_minor), max(0, goods.price_minor - credit)
    breakdown = None
    if back:
        part = {"lines": [{"id": line, "amount": text_from_minor(back, document["currency"])}], "shipping": "none"}
        breakdown = as_json(compute(read_input({**document, "ask": part})))
    told = {
        "title": goods.title.strip(), "sku": goods.sku.strip(), "price_minor": goods.price_minor, "credit_minor": credit, "pay_minor": pay,
        "pay_link": goods.pay_link,
    }  # fmt: skip
    return {"amount_minor": back, "breakdown": breakdown, "exchange": told}


def to_pay(offer: dict[str, Any]) -> int:
    """What the customer pays for goods that cost more, minor units; nothing where the law gives them (Dir. 2019/771 art. 14(1)(a): free of charge)."""
    return int((offer.get("exchange") or {}).get("pay_minor", 0))


def goods_of(offer: dict[str, Any], item: Any) -> dict[str, Any]:
    """{title, sku, other_goods} of what is sent: the other goods that were agreed on, or what the order's line (`item`) was."""
    other = offer.get("exchange")
    if other:
        return {"title": other["title"], "sku": other["sku"], "other_goods": True}
    return {"title": item.title, "sku": item.sku, "other_goods": False}


def is_agreed(line: Any, choice: Any) -> bool:
    """Do new goods stand as agreed, and is nobody making them yet?"""
    return choice is not None and choice.remedy in NEW and line.decision == "accepted_by_customer" and line.remake == "approved"


def is_over(line: Any, choice: Any, decision_id: int, remedy: str) -> bool:
    """Is what was taken of this decision agreed on no more? While another offer is open, what was agreed before goes on; and where the same
    goods were taken once more, they are under way already.
    """
    if line.remake == "none":
        return True
    if choice is None or line.decision != "accepted_by_customer":
        return False
    if choice.remedy in SAME and remedy in SAME and "exchange" not in choice.offer:
        return False
    return (choice.decision_id, choice.remedy) != (decision_id, remedy)


def may_leave_at_once(offer: dict[str, Any]) -> bool:
    """New goods go out before the old ones came back only where that was said."""
    return offer.get("ship_back", "none") == "none" or (offer.get("release_refund_on") or "approval") == "approval"


def goes_at_once(agreement: Any, offer: dict[str, Any], item: Any) -> bool:
    """Is the supplier asked without a person? Only where its agreement says so, nothing has to come back first and what stands on it is known."""
    if agreement is None or not agreement.email or agreement.terms.get("new_orders") != "mail":
        return False
    return may_leave_at_once(offer) and not item.text_missing


def as_said(offer: dict[str, Any], ready_on: date | None) -> dict[str, Any]:
    """The offer with its days moved along where whoever sends the goods said a later day than it was made with; never to an earlier one."""
    if ready_on is None or not offer.get("ready_on") or not offer.get("eta_until"):
        return offer
    late = max(timedelta(0), ready_on - date.fromisoformat(offer["ready_on"]))
    days = ("ready_on", "eta_from", "eta_until")
    return offer | {name: (date.fromisoformat(offer[name]) + late).isoformat() for name in days if offer.get(name)}


def covered(order: Any, lines: Iterable[Any]) -> list[Any]:
    """The lines whose pieces this order sends: its own, and those that came apart from it since and stand where it stands."""
    rows = {line.id: line for line in lines}
    own = rows.get(order.line_id)
    if own is None:
        return []

    def parted(line: Any) -> bool:
        while line is not None and line.id != own.id:
            line = rows.get(line.split_from_id)
        return line is not None

    return [line for line in rows.values() if parted(line) and line.remake == own.remake]
