"""Row and frame give the same answer to the same policy and facts; a planted fault in the frame is found out."""

from functools import reduce
from operator import or_
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.policy import compile as compile_module
from makegood.policy import frame
from makegood.policy.frame import condition as frame_condition
from makegood.policy.frame import narrow
from makegood.policy.frame.condition import FrameCompiler
from makegood.policy.frame.narrow import YES
from makegood.policy.row import run_rules
from tests.policy import cel
from tests.policy.frame_table import by_frame
from tests.policy.random_policies import NAMES, Maker

ROWS = 40


def differences(seed: int, rows: int = ROWS) -> list[Any]:
    """[policy, (facts, row's answer, frame's)...] of one random policy over random facts; every other one with what is known of the table."""
    maker = Maker(seed)
    policy, facts = maker.policy(4), [maker.facts() for _ in range(rows)]
    expected = [(dict(found.filled), bool(found.doubtful), list(found.outcomes)) for found in (run_rules(policy, one) for one in facts)]
    answered = by_frame(policy, facts, NAMES, sliced=bool(seed % 2))
    found = [(one, row, frame) for one, row, frame in zip(facts, expected, answered, strict=True) if row != frame]
    return [policy.text, *found] if found else []


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_row_and_frame_agree(seed: int) -> None:
    """2,000 decisions."""
    assert differences(seed) == []


@pytest.mark.wide
@pytest.mark.parametrize("part", range(8))
def test_row_and_frame_agree_widely(part: int) -> None:
    """20,000 decisions."""
    for seed in range(part * 63, part * 63 + 63):
        assert differences(seed + 2**33) == []


def witnessed(seed: int, rows: int = ROWS) -> list[Any]:
    """Where CEL and the row executor differ on conditions without unknown facts."""
    maker = Maker(seed, plain=True)
    policy, facts = maker.policy(4), [maker.facts() for _ in range(rows)]
    expected = [run_rules(policy, one).outcomes for one in facts]
    found = []
    for index, rule in enumerate(policy.rules):
        answers = [True] * rows if rule.when is None else cel.holds(rule.when, facts)
        found += [
            (rule.text, one, row[index]) for one, row, answer in zip(facts, expected, answers, strict=True) if row[index] is not answer
        ]
    return found


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_an_outside_engine_reads_conditions_alike(seed: int) -> None:
    """2,000 decisions, four conditions each."""
    assert witnessed(seed) == []


@pytest.mark.wide
def test_an_outside_engine_reads_conditions_alike_widely() -> None:
    """20,000 decisions."""
    for seed in range(500):
        assert witnessed(seed + 2**33) == []


def _less_is_less_or_equal(monkeypatch: Any) -> None:
    monkeypatch.setitem(frame_condition._WORK, "<", frame_condition._WORK["<="])


def _unknown_is_no_in_or(monkeypatch: Any) -> None:
    monkeypatch.setattr(
        FrameCompiler, "_or", lambda self, node: reduce(or_, (self.condition(part).fill_null(False) for part in node.parts))
    )


def _last_rule_first(monkeypatch: Any) -> None:
    filling = frame._Builder._filling
    monkeypatch.setattr(frame._Builder, "_filling", lambda self, kind, rules: filling(self, kind, rules[::-1]))


def _doubt_is_forgotten(monkeypatch: Any) -> None:
    monkeypatch.setattr(frame._Builder, "_doubting", lambda self, kind, rules: ((), False))


def _days_run_over(monkeypatch: Any) -> None:
    monkeypatch.setattr(frame_condition, "_LAST", 10**9)


def _a_range_is_open(monkeypatch: Any) -> None:
    by_range = narrow._by_range
    monkeypatch.setattr(narrow, "_by_range", lambda node, about: YES if node.value == "<=" else by_range(node, about))


@pytest.mark.parametrize(
    "fault", [_less_is_less_or_equal, _unknown_is_no_in_or, _last_rule_first, _doubt_is_forgotten, _days_run_over, _a_range_is_open]
)
def test_a_planted_fault_is_found(fault: Any, monkeypatch: Any) -> None:
    """The comparison of executors can fail: each fault shows within the number of policies that `make test` tries."""
    fault(monkeypatch)
    assert any(differences(seed) for seed in range(50))


@pytest.mark.parametrize("sign", ["<", "!="])
def test_the_outside_witness_would_tell(sign: str, monkeypatch: Any) -> None:
    monkeypatch.setitem(compile_module._COMPARE, sign, lambda one, two: one <= two if sign == "<" else one == two)
    assert any(witnessed(seed) for seed in range(50))
