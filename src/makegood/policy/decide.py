"""decide(facts, policy, law, on): what a line of a case gets, with the trace and all that is needed to run it again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.digest import canonical_json, digest_of
from makegood.law.entitle import entitle
from makegood.law.load import law_version
from makegood.law.scenario import OWN_INPUTS
from makegood.policy.facts import by_scope, notice_day, read_facts
from makegood.policy.raise_to_floor import Raised, raise_to_floor, right_of
from makegood.policy.row import run_rules
from makegood.policy.rules import Policy
from makegood.policy.scenario import scenario_of, window_end
from makegood.policy.slots import RELEASES
from makegood.policy.trace import missing_of, trace_of

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
    """

    on: date
    kinds: tuple[str, ...]
    slots: dict[str, Any]
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
    given = by_scope(facts)
    case = given.get("case", {})
    named = case.get("kinds") or [case.get("kind")]
    kinds = tuple(dict.fromkeys(str(kind) for kind in named)) if isinstance(named, list) else (str(named),)
    single = [_decide_kind({**given, "case": {**case, "kind": kind}}, policy, kind, on, law) for kind in kinds]
    return single[0] if len(single) == 1 else _union(single, given)


def _decide_kind(facts: dict[str, Any], policy: Policy, kind: str, on: date, law: Law) -> Decision:
    values = read_facts(facts, policy.currency, on)
    result = run_rules(policy, values)
    entitlement = _entitled(facts, values, kind, policy.currency, on, law)
    window = result.slots.get("window")
    last_day = window_end(values, window) if window else None
    personalised = values.get("item.customer_input") in OWN_INPUTS
    raised = raise_to_floor(
        result.slots, entitlement, kind=kind, currency=policy.currency, personalised=personalised, window_until=last_day
    )
    missing = missing_of(policy, result, values)
    not_said = facts.get("item", {}).get("customer_input") == "unknown" and kind in ("change_of_mind", "cancellation")
    if not_said and "item.customer_input" not in missing:
        missing.append("item.customer_input")  # never called stock in silence
    slots = _DEFAULTS | raised.slots
    outcome, reasons = _outcome(slots, raised, missing, right_of(kind, entitlement)[1], window, last_day, notice_day(values, on))
    return Decision(
        on=on,
        kinds=(kind,),
        slots=slots,
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


def _entitled(facts: dict[str, Any], values: Mapping[str, Any], kind: str, currency: str, on: date, law: Law) -> dict[str, Any]:
    """What the law gave on the day of the customer's first word; a wait that has become too long since then counts as well."""
    notice = notice_day(values, on)
    found = law(scenario_of(facts, kind=kind, currency=currency, asked_on=notice, on=on))
    if notice < on and kind in ("late", "not_delivered") and not right_of(kind, found)[1]["granted"]:
        found = law(scenario_of(facts, kind=kind, currency=currency, asked_on=on, on=on))
    return found


def _outcome(
    slots: dict[str, Any], raised: Raised, missing: list[str], right: Mapping[str, Any], window: Any, last_day: date | None, notice: date
) -> tuple[str, list[str]]:
    reasons = [f"missing: {fact}" for fact in missing] + raised.review
    if not right["granted"] and slots["eligible"] == "yes" and window and last_day is not None and notice > last_day:
        slots["eligible"] = "no"
        reasons.append("window_over")
    if slots["approval"] == "review":
        reasons.append("policy_asks_for_review")
    if missing or raised.review:
        slots["approval"] = "review"
    if slots["approval"] == "review":
        return "needs_review", reasons
    if slots["eligible"] == "no" or slots["remedies"] in ([], ["none"]):
        return "refused", [*reasons, str(right.get("reason") or "no_right_and_no_promise")]
    return "offered", reasons


def _union(decisions: list[Decision], facts: dict[str, Any]) -> Decision:
    """The best of each: a remedy that one kind gives is given; a cost that one kind forbids is not taken."""
    live = [one for one in decisions if one.outcome != "refused"] or decisions[:1]
    first = live[0]
    slots = dict(first.slots)
    statutory = list(dict.fromkeys(word for one in live for word in one.statutory))
    remedies = [word for one in live for word in one.slots["remedies"] if word != "none"]
    slots["remedies"] = list(dict.fromkeys([*statutory, *remedies])) or ["none"]
    slots["claim_on"] = list(dict.fromkeys(word for one in live for word in one.slots["claim_on"]))
    slots["evidence"] = [dict(item) for item in {str(sorted(e.items())): e for one in live for e in one.slots["evidence"]}.values()]
    if any(one.slots["return_paid_by"] == "shop" for one in live):
        slots["return_paid_by"] = "shop"
        slots.pop("return_fee", None)
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
