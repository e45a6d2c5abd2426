"""decide(facts, policy, law, on): what a line of a case gets, with the trace and all that is needed to run it again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.digest import canonical_json, digest_of
from makegood.law.entitle import entitle
from makegood.law.load import law_version
from makegood.law.scenario import OWN_INPUTS
from makegood.policy.facts import asked_on, read_facts, scenario_of, window_end
from makegood.policy.raise_to_floor import Raised, raise_to_floor, right_of, uncertain
from makegood.policy.row import RowResult, run_rules
from makegood.policy.rules import Policy
from makegood.policy.slots import RELEASES
from makegood.policy.trace import missing_of, trace_of

_OWED = ("order.outbound_shipping", "order.total", "case.major")
Law = Callable[[Any], dict[str, Any]]
_DEFAULTS = {
    "approval": "auto",
    "ship_back": "none",
    "evidence": [],
    "claim_on": [],
    "return_paid_by": "customer",
    "refund_outbound_shipping": False,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcome`: offered, needs_review or refused. `reasons` says why a person must look, or why it is refused.

    `statutory` are the remedies that the law itself gives; every other one in slots["remedies"] is the shop's extra.
    `sources` says of each slot what filled it: `rule: <id>`, `law: <right>` or `default`.
    """

    on: date
    kinds: tuple[str, ...]
    slots: dict[str, Any]
    sources: dict[str, str]
    entitlements: dict[str, dict[str, Any]]
    lifted: list[dict[str, Any]]
    missing: list[str]
    trace: list[dict[str, Any]]
    statutory: list[str]
    outcome: str
    reasons: list[str]
    policy_hash: str
    law_version: str
    facts_hash: str
    facts: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; with `offers` added it is the record that replays."""
        return {
            "on": self.on.isoformat(),
            "kinds": list(self.kinds),
            "slots": self.slots,
            "sources": self.sources,
            "statutory": self.statutory,
            "outcome": self.outcome,
            "reasons": self.reasons,
            "trace": self.trace,
            "lifted": self.lifted,
            "missing": self.missing,
            "entitlements": self.entitlements,
            "policy_hash": self.policy_hash,
            "law_version": self.law_version,
            "facts_hash": self.facts_hash,
            "facts": self.facts,
        }


def decide(facts: Mapping[str, Any], policy: Policy, *, on: date, law: Law = entitle) -> Decision:
    """Several kinds on one line: each is decided, the customer's rights are the union, and they are asked once.

    Refuses `bad_input` (facts) and `unknown_market`.
    """
    given = {scope: dict(part) for scope, part in facts.items()}
    case = given.get("case", {})
    kinds = tuple(case.get("kinds") or [case.get("kind")])
    single = [_decide_kind({**given, "case": {**case, "kind": kind}}, policy, str(kind), on, law) for kind in kinds]
    return single[0] if len(single) == 1 else _union(single, given)


def _decide_kind(facts: dict[str, Any], policy: Policy, kind: str, on: date, law: Law) -> Decision:
    values = read_facts(facts, policy.currency, on)
    result = run_rules(policy, values)
    entitlement = law(scenario_of(facts, values, kind, on))
    window = result.slots.get("window")
    last_day = window_end(values, window) if window else None
    personalised = values.get("item.customer_input") in OWN_INPUTS
    asked = asked_on(values, on)
    raised = raise_to_floor(
        result.slots, entitlement, kind=kind, currency=policy.currency, personalised=personalised, asked=asked, window_until=last_day,
        price_minor=values.get("case.value", values.get("item.price")),
    )  # fmt: skip
    missing = missing_of(policy, result, values)
    if (
        values.get("item.customer_input") == "unknown"
        and kind in ("change_of_mind", "cancellation")
        and "item.customer_input" not in missing
    ):
        missing.append("item.customer_input")  # never called stock in silence
    if right_of(kind, entitlement)[1]["granted"]:  # what the law owes could not be worked out
        missing += [fact for fact in entitlement.get("missing", []) if fact in _OWED and fact not in missing]
    slots = _DEFAULTS | raised.slots
    if right_of(kind, entitlement)[1]["granted"] or last_day is None or asked <= last_day:
        last_day = None
    outcome, reasons = _outcome(slots, raised, missing, entitlement, kind, over=last_day is not None)
    return Decision(
        on=on,
        kinds=(kind,),
        slots=slots,
        sources=_sources(slots, policy, result, raised, right_of(kind, entitlement)),
        entitlements={kind: entitlement},
        lifted=raised.lifted,
        missing=missing,
        trace=trace_of(policy, result, values),
        statutory=raised.statutory,
        outcome=outcome,
        reasons=reasons,
        policy_hash=policy.hash,
        law_version=law_version(),
        facts_hash=digest_of(facts),
        facts=facts,
    )


def _sources(
    slots: Mapping[str, Any], policy: Policy, result: RowResult, raised: Raised, right: tuple[str, Mapping[str, Any]]
) -> dict[str, str]:
    by_law = {line["slot"] for line in raised.lifted}
    found = {}
    for slot in slots:
        if slot in result.filled and slot not in by_law:
            found[slot] = f"rule: {policy.rules[result.filled[slot]].id}"
        else:
            found[slot] = f"law: {right[0]}" if slot in raised.slots and right[1]["granted"] else "default"
    return found


def _outcome(
    slots: dict[str, Any], raised: Raised, missing: list[str], entitlement: Mapping[str, Any], kind: str, *, over: bool
) -> tuple[str, list[str]]:
    """`over`: the policy's own window has passed and the law gives nothing either."""
    reasons = [f"missing: {fact}" for fact in missing] + raised.review
    if slots["eligible"] == "yes" and over:
        slots["eligible"] = "no"
        reasons.append("window_over")
        if entitlement["confidence"] != "high":
            raised.review.append(uncertain(entitlement))
            reasons.append(uncertain(entitlement))
    if slots["approval"] == "review":
        reasons.append("policy_asks_for_review")
    if missing or raised.review:
        slots["approval"] = "review"
    if slots["approval"] == "review":
        return "needs_review", reasons
    if slots["eligible"] == "no" or slots["remedies"] in ([], ["none"]):
        return "refused", [*reasons, str(right_of(kind, entitlement)[1].get("reason") or "no_right_and_no_promise")]
    return "offered", reasons


# The order in which claims are looked at (promise.md, section 2): what is wrong with the goods, what never came, what came late, then
# the change of mind.
_PRECEDENCE = (
    "recalled", "defective", "damaged_in_transit", "customization_error", "not_as_described", "missing_part", "warranty", "wrong_item",
    "not_delivered", "delivered_not_received", "returned_to_sender", "late", "unexpected_charges", "refused_at_door", "cancellation",
    "change_of_mind", "customer_input_error",
)  # fmt: skip
_COSTS = ("return_fee", "restocking_fee", "customer_share_percent")
_BONUSES = ("partial_percent", "store_credit_bonus_percent", "reorder_discount_percent")


def _strength(one: Decision) -> tuple[bool, int]:
    """What rests on a right comes before what rests on a promise, then the order of claims."""
    kind = one.kinds[0]
    return (not right_of(kind, one.entitlements[kind])[1]["granted"], _PRECEDENCE.index(kind))


def _union(decisions: list[Decision], facts: dict[str, Any]) -> Decision:
    """The best of each: a remedy that one kind gives is given; a cost that one kind forbids is not taken."""
    decisions = sorted(decisions, key=_strength)
    live = [one for one in decisions if one.outcome != "refused"] or decisions[:1]
    first = live[0]
    slots = {slot: value for one in reversed(live) for slot, value in one.slots.items()}
    statutory = list(dict.fromkeys(word for one in live for word in one.statutory))
    remedies = [word for one in live for word in one.slots["remedies"] if word != "none"]
    slots["remedies"] = list(dict.fromkeys([*statutory, *remedies])) or ["none"]
    for slot in ("claim_on", "evidence"):
        slots[slot] = _distinct(item for one in live for item in one.slots[slot])
    if any(one.slots["return_paid_by"] == "shop" for one in live):
        slots["return_paid_by"] = "shop"
        slots.pop("return_fee", None)
    for slot in _COSTS:
        if any(not one.slots.get(slot) or one.slots[slot] == "0" for one in live):
            slots.pop(slot, None)
    for slot in _BONUSES:
        if slot in slots:
            slots[slot] = max(one.slots.get(slot, 0) for one in live)
    if any(one.slots["ship_back"] == "none" for one in live):
        slots["ship_back"] = "none"
    slots["refund_outbound_shipping"] = any(one.slots["refund_outbound_shipping"] for one in live)
    releases = [one.slots["release_refund_on"] for one in live if one.slots.get("release_refund_on")]
    if releases:
        slots["release_refund_on"] = min(releases, key=RELEASES.index)
    review = any(one.outcome == "needs_review" for one in live)
    return Decision(
        on=first.on,
        kinds=tuple(kind for one in decisions for kind in one.kinds),
        slots=slots | {"approval": "review" if review else "auto"},
        sources={slot: source for one in reversed(live) for slot, source in one.sources.items()},
        entitlements={kind: value for one in decisions for kind, value in one.entitlements.items()},
        lifted=[line for one in decisions for line in one.lifted],
        missing=list(dict.fromkeys(fact for one in live for fact in one.missing)),
        trace=[{**line, "kind": one.kinds[0]} for one in decisions for line in one.trace],
        statutory=statutory,
        outcome="needs_review" if review else first.outcome,
        reasons=list(dict.fromkeys(reason for one in live for reason in one.reasons)),
        policy_hash=first.policy_hash,
        law_version=first.law_version,
        facts_hash=digest_of(facts),
        facts=facts,
    )


def _distinct(items: Iterable[Any]) -> list[Any]:
    return list({canonical_json(item): item for item in items}.values())


def replay(
    record: Mapping[str, Any], policy: Policy, *, offers: Callable[[Decision], list[dict[str, Any]]] | None = None
) -> tuple[bool, str]:
    """Run a recorded decision again: (same bit for bit, the first difference in words)."""
    again = decide(record["facts"], policy, on=date.fromisoformat(record["on"]))
    found = again.as_json() | ({"offers": offers(again)} if offers is not None else {})
    for key, value in found.items():
        if canonical_json(value) != canonical_json(record.get(key)):
            return False, f"{key} differs"
    return True, ""
