"""The floor's proof against the running engine: what decide() lifts the proof reports, and what the proof reports decide() lifts."""

from collections.abc import Iterable
from datetime import date
from random import Random
from typing import Any

import pytest
import z3

from makegood.law.load import codes
from makegood.policy.decide import decide
from makegood.policy.facts import DERIVED, read_facts
from makegood.policy.floor import cells, limits
from makegood.policy.floor.below import excused
from makegood.policy.floor.prove import Proof, Solver, prove
from makegood.policy.floor.terms import Terms
from makegood.policy.row import run_rules
from makegood.policy.rules import Policy, load_policy
from tests.policy.random_shops import ON, case_facts, policy_text

MARKETS = [code for code in codes() if code != "EU"]


def lifted(policy: Policy, facts: dict[str, Any], on: date = ON) -> list[tuple[int, str, str]]:
    """(rule, market, slot) of each slot that a rule filled and the law lifted."""
    filled = run_rules(policy, read_facts(facts, policy.currency, on)).filled
    found = decide(facts, policy, on=on).lifted
    return [
        (filled[one["slot"]], facts["order"]["market"], one["slot"]) for one in found if one["slot"] in filled and not excused(one, facts)
    ]


def proven(policy: Policy, markets: list[str]) -> Proof:
    return prove(Solver(policy, markets, ON, ()), markets, ON)


def missed(seed: int, cases: int) -> tuple[int, list[Any]]:
    """(lifts seen, lifts of which the proof knows nothing), for one random policy in three markets; and every witness comes true."""
    random = Random(seed)
    policy, markets = load_policy(policy_text(random)), random.sample(MARKETS, 3)
    proof = proven(policy, markets)
    for (rule, market, slot), witness in proof.found.items():
        assert (rule, market, slot) in lifted(policy, witness.facts, witness.on), (seed, rule, market, slot)
    seen = [one for _ in range(cases) for one in lifted(policy, case_facts(random, random.choice(markets)))]
    return len(seen), [(seed, one) for one in seen if one not in proof.found and one[1] not in proof.open]


def run(seeds: range, cases: int) -> None:
    seen = 0
    for seed in seeds:
        count, unknown = missed(seed, cases)
        assert unknown == []
        seen += count
    assert seen > 20 * len(seeds)


def test_what_the_engine_lifts_the_proof_reports() -> None:
    run(range(25), 40)


@pytest.mark.wide
def test_what_the_engine_lifts_the_proof_reports_widely() -> None:
    run(range(10_000, 10_400), 150)


@pytest.mark.parametrize("slot_wrong", ["span", "reject", "condition"])
def test_a_wrong_proof_is_found_out(slot_wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: with one fault in the proof's view of the law or of the policy it does."""
    if slot_wrong == "span":  # periods that are thought to be over after three days
        monkeypatch.setattr(limits, "_within", lambda terms, cell, exact: terms.notice - terms.value("order.delivered_on") <= 3)
        monkeypatch.setattr(cells, "_on_the_last_day", lambda cell, span: cell.facts)
    elif slot_wrong == "reject":  # goods not as agreed are forgotten
        monkeypatch.setattr(cells, "_conformity", lambda *words: iter(()))
    else:  # comparisons of amounts and days are thought never to hold
        whole, never = Terms._condition, (z3.BoolVal(False), z3.BoolVal(True))
        monkeypatch.setattr(Terms, "_condition", lambda self, node: never if node.op == "compare" else whole(self, node))
    cells._cells_of.cache_clear()
    try:
        with pytest.raises(AssertionError):
            run(range(40), 40)
    finally:
        cells._cells_of.cache_clear()


def pinned(terms: Terms, values: dict[str, Any], on: date) -> list[Any]:
    """The solver's facts as those of one case."""
    found = [terms.today == on.toordinal()]
    for name, (known, value) in terms.facts.items():
        if name in DERIVED:
            continue
        here, given = values.get(name) is not None, values.get(name)
        found.append(known == here)
        if not here:
            continue
        if isinstance(value, dict):
            found += [member == (word in given) for word, member in value.items()]
        elif isinstance(given, str):
            found.append(value == terms.code(like(given, terms.texts[name]) if name in terms.texts else given))
        else:
            found.append(
                value
                == (
                    given.toordinal()
                    if isinstance(given, date)
                    else z3.Q(*given.as_integer_ratio())
                    if not isinstance(given, bool)
                    else given
                )
            )
    return found


def like(text: str, samples: Iterable[str]) -> str:
    """The text of the proof's that answers each question as this one does."""
    pool = list(samples)
    asked = pool[:-1]  # the last one answers no to all

    def answers(one: str) -> list[Any]:
        return [(one.startswith(part), part in one) for part in asked]

    return text if text in pool else next(one for one in pool if answers(one) == answers(text))


def test_no_guarantee_ends_before_the_right_to_change_ones_mind() -> None:
    """What the cells rest on: where goods are not as agreed and the guarantee is over, nothing is left to withdraw from."""
    for market in MARKETS:
        spans = {cell.right: cell.span for cell in cells.cells_of(market, ON, "EUR") if ("bit", "item:perishable", True) not in cell.limits}
        guarantee, mind = spans.get("conformity"), spans.get("withdrawal")
        assert guarantee is None or guarantee.start == "notice" or mind is None or guarantee.least > mind.most, market


def test_conditions_mean_in_the_proof_what_they_mean_in_the_row_executor() -> None:
    """Held, not held and unknown: the solver agrees with the closure on random conditions and random cases."""
    for seed in range(40):
        random = Random(seed)
        policy, markets = load_policy(policy_text(random)), MARKETS[:3]
        terms = Terms(policy, markets)
        for _ in range(3):
            values = read_facts(case_facts(random, random.choice(markets)), "EUR", ON)
            solver = z3.Solver()
            solver.add(pinned(terms, values, ON))
            assert solver.check() == z3.sat
            model = solver.model()
            for index, held in enumerate(run_rules(policy, values).outcomes):
                says = [z3.is_true(model.eval(term, model_completion=True)) for term in (terms.holds[index], terms.fails[index])]
                assert says == [held is True, held is False], (seed, policy.rules[index].text, values)
