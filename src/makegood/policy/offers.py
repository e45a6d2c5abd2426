"""What is put to the customer: each remedy with its exact amount, what they must do by when, and what happens next by when."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from makegood.kernel.currency import exponent
from makegood.kernel.money import round_half_up, text_from_minor
from makegood.kernel.period import add_days
from makegood.kernel.refusal import Refusal
from makegood.law.calendar import add_business_days
from makegood.policy.decide import Decision
from makegood.policy.quote import as_json, compute
from makegood.policy.quote_input import read_input
from makegood.policy.raise_to_floor import right_of

SEND_BACK_DAYS = 14  # where no law names a number: the fortnight of Dir. 2011/83 art. 14(1)
PAY_DAYS = 3  # working days from release until a shop has paid by hand
CARD_DAYS = 5  # days that a card's bank may need; said beside the amount, promised by nobody


@dataclass(frozen=True, slots=True)
class OfferMoney:
    """`order` is the refund quote's document without `ask` (the customer's currency); `line` and `quantity` what is asked of it.

    `with_shipping`: this line carries the outbound shipping (the case takes all that is left of the order, and this is its first line).
    Days are working days; None is unknown. `shop_rate`: units of the shop's currency for one of the customer's, as text.
    """

    order: dict[str, Any]
    line: str
    quantity: int
    with_shipping: bool = False
    production_days: int | None = None
    transit_days: int | None = None
    return_cost_minor: int | None = None
    shop_rate: str = "1"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def money_of_facts(facts: Mapping[str, Any], currency: str) -> OfferMoney | None:
    """The money that facts alone tell, in the policy's currency; None where the price of a unit is not among them."""
    case, order, item = (facts.get(scope) or {} for scope in ("case", "order", "item"))
    if item.get("price") is None:
        return None
    quantity = int(case.get("quantity") or 1)
    document: dict[str, Any] = {
        "currency": currency,
        "prices_include_tax": True,
        "lines": [{"id": "item", "quantity": quantity, "unit_price": item["price"], "discount": "0", "tax_rate": "0"}],
        "order_discount": "0",
        "shipping": {"price": order.get("outbound_shipping") or "0", "discount": "0", "tax_rate": "0"},
    }
    return OfferMoney(document, "item", quantity, with_shipping=quantity >= int(order.get("item_count") or quantity))


def make_offers(decision: Decision, *, money: OfferMoney, market: str) -> list[dict[str, Any]]:
    """The offers in order, the law's first. A remedy whose amount would be nothing is left out."""
    found = []
    for remedy in decision.slots["remedies"]:
        maker = _MAKERS.get(remedy)
        offer = None if maker is None else maker(decision, money, market, remedy)
        if offer is not None:
            found.append(offer)
    return found


def _base(decision: Decision, remedy: str, currency: str) -> dict[str, Any]:
    name, right = right_of(decision.kinds[0], decision.entitlements[decision.kinds[0]])
    statutory = remedy in decision.statutory
    ship_back = decision.slots["ship_back"]
    send_by = right.get("send_back_by") or add_days(decision.on, SEND_BACK_DAYS).isoformat()
    duty = {"what": "nothing", "by": None, "cost_to_customer": None}
    if ship_back != "none":
        duty = {
            "what": "send_back",
            "by": send_by,
            "cost_to_customer": "label" if decision.slots["return_paid_by"] == "shop" else "own_postage",
        }
    elif decision.slots.get("keep_item") == "destroy_with_photo":
        duty = {"what": "destroy_with_photo", "by": None, "cost_to_customer": None}
    return {
        "remedy": remedy,
        "basis": "statutory" if statutory else "extra",
        "right": name if statutory else None,
        "currency": currency,
        "amount_minor": 0,
        "breakdown": None,
        "ship_back": ship_back,
        "keep_item": decision.slots.get("keep_item", "keep") if ship_back == "none" else None,
        "return_paid_by": decision.slots["return_paid_by"],
        "release_refund_on": None,
        "duty": duty,
        "pay_by": None,
        "eta_from": None,
        "eta_until": None,
        "percent": None,
    }


def _fees(decision: Decision, money: OfferMoney) -> list[dict[str, str]]:
    slots, found = decision.slots, []
    if slots["return_paid_by"] == "customer" and str(slots.get("return_fee") or "0").strip("0."):
        found.append({"kind": "label", "amount": _to_customer(slots["return_fee"], money)})
    fee = slots.get("restocking_fee")
    if isinstance(fee, dict) and fee.get("percent"):
        found.append({"kind": "restocking", "percent": str(fee["percent"])})
    elif isinstance(fee, str) and fee.strip("0."):
        found.append({"kind": "restocking", "amount": _to_customer(fee, money)})
    return found


def _to_customer(text: str, money: OfferMoney) -> str:
    """An amount of the policy or the law (the shop's currency) in the customer's, at the rate frozen with the order, rounded half up."""
    currency = str(money.order["currency"])
    amount = Fraction(text) / Fraction(money.shop_rate) * 10 ** exponent(currency)
    return text_from_minor(round_half_up(amount), currency)


def _shipping(decision: Decision, money: OfferMoney) -> str:
    """none, all, or the amount that the law names."""
    if not money.with_shipping or not decision.slots["refund_outbound_shipping"]:
        return "none"
    name, right = right_of(decision.kinds[0], decision.entitlements[decision.kinds[0]])
    if name != "withdrawal" or not right["granted"]:
        return "all"
    amount = str(right.get("outbound_shipping_refunded") or "0")
    if not amount.strip("0."):
        return "all"  # the law owes none of it, so it is the policy that gives it
    owed = _to_customer(amount, money)
    paid = money.order["shipping"]
    return "all" if Fraction(owed) >= Fraction(paid["price"]) - Fraction(paid["discount"]) else owed


def refund_ask(decision: Decision, money: OfferMoney) -> dict[str, Any]:
    """The quote's `ask` for a full refund of this line under this decision."""
    ask: dict[str, Any] = {
        "lines": [{"id": money.line, "quantity": money.quantity}],
        "shipping": _shipping(decision, money),
        "fees": _fees(decision, money),
    }
    if money.with_shipping and money.order.get("duties"):
        ask["duties"] = "all"
    return ask


def quote_refund(order: dict[str, Any], ask: dict[str, Any]) -> Any:
    """The typed quote; shipping or duties that are gone already are asked as far as they are left."""
    try:
        return compute(read_input({**order, "ask": ask}))
    except Refusal as refusal:
        if refusal.code in ("shipping_already_refunded", "amount_exceeds_left") and ask.get("shipping", "none") != "none":
            return compute(read_input({**order, "ask": {**ask, "shipping": "none", "duties": "none"}}))
        raise


def _release(decision: Decision) -> str:
    release = decision.slots.get("release_refund_on") or ("approval" if decision.slots["ship_back"] == "none" else "delivery")
    return "approval" if decision.slots["ship_back"] == "none" else str(release)


def _pay_by(decision: Decision, market: str, release: str) -> str | None:
    """The law's last day where it is known, or the working days that paying by hand takes, whichever comes first."""
    _, right = right_of(decision.kinds[0], decision.entitlements[decision.kinds[0]])
    statutory = right.get("refund_due_on")
    if release != "approval":
        return statutory
    own = add_business_days(decision.on, PAY_DAYS, market).isoformat()
    return own if statutory is None else min(own, statutory)


def _refund(decision: Decision, money: OfferMoney, market: str, remedy: str) -> dict[str, Any] | None:
    quote = quote_refund(money.order, refund_ask(decision, money))
    if quote.total <= 0:
        return None
    release = _release(decision)
    return _base(decision, remedy, quote.currency) | {
        "amount_minor": quote.total,
        "breakdown": as_json(quote),
        "release_refund_on": release,
        "pay_by": _pay_by(decision, market, release),
    }


def _share(decision: Decision, money: OfferMoney, percent: int) -> tuple[int, Any]:
    """`percent` of what the line has left, and its quote."""
    whole = quote_refund(money.order, {"lines": [{"id": money.line, "quantity": money.quantity}], "shipping": "none"})
    part = round_half_up(Fraction(whole.goods * percent, 100))
    if part <= 0:
        return 0, None
    amount = text_from_minor(part, whole.currency)
    return part, compute(read_input({**money.order, "ask": {"lines": [{"id": money.line, "amount": amount}], "shipping": "none"}}))


def _partial(decision: Decision, money: OfferMoney, market: str, remedy: str) -> dict[str, Any] | None:
    percent = decision.slots.get("partial_percent", 0)
    amount, quote = _share(decision, money, percent)
    if not amount:
        return None
    kept = {"ship_back": "none", "keep_item": "keep", "duty": {"what": "nothing", "by": None, "cost_to_customer": None}}
    release = {"release_refund_on": "approval", "pay_by": add_business_days(decision.on, PAY_DAYS, market).isoformat()}
    return (
        _base(decision, remedy, quote.currency) | kept | release | {"amount_minor": amount, "breakdown": as_json(quote), "percent": percent}
    )


def _credit(decision: Decision, money: OfferMoney, market: str, remedy: str) -> dict[str, Any] | None:
    quote = quote_refund(money.order, refund_ask(decision, money))
    bonus = decision.slots.get("store_credit_bonus_percent", 0)
    if quote.total <= 0:
        return None
    return _base(decision, remedy, quote.currency) | {
        "amount_minor": quote.total + round_half_up(Fraction(quote.total * bonus, 100)),
        "breakdown": as_json(quote),
        "percent": bonus,
        "release_refund_on": _release(decision),
    }


def _discount(decision: Decision, money: OfferMoney, market: str, remedy: str) -> dict[str, Any] | None:
    percent = decision.slots.get("reorder_discount_percent", 0)
    amount, quote = _share(decision, money, percent)
    if not amount:
        return None
    kept = {"ship_back": "none", "keep_item": "keep", "duty": {"what": "nothing", "by": None, "cost_to_customer": None}}
    return _base(decision, remedy, quote.currency) | kept | {"amount_minor": amount, "percent": percent}


def _goods(decision: Decision, money: OfferMoney, market: str, remedy: str) -> dict[str, Any]:
    """A new one. Its dates are made of working days to make it and to carry it; unknown days give no date, never a guess."""
    offer = _base(decision, remedy, str(money.order["currency"]))
    made = money.production_days if remedy in ("remake", "repair") else 1
    if made is not None and money.transit_days is not None:
        ready = add_business_days(decision.on, made + 1, market)
        offer |= {
            "eta_from": add_business_days(ready, money.transit_days, market).isoformat(),
            "eta_until": add_business_days(ready, money.transit_days + 3, market).isoformat(),
        }
    return offer


_MAKERS: dict[str, Callable[[Decision, OfferMoney, str, str], dict[str, Any] | None]] = {
    "refund": _refund,
    "partial_refund": _partial,
    "store_credit": _credit,
    "gift_card": _credit,
    "reorder_discount": _discount,
    "replacement": _goods,
    "remake": _goods,
    "exchange": _goods,
    "repair": _goods,
}
