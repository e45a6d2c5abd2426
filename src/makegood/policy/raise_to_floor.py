"""Lifts every slot that is below what the law gives, and says so with the citation (promise.md, section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text, round_half_up
from makegood.law.scenario import NON_CONFORMITY
from makegood.policy.slots import LAWFUL_RELEASES

_MINE = {"repair": "repair", "replacement": "replacement", "price_reduction": "partial_refund", "refund": "refund"}
# A claim is looked at as a defect, as not received, as late, then as a change of mind (promise.md, section 2). What never came can't be
# withdrawn from by sending it back.
_RIGHTS = {"not_delivered": ("delay", "delivery"), "delivered_not_received": ("delivery",), "late": ("delay", "withdrawal")}
_RIGHTS |= dict.fromkeys(NON_CONFORMITY, ("conformity", "withdrawal"))


def right_of(kind: str, entitlement: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """(name, object) of the right that a kind of case rests on: the granted one where there are several."""
    names = _RIGHTS.get(kind, ("withdrawal",))
    return next(((name, entitlement[name]) for name in names if entitlement[name]["granted"]), (names[0], entitlement[names[0]]))


@dataclass(slots=True)
class Raised:
    """The slots after the law, what was lifted, and which remedies the law itself gives."""

    slots: dict[str, Any]
    lifted: list[dict[str, Any]] = field(default_factory=list)
    statutory: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)


class _Lift:
    def __init__(self, slots: Mapping[str, Any], entitlement: Mapping[str, Any], right: str) -> None:
        self.raised = Raised(dict(slots))
        self.cite = "; ".join(entitlement["citations"][:3])
        self.confidence = entitlement["confidence"]
        self.right = right

    def lift(self, slot: str, to: Any) -> None:
        was = self.raised.slots.get(slot)
        if was != to:
            self.raised.slots[slot] = to
            self.raised.lifted.append(
                {"slot": slot, "from": was, "to": to, "right": self.right, "citation": self.cite, "confidence": self.confidence}
            )


def raise_to_floor(
    slots: Mapping[str, Any], entitlement: Mapping[str, Any], *, kind: str, currency: str, personalised: bool, asked: date,
    window_until: date | None, price_minor: int | None = None,
) -> Raised:  # fmt: skip
    """`slots` as the policy filled them; `window_until` the last day of the policy's own window; `price_minor` what the line cost."""
    name, right = right_of(kind, entitlement)
    lift = _Lift(slots, entitlement, name)
    if not right["granted"]:
        _without_right(lift, slots, right, entitlement)
        return lift.raised
    if slots.get("eligible") == "no":
        lift.lift("eligible", "yes")
    else:
        lift.raised.slots.setdefault("eligible", "yes")
    _window(lift, right, window_until)
    lift.raised.statutory = _statutory(name, right, personalised, slots.get("remedies") or [], asked)
    _remedies(lift, slots.get("remedies"))
    _costs(lift, name, right, currency, price_minor)
    _release(lift, right)
    if right.get("chooser") == "customer" or name != "conformity":
        lift.lift("chooser", "customer")
    else:
        lift.raised.slots.setdefault("chooser", right.get("chooser") or "shop")
    return lift.raised


def _without_right(lift: _Lift, slots: Mapping[str, Any], right: Mapping[str, Any], entitlement: Mapping[str, Any]) -> None:
    """No right: the policy stands; what it leaves open is refused, and a refusal on less than sure law goes to a person."""
    mine = lift.raised.slots
    mine.setdefault("remedies", ["none"])
    if mine["remedies"] == ["none"] or mine.get("eligible") == "no":
        mine["eligible"] = "no"
        if entitlement["confidence"] != "high":
            lift.raised.review.append(uncertain(entitlement))
    else:
        mine.setdefault("eligible", "yes")


def uncertain(entitlement: Mapping[str, Any]) -> str:
    """Why a refusal goes to a person: the law behind it is not sure enough."""
    return f"law_uncertain: {entitlement['market_used']} ({entitlement['confidence']})"


def _window(lift: _Lift, right: Mapping[str, Any], window_until: date | None) -> None:
    until = right.get("until")
    if until is not None and (window_until is None or window_until < date.fromisoformat(until)):
        if lift.raised.slots.get("window") is not None:
            lift.lift("window", {**lift.raised.slots["window"], "until": until})
        else:
            lift.raised.slots["window"] = {"until": until}


def _statutory(name: str, right: Mapping[str, Any], personalised: bool, offered: list[str], asked: date) -> list[str]:
    """The law's remedies in our words, in the law's order. A remake is the replacement of what is made for one customer.

    While goods may still be rejected at once, that right stands beside the first tier and does not take its place.

    A repair is left out where something new is given and the shop does not offer one: it is then impossible or
    disproportionate (Dir. 2019/771 art. 13(2)); whoever can repair says so in the policy.
    """
    tiers: list[list[str]] = right["remedies"] if name == "conformity" else [right["remedies"]]
    found: list[str] = []
    first = list(tiers[0]) if tiers else []
    reject_until = right.get("reject_until")
    if name == "conformity" and reject_until and asked.isoformat() <= reject_until and len(tiers) > 1:
        first += [word for word in tiers[1] if word not in first]
    for word in first:
        mine = _MINE[word]
        if mine == "replacement" and (personalised or "remake" in offered) and "replacement" not in offered:
            mine = "remake"
        if mine == "repair" and "repair" not in offered and "replacement" in first:
            continue
        if mine not in found:
            found.append(mine)
    return found


def _remedies(lift: _Lift, offered: list[str] | None) -> None:
    """The law's remedies first and complete, then what the shop adds."""
    statutory = lift.raised.statutory
    extras = [word for word in offered or [] if word not in statutory and word != "none"]
    wanted = statutory + extras
    if offered is None or set(statutory) <= set(offered):
        lift.raised.slots["remedies"] = wanted
    else:
        lift.lift("remedies", wanted)


def _costs(lift: _Lift, name: str, right: Mapping[str, Any], currency: str, price_minor: int | None) -> None:
    slots = lift.raised.slots
    payer = right.get("return_paid_by") or ("shop" if name != "withdrawal" else "customer")
    if payer == "shop":
        if "return_paid_by" in slots:
            lift.lift("return_paid_by", "shop")
        slots["return_paid_by"] = "shop"
        if _above_zero(slots.get("return_fee"), currency):
            lift.lift("return_fee", "0")
    else:
        slots.setdefault("return_paid_by", "customer")
    fee = right.get("max_fee") if name == "withdrawal" else None
    if _above_zero(slots.get("restocking_fee"), currency) and not _above_zero(fee, currency):
        lift.lift("restocking_fee", "0")
    elif _above_zero(slots.get("restocking_fee"), currency) and _more(slots["restocking_fee"], fee, currency, price_minor):
        lift.lift("restocking_fee", fee)
    owed = name != "withdrawal" or _above_zero(right.get("outbound_shipping_refunded"), currency)
    if owed and not slots.get("refund_outbound_shipping"):
        if "refund_outbound_shipping" in slots:
            lift.lift("refund_outbound_shipping", True)
        slots["refund_outbound_shipping"] = True


def _more(fee: Any, most: Any, currency: str, price_minor: int | None) -> bool:
    """A share of a price that is not known can't be shown to stay below: it counts as more."""
    allowed = minor_from_text(most, currency)
    if isinstance(fee, dict):
        return price_minor is None or round_half_up(Fraction(str(fee["percent"])) * price_minor / 100) > allowed
    return minor_from_text(fee, currency) > allowed


def _above_zero(value: Any, currency: str) -> bool:
    if value is None:
        return False
    if isinstance(value, dict):
        return bool(value.get("percent"))
    return bool(str(value).strip("0."))


def _release(lift: _Lift, right: Mapping[str, Any]) -> None:
    """Money that the law owes waits for goods or proof of sending at most, never for an inspection or a supplier."""
    slots = lift.raised.slots
    latest = {"goods_received_or_posted": "proof_of_sending", "goods_received": "delivery"}.get(str(right.get("withheld_until")))
    if slots.get("ship_back", "none") == "none":
        latest = "approval"
    release = slots.get("release_refund_on")
    if release is None:
        slots["release_refund_on"] = latest or (
            "approval" if right.get("withheld_until") is None and slots.get("ship_back", "none") == "none" else "delivery"
        )
    elif release not in LAWFUL_RELEASES or (
        latest is not None and LAWFUL_RELEASES.index(release) > LAWFUL_RELEASES.index(latest) and latest != "proof_of_sending"
    ):
        lift.lift("release_refund_on", latest or "delivery")
    elif latest == "proof_of_sending" and release == "delivery":
        lift.lift("release_refund_on", "proof_of_sending")
