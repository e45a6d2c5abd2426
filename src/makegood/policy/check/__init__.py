"""`policy check`: is a policy readable, complete and nowhere below the law, and where it is: for whom (promise.md, contract.md)."""

from collections.abc import Mapping, Sequence
from datetime import date
from threading import Lock
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.law.load import codes, market_used
from makegood.policy.check.contradictions import contradictions
from makegood.policy.check.supplier_gaps import SupplierTerms, supplier_gaps
from makegood.policy.rules import Policy, PolicyInvalid, load_policy
from makegood.policy.site import site_violations

_ONE_AT_A_TIME = Lock()
LEVELS = {"high": "block", "medium": "warn", "low": "note"}
# Where the policy stands on the shop's site -> what that is for the law (contract: `policy_shown`).
_SHOWN = {
    "product_page": ("policy_before_purchase", "policy_in_advert"),
    "cart": ("policy_before_purchase",),
    "checkout": ("policy_before_purchase", "policy_on_final_screen"),
}


def check_policy(
    text: str | None,
    *,
    sketch: dict[str, Any] | None,
    markets: Sequence[str] | None,
    on: date,
    suppliers: Sequence[SupplierTerms] = (),
) -> dict[str, Any]:
    """The contract's report. `markets` None: those of the sketch, else all. Refuses `unknown_market`, and `bad_input` where nothing is to be checked."""
    if text is None and sketch is None:
        raise Refusal("bad_input", "There is nothing to check.", "Name a policy, a sketch of the site (--shop), or both.", status=400)
    asked = _markets(markets, sketch)
    found: dict[str, Any] = {
        "ok": True, "errors": [], "unreachable": [], "gaps": [], "below_floor": [], "violations": [] if sketch is None else site_violations(sketch, markets=asked, on=on),
        "supplier_gaps": [], "contradictions": [], "proved_markets": [], "not_proven": [],
    }  # fmt: skip
    if text is not None:
        try:
            policy = load_policy(text)
        except PolicyInvalid as invalid:
            found["errors"] = invalid.errors
        else:
            found |= _proved(policy, asked, on, shown_by(sketch), suppliers)
    blocked = any(one["level"] == "block" for one in [*found["below_floor"], *found["violations"]])
    found["ok"] = not (found["errors"] or found["gaps"] or blocked)
    return found


def shown_by(sketch: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What the sketch shows of that which the proof does not take as told."""
    if sketch is None:
        return ()
    places = sketch.get("policy_shown")
    listed = places if isinstance(places, list) else [places]
    found = {word for place in listed for word in _SHOWN.get(str(place), ())}
    if sketch.get("full_trader_information") == "shown":
        found.add("full_trader_information")
    return tuple(sorted(found))


def _markets(named: Sequence[str] | None, sketch: Mapping[str, Any] | None) -> tuple[str, ...]:
    wanted = named or (sketch or {}).get("markets") or every_market()
    if not isinstance(wanted, (list, tuple)) or not all(isinstance(one, str) for one in wanted):
        raise Refusal("bad_input", "The markets have no form.", "Write a list such as [DE, US-CA].", status=400)
    for market in wanted:
        market_used(market)
    return tuple(dict.fromkeys(wanted))


def every_market() -> tuple[str, ...]:
    """All markets with a law of their own; a base such as EU is none."""
    found = []
    for code in codes():
        try:
            market_used(code)
        except Refusal:
            continue
        found.append(code)
    return tuple(found)


def _proved(policy: Policy, markets: Sequence[str], on: date, shown: tuple[str, ...], suppliers: Sequence[SupplierTerms]) -> dict[str, Any]:
    """What the solver finds; it is loaded here, so that only a check pays for it. It is not made for several threads at once."""
    with _ONE_AT_A_TIME:
        return _found(policy, markets, on, shown, suppliers)


def _found(policy: Policy, markets: Sequence[str], on: date, shown: tuple[str, ...], suppliers: Sequence[SupplierTerms]) -> dict[str, Any]:
    from makegood.policy.floor.prove import Solver, prove
    from makegood.policy.floor.reach import gaps, unreachable
    from makegood.policy.floor.story import KINDS, told_of

    solver = Solver(policy, markets, on, shown)
    missed, idle = gaps(solver, markets[0], on), unreachable(solver)
    proof = prove(solver, markets, on, shown)
    below = [_below(policy, rule, market, slot, witness, on) for (rule, market, slot), witness in sorted(proof.found.items())]
    named = {one["market"] for one in below}
    return {
        "unreachable": idle,
        "gaps": [
            {
                "facts": facts,
                "message": f"No rule says what a customer is offered who {KINDS[kind]}{told_of(change, on)}, and none sends it to a person.",
            }
            for kind, facts, change in missed
        ],
        "below_floor": below,
        "supplier_gaps": supplier_gaps(policy, solver, suppliers),
        "contradictions": contradictions(policy),
        "proved_markets": [market for market in markets if market not in named and market not in proof.open],
        "not_proven": [{"market": market, "message": why} for market, why in sorted(proof.open.items())],
    }


def _below(policy: Policy, rule: int, market: str, slot: str, witness: Any, on: date) -> dict[str, Any]:
    from makegood.policy.floor.story import article, sentence

    return {
        "rule": policy.rules[rule].id,
        "market": market,
        "slot": slot,
        "level": LEVELS[witness.lift["confidence"]],
        "counterexample": witness.facts,
        "on": witness.on.isoformat(),
        "from": witness.lift["from"],
        "to": witness.lift["to"],
        "sentence": sentence(policy, witness, on),
        "citation": article(witness),
    }
