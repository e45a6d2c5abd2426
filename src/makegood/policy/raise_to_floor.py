"""Lifts every slot that is below what the law gives, and says so with the citation (promise.md, section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from makegood.kernel.money import minor_from_text, round_half_up, text_from_minor
from makegood.law.load import CONFIDENCE
from makegood.law.scenario import NON_CONFORMITY
from makegood.policy.decision import Decision
from makegood.policy.slots import LAWFUL_RELEASES

_MINE = {"repair": "repair", "replacement": "replacement", "price_reduction": "partial_refund", "refund": "refund"}
_ASKED = ("conformity", "delivery", "delay", "withdrawal")
_RIGHTS = {"not_delivered": ("delay", "delivery"), "delivered_not_received": ("delivery",), "late": ("delay",)}
_RIGHTS |= dict.fromkeys(NON_CONFORMITY, ("conformity",))
# Six years, the longest guarantee that a law puts a number to (GB, IE, SG, HK): where a law names none, a window of so many days is not called short.
LONG_ENOUGH = 2_192
# Where the claim itself gives nothing, goods that are in the customer's hands may still be withdrawn from (promise.md, section 2).
_IN_HAND = NON_CONFORMITY | {"late"}


def rights_of(kind: str, entitlement: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """(name, object) of the rights that a kind of case rests on: those that are granted, or the first where none is."""
    names = _RIGHTS.get(kind, ("withdrawal",))
    granted = [(name, entitlement[name]) for name in names if entitlement[name]["granted"]]
    if not granted and kind in _IN_HAND and entitlement["withdrawal"]["granted"]:
        return [("withdrawal", entitlement["withdrawal"])]
    return granted or [(names[0], entitlement[names[0]])]


def right_of(kind: str, entitlement: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The first of `rights_of`."""
    return rights_of(kind, entitlement)[0]


def granted_rights(decision: Decision) -> list[tuple[str, Mapping[str, Any]]]:
    """Every right that stands behind a decision, in the order in which the law is asked (promise.md, section 2)."""
    found = [one for kind in decision.kinds for one in rights_of(kind, decision.entitlements[kind]) if one[1]["granted"]]
    return sorted(found, key=lambda one: _ASKED.index(one[0]))


def words_of(name: str, right: Mapping[str, Any]) -> set[str]:
    """The remedies of a right in our words; a remake counts as replacement."""
    tiers = right["remedies"] if name == "conformity" else [right["remedies"]]
    words = {_MINE[word] for tier in tiers for word in tier}
    return words | {"remake"} if "replacement" in words else words


@dataclass(frozen=True, slots=True)
class Line:
    """What the floor needs to know of the line, amounts in minor units of the policy's currency.

    `window_until` is the last day of the policy's own window; `value` is the money that the law's fee is measured by, `share` the
    line's part of it (a case of several lines keeps the fee once).
    """

    kind: str
    currency: str
    asked_on: date
    personalised: bool = False
    window_until: date | None = None
    value: int | None = None
    share: Fraction = Fraction(1)


@dataclass(slots=True)
class Raised:
    """The slots after the law, what was lifted, what the law filled because no rule did, and which remedies the law itself gives."""

    slots: dict[str, Any]
    citation: str
    lifted: list[dict[str, Any]] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    statutory: list[str] = field(default_factory=list)
    review: list[str] = field(default_factory=list)


class _Lift:
    def __init__(self, slots: Mapping[str, Any], entitlement: Mapping[str, Any], right: str) -> None:
        self.raised = Raised(dict(slots), "; ".join(entitlement["citations"][:3]))
        self.confidence = entitlement["confidence"]
        self.right_confidence = entitlement.get("right_confidence", self.confidence)
        self.right = right

    def lift(self, slot: str, to: Any, confidence: str | None = None) -> None:
        """A slot below the floor; one that no rule filled is no lift: it takes the floor."""
        was = self.raised.slots.get(slot)
        if slot not in self.raised.slots:
            self.raised.filled.append(slot)
        elif was != to:
            # A fee above the highest that may be allowed is above it for sure; how much postage is owed may be in doubt.
            sure = confidence or (self.confidence if slot == "refund_outbound_shipping" else self.right_confidence)
            self.raised.lifted.append(
                {"slot": slot, "from": was, "to": to, "right": self.right, "citation": self.raised.citation, "confidence": sure}
            )
        self.raised.slots[slot] = to

    def fill(self, slot: str, to: Any) -> None:
        if slot not in self.raised.slots:
            self.lift(slot, to)


def raise_to_floor(slots: Mapping[str, Any], entitlement: Mapping[str, Any], line: Line) -> Raised:
    """`slots` as the policy filled them."""
    rights = rights_of(line.kind, entitlement)
    name, right = rights[0]
    lift = _Lift(slots, entitlement, name)
    _answer(lift, right, entitlement, line.asked_on)
    if not right["granted"]:
        lift.fill("remedies", ["none"])
        lift.fill("eligible", "yes" if set(lift.raised.slots["remedies"]) - {"none"} else "no")
        return lift.raised
    lift.lift("eligible", "yes")
    _window(lift, right, line)
    offered = slots.get("remedies") or []
    found = [word for granted in rights for word in _statutory(*granted, line, offered)]
    lift.raised.statutory = list(dict.fromkeys(found))
    if not lift.raised.statutory:
        lift.raised.review.append(f"law_names_no_remedy: {entitlement['market_used']}")
    _remedies(lift, slots.get("remedies"))
    _costs(lift, name, right, line)
    _release(lift, right)
    chooser = right.get("chooser") if name == "conformity" else "customer"
    if chooser == "customer":
        lift.lift("chooser", "customer")
    elif chooser == "shop":  # a court's choice, elsewhere, is nobody's here
        lift.fill("chooser", "shop")
    return lift.raised


def _window(lift: _Lift, right: Mapping[str, Any], line: Line) -> None:
    """A window of the policy's that has not begun is not over either, so it is above any floor.

    Where the law names no last day, or its period has not begun, the right stands on the day of the customer's word: no window is over by then.
    """
    if "until" not in right:
        return
    until, mine = right["until"], lift.raised.slots.get("window")
    if mine is None:
        if until is not None:
            lift.fill("window", {"until": until})
        return
    if until is None and mine.get("days", 0) >= LONG_ENOUGH:
        return
    last = until or line.asked_on.isoformat()
    if line.window_until is not None and line.window_until < date.fromisoformat(last):
        lift.lift("window", {**mine, "until": last})


def _answer(lift: _Lift, right: Mapping[str, Any], entitlement: Mapping[str, Any], asked_on: date) -> None:
    """No answer is promised for later than the law asks for it; a rule that is only a note moves nothing."""
    duty = entitlement.get("answer") or {"level": "note"}
    days = [(right.get("answer_by"), lift.right_confidence)]
    if duty["level"] != "note":
        days.append((duty["by"], "high" if duty["level"] == "block" else "medium"))
    hours = [(24 * (date.fromisoformat(day) - asked_on).days, sure) for day, sure in days if day]
    if not hours:
        return
    least = min(count for count, _ in hours)
    said = lift.raised.slots.get("answer_within_hours", least + 1)
    missed = [sure for count, sure in hours if said > count]
    if missed:
        lift.lift("answer_within_hours", least, max(missed, key=CONFIDENCE.index))


def _statutory(name: str, right: Mapping[str, Any], line: Line, offered: list[str]) -> list[str]:
    """The law's remedies in our words, in the law's order. A remake is the replacement of what is made for one customer.

    While goods may still be rejected at once, that right stands beside the next tier and does not take its place.

    A repair is left out where something new is given and the shop does not offer one: it is then impossible or
    disproportionate (Dir. 2019/771 art. 13(2)); whoever can repair says so in the policy.
    """
    tiers: list[list[str]] = right["remedies"] if name == "conformity" else [right["remedies"]]
    found: list[str] = []
    first, reject_until = list(tiers[0]) if tiers else [], right.get("reject_until")
    if name == "conformity" and len(tiers) > 1 and reject_until and line.asked_on.isoformat() <= reject_until:
        first += [word for word in tiers[1] if word not in first]
    for word in first:
        mine = _MINE[word]
        if mine == "replacement" and (line.personalised or "remake" in offered) and "replacement" not in offered:
            mine = "remake"
        if mine == "repair" and "repair" not in offered and "replacement" in first:
            continue
        if mine not in found:
            found.append(mine)
    return found


def _remedies(lift: _Lift, offered: list[str] | None) -> None:
    """The law's remedies first and complete, then what the shop adds."""
    statutory = lift.raised.statutory
    wanted = statutory + [word for word in offered or [] if word not in statutory and word != "none"]
    if offered is None or not set(statutory) <= set(offered):
        lift.lift("remedies", wanted)
    else:
        lift.raised.slots["remedies"] = wanted


def _costs(lift: _Lift, name: str, right: Mapping[str, Any], line: Line) -> None:
    slots = lift.raised.slots
    payer = right.get("return_paid_by") or ("shop" if name != "withdrawal" else "customer")
    if payer == "shop":
        lift.lift("return_paid_by", "shop")
        if fee_minor(slots.get("return_fee"), line):
            lift.lift("return_fee", "0")
    else:
        lift.fill("return_paid_by", "customer")
    most = int(minor_from_text(right.get("max_fee") or "0", line.currency) * line.share) if name == "withdrawal" else 0
    fee = fee_minor(slots.get("restocking_fee"), line)
    if fee is None or fee > most:
        lift.lift("restocking_fee", text_from_minor(most, line.currency) if most else "0")
    if name != "withdrawal" and slots.get("customer_share_percent"):
        lift.lift("customer_share_percent", 0)
    owed = name != "withdrawal" or minor_from_text(right.get("outbound_shipping_refunded") or "0", line.currency) > 0
    if owed:
        lift.lift("refund_outbound_shipping", True)


def fee_minor(fee: Any, line: Line) -> int | None:
    """A fee slot as money; None where it is a percentage of what nobody knows."""
    if not isinstance(fee, dict):
        return minor_from_text(fee or "0", line.currency)
    if not fee.get("percent"):
        return 0
    return None if line.value is None else round_half_up(line.value * line.share * fee["percent"] / 100)


def _release(lift: _Lift, right: Mapping[str, Any]) -> None:
    """Money that the law owes waits for goods or proof of sending at most, never for an inspection or a supplier."""
    slots = lift.raised.slots
    latest = {"goods_received_or_posted": "proof_of_sending", "goods_received": "delivery"}.get(str(right.get("withheld_until")))
    if slots.get("ship_back", "none") == "none":
        latest = "approval"
    release = slots.get("release_refund_on")
    if release is None:
        lift.fill("release_refund_on", latest or "delivery")
    elif release not in LAWFUL_RELEASES or (
        latest is not None and LAWFUL_RELEASES.index(release) > LAWFUL_RELEASES.index(latest) and latest != "proof_of_sending"
    ):
        lift.lift("release_refund_on", latest or "delivery")
    elif latest == "proof_of_sending" and release == "delivery":
        lift.lift("release_refund_on", "proof_of_sending")
