"""A line that carries several kinds: each is decided, the customer's rights are the union, and they are asked once (promise.md, facts)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from makegood.kernel.digest import digest_of
from makegood.policy.decision import Decision
from makegood.policy.raise_to_floor import right_of
from makegood.policy.slots import KEEP_ITEM, NOTHING_CAME, RELEASES

_MOST = ("partial_percent", "store_credit_bonus_percent", "reorder_discount_percent")
# What a request asks of the customer, the lightest first.
_LIGHTEST = ("keep", "recycle", "donate", "destroy_with_photo")
assert set(_LIGHTEST) == set(KEEP_ITEM)


def union_of(decisions: list[Decision], facts: dict[str, Any]) -> Decision:
    """The best of each: a remedy that one kind gives is given; a cost that one kind forbids is not taken."""
    live = [one for one in decisions if one.outcome != "refused"] or decisions
    # Statutory rights come before what the shop adds, whatever the customer named first.
    live.sort(key=lambda one: not one.statutory)
    review = any(one.outcome == "needs_review" for one in live)
    statutory = list(dict.fromkeys(word for one in live for word in one.statutory))
    slots = _slots(live, statutory)
    if live[0].outcome != "refused":
        slots["approval"] = "review" if review else "auto"
    return Decision(
        on=live[0].on,
        kinds=tuple(kind for one in decisions for kind in one.kinds),
        slots=slots,
        entitlements={kind: value for one in decisions for kind, value in one.entitlements.items()},
        lifted=[line for one in decisions for line in one.lifted],
        missing=list(dict.fromkeys(fact for one in live for fact in one.missing)),
        trace=[{**line, "kind": one.kinds[0]} for one in decisions for line in one.trace],
        statutory=statutory,
        outcome="needs_review" if review else live[0].outcome,
        reasons=list(dict.fromkeys(reason for one in live for reason in one.reasons)),
        policy_hash=live[0].policy_hash,
        law_version=live[0].law_version,
        facts_hash=digest_of(facts),
        facts=facts,
        currency=live[0].currency,
        calendar_version=live[0].calendar_version,
    )


def _slots(live: list[Decision], statutory: list[str]) -> dict[str, Any]:
    slots = {slot: value for one in reversed(live) for slot, value in one.slots.items()}
    remedies = [word for one in live for word in one.slots["remedies"] if word != "none"]
    slots["remedies"] = list(dict.fromkeys([*statutory, *remedies])) or ["none"]
    slots["eligible"] = "yes" if any(one.slots["eligible"] == "yes" for one in live) else "no"
    slots["claim_on"] = list(dict.fromkeys(word for one in live for word in one.slots["claim_on"]))
    slots["refund_outbound_shipping"] = any(one.slots["refund_outbound_shipping"] for one in live)
    counts: dict[str, int] = {}
    for item in (item for one in live for item in one.slots["evidence"]):
        counts[item["kind"]] = max(counts.get(item["kind"], 0), item["count"])
    slots["evidence"] = [{"kind": kind, "count": count} for kind, count in counts.items()]
    for name in _MOST:
        _pick(slots, live, name, max)
    _pick(slots, live, "answer_within_hours", min)
    if "customer_share_percent" in slots:
        slots["customer_share_percent"] = min(one.slots.get("customer_share_percent", 0) for one in live)
    _pick(slots, live, "release_refund_on", lambda found: min(found, key=RELEASES.index))
    _credit(slots, live)
    _pick(slots, live, "if_nothing_comes", lambda found: max(found, key=NOTHING_CAME.index))
    _pick(slots, live, "chooser", min)  # the customer before the shop
    _pick(slots, live, "return_paid_by", max)  # the shop before the customer
    if any(one.slots["ship_back"] == "none" for one in live):
        slots["ship_back"] = "none"
        _pick(slots, live, "keep_item", lambda found: min(found, key=_LIGHTEST.index))
    _fees(slots, live)
    _window(slots, live)
    return slots


def _credit(slots: dict[str, Any], live: list[Decision]) -> None:
    """The days of credit that are best for the customer, of the kinds that give any: what never ends, or the longer."""
    giving = [one for one in live if {"store_credit", "gift_card"} & set(one.slots["remedies"])] or live
    for name, best in (("store_credit_bonus_days", max), ("store_credit_ends", min)):  # "never" before "when_law_allows"
        if all(name in one.slots for one in giving):
            _pick(slots, giving, name, best)
        else:
            slots.pop(name, None)


def _pick(slots: dict[str, Any], live: list[Decision], name: str, best: Callable[[list[Any]], Any]) -> None:
    found = [one.slots[name] for one in live if name in one.slots]
    if found:
        slots[name] = best(found)


def _fees(slots: dict[str, Any], live: list[Decision]) -> None:
    """A fee stays only where every kind takes one, and then the lower; of a percentage and an amount that of the first kind."""
    for name in ("restocking_fee", "return_fee"):
        found = [one.slots.get(name, "0") for one in live]
        amounts = [Decimal(fee["percent"] if isinstance(fee, dict) else fee) for fee in found]
        alike = len({isinstance(fee, dict) for fee in found}) == 1
        if min(amounts) == 0 or (name == "return_fee" and slots["return_paid_by"] == "shop"):
            slots.pop(name, None)
        else:
            slots[name] = found[amounts.index(min(amounts))] if alike else found[0]


def _window(slots: dict[str, Any], live: list[Decision]) -> None:
    """The window of the right that lasts longest; without an end where that right has none."""
    rights = [(right_of(one.kinds[0], one.entitlements[one.kinds[0]])[1].get("until") or "9999", one) for one in live if one.statutory]
    if rights:
        longest = max(rights, key=lambda found: found[0])[1]
        slots.pop("window", None)
        slots |= {"window": longest.slots["window"]} if "window" in longest.slots else {}
