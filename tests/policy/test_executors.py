"""Row and frame give the same answer to the same policy and facts; a planted fault in the frame is found out."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.policy.row import run_rules
from tests.policy.frame_table import by_frame
from tests.policy.random_policies import NAMES, Maker

ROWS = 20


def differences(seed: int, rows: int = ROWS) -> list[Any]:
    """[(facts, row's answer, frame's)] of one random policy over random facts, with and without what is known of the table."""
    maker = Maker(seed)
    policy, facts = maker.policy(), [maker.facts() for _ in range(rows)]
    expected = [(dict(found.filled), bool(found.doubtful), list(found.outcomes)) for found in (run_rules(policy, one) for one in facts)]
    for sliced in (True, False):
        answered = by_frame(policy, facts, NAMES, sliced=sliced)
        found = [(one, row, frame) for one, row, frame in zip(facts, expected, answered, strict=True) if row != frame]
        if found:
            return [policy.text, *found]
    return []


@given(st.integers(0, 2**32))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_row_and_frame_agree(seed: int) -> None:
    """2,000 decisions."""
    assert differences(seed) == []


@pytest.mark.wide
@pytest.mark.parametrize("part", range(4))
def test_row_and_frame_agree_widely(part: int) -> None:
    """20,000 decisions."""
    for seed in range(part * 250, part * 250 + 250):
        assert differences(seed + 2**33) == []
