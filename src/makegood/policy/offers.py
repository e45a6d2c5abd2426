"""What is put to the customer: each remedy with its exact amount, what they must do by when, and what happens next by when."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.money import round_half_up, text_from_minor
from makegood.kernel.period import add_days
from makegood.law.credit_life import bonus_may_end, owed_life
from makegood.policy.decision import Decision
from makegood.policy.offer_money import OfferMoney, quote_refund, refund_ask
from makegood.policy.quote import as_json, compute
from makegood.policy.quote_input import read_input
from makegood.policy.raise_to_floor import granted_rights, words_of
from makegood.policy.workdays import Workdays, resting_days

SEND_BACK_DAYS = 14  # where no law names a number: the fortnight of Dir. 2011/83 art. 14(1)
PAY_DAYS = 3  # working days from release until a shop has paid by hand
CARD_DAYS = 5  # days that a card's bank may need; said beside the amount, promised by nobody


def make_offers(decision: Decision, *, money: OfferMoney, market: str, resting: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """The offers in order, the law's first. A remedy whose amount would be nothing is left out; what is refused is not offered.

    `resting`: the days without work as a record has them (`resting_in`); without it the market's calendar of today says.
    """
    found: list[dict[str, Any]] = []
    days = Workdays(market, None if resting is None else frozenset(map(date.fromisoformat, resting)))
    if decision.outcome == "refused":
        return found
    for remedy in decision.slots["remedies"]:
        maker = _MAKERS.get(remedy)
        offer = None if maker is None else maker(decision, money, days, remedy)
        if offer is not None:
            found.append(offer)
    return found


def resting_in(decision: Decision, offers: list[dict[str, Any]], market: str) -> list[str]:
    """The days without work that these offers were counted over: with them in the record they can be made again by any calendar."""
    ends = [offer[name] for offer in offers for name in ("pay_by", "ready_on", "eta_until") if offer[name]]
    return resting_days(market, decision.on, ends)


def _base(decision: Decision, remedy: str, currency: str) -> dict[str, Any]:
    statutory = remedy in decision.statutory
    rights = granted_rights(decision)
    ship_back = decision.slots["ship_back"]
    last_days = [right["send_back_by"] for _, right in rights if right.get("send_back_by")]
    send_by = max(last_days, default=add_days(decision.on, SEND_BACK_DAYS).isoformat())
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
        "right": next((name for name, right in rights if remedy in words_of(name, right)), None) if statutory else None,
        "currency": currency,
        "amount_minor": 0,
        "breakdown": None,
        "ship_back": ship_back,
        "keep_item": decision.slots.get("keep_item", "keep") if ship_back == "none" else None,
        "return_paid_by": decision.slots["return_paid_by"],
        "release_refund_on": None,
        "duty": duty,
        "pay_by": None,
        "ready_on": None,
        "eta_from": None,
        "eta_until": None,
        "percent": None,
    }


def _release(decision: Decision) -> str:
    release = decision.slots.get("release_refund_on") or ("approval" if decision.slots["ship_back"] == "none" else "delivery")
    return "approval" if decision.slots["ship_back"] == "none" else str(release)


def _pay_by(decision: Decision, working: Workdays, release: str) -> str | None:
    """The law's last day where it is known, or the working days that paying by hand takes, whichever comes first."""
    days = [right["refund_due_on"] for _, right in granted_rights(decision) if right.get("refund_due_on")]
    statutory = min(days, default=None)
    if release != "approval":
        return statutory
    own = working.after(decision.on, PAY_DAYS).isoformat()
    return own if statutory is None else min(own, statutory)


def _refund(decision: Decision, money: OfferMoney, days: Workdays, remedy: str) -> dict[str, Any] | None:
    quote = quote_refund(money.order, refund_ask(decision, money))
    if quote.total <= 0:
        return None
    release = _release(decision)
    first = release == "approval" and decision.slots["ship_back"] != "none"
    follows = {"if_nothing_comes": decision.slots["if_nothing_comes"]} if first and "if_nothing_comes" in decision.slots else {}
    return (
        _base(decision, remedy, quote.currency)
        | follows
        | {
            "amount_minor": quote.total,
            "breakdown": as_json(quote),
            "release_refund_on": release,
            "pay_by": _pay_by(decision, days, release),
        }
    )


def _share(decision: Decision, money: OfferMoney, percent: int) -> tuple[int, Any]:
    """`percent` of what the line has left, and its quote."""
    whole = quote_refund(money.order, {"lines": [{"id": money.line, "quantity": money.quantity}], "shipping": "none"})
    part = round_half_up(Fraction(whole.goods * percent, 100))
    if part <= 0:
        return 0, None
    amount = text_from_minor(part, whole.currency)
    return part, compute(read_input({**money.order, "ask": {"lines": [{"id": money.line, "amount": amount}], "shipping": "none"}}))


def _partial(decision: Decision, money: OfferMoney, days: Workdays, remedy: str) -> dict[str, Any] | None:
    percent = decision.slots.get("partial_percent", 0)
    amount, quote = _share(decision, money, percent)
    if not amount:
        return None
    kept = {"ship_back": "none", "keep_item": "keep", "duty": {"what": "nothing", "by": None, "cost_to_customer": None}}
    release = {"release_refund_on": "approval", "pay_by": days.after(decision.on, PAY_DAYS).isoformat()}
    return (
        _base(decision, remedy, quote.currency) | kept | release | {"amount_minor": amount, "breakdown": as_json(quote), "percent": percent}
    )


def _credit(decision: Decision, money: OfferMoney, days: Workdays, remedy: str) -> dict[str, Any] | None:
    quote = quote_refund(money.order, refund_ask(decision, money))
    bonus = decision.slots.get("store_credit_bonus_percent", 0)
    if quote.total <= 0:
        return None
    return (
        _base(decision, remedy, quote.currency)
        | {
            "amount_minor": quote.total + round_half_up(Fraction(quote.total * bonus, 100)),
            "breakdown": as_json(quote),
            "percent": bonus,
            "release_refund_on": _release(decision),
        }
        | _credit_days(decision, days.market)
    )


def _credit_days(decision: Decision, market: str) -> dict[str, Any]:
    """{"credit": how many days the bonus lives (None: for ever), and by which rule of the market what was owed ends (None: never)}; empty where
    the promise says nothing of it: then nothing of it ever ends.
    """
    days = decision.slots.get("store_credit_bonus_days")
    ends = decision.slots.get("store_credit_ends", "never") == "when_law_allows"
    life = owed_life(market, decision.on) if ends else None
    if days is not None and not bonus_may_end(market, decision.on):
        days = None
    return {} if days is None and life is None else {"credit": {"bonus_days": days, "owed": None if life is None else asdict(life)}}


def _discount(decision: Decision, money: OfferMoney, days: Workdays, remedy: str) -> dict[str, Any] | None:
    percent = decision.slots.get("reorder_discount_percent", 0)
    amount, quote = _share(decision, money, percent)
    if not amount:
        return None
    kept = {"ship_back": "none", "keep_item": "keep", "duty": {"what": "nothing", "by": None, "cost_to_customer": None}}
    return _base(decision, remedy, quote.currency) | kept | {"amount_minor": amount, "percent": percent}


def _goods(decision: Decision, money: OfferMoney, days: Workdays, remedy: str) -> dict[str, Any]:
    """A new one. Its dates are made of working days to make it and to carry it; unknown days give no date, never a guess."""
    offer = _base(decision, remedy, str(money.order["currency"]))
    made = money.production_days if remedy in ("remake", "repair") else money.replacement_days
    if made is not None and money.transit_days is not None:
        ready = days.after(decision.on, made + 1)
        offer |= {
            "ready_on": ready.isoformat(),
            "eta_from": days.after(ready, money.transit_days).isoformat(),
            "eta_until": days.after(ready, money.transit_days + 3).isoformat(),
        }
    return offer


_MAKERS: dict[str, Callable[[Decision, OfferMoney, Workdays, str], dict[str, Any] | None]] = {
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
