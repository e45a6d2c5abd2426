"""Each check of the rehearsal can fail: faults are planted, and found as what they are."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.crash.checks import KINDS, Finding
from tests.crash.closing import LEAST_KILLS, closing, held
from tests.crash.play import Outcome
from tests.harness.database import ROOT


@pytest.fixture(scope="module")
def planted() -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-m", "tests.crash.planted"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


@pytest.mark.slow
def test_every_planted_fault_is_found_as_what_it_is_and_nothing_before_it(planted: list[dict[str, Any]]) -> None:
    for one in planted:
        if not one["kind"]:
            assert one["found"] == [], one
        else:
            assert one["kind"] in {kind for kind, _ in one["found"]}, one
    assert {one["kind"] for one in planted} == {"", *KINDS}


def test_a_run_holds_only_where_nothing_was_found_and_enough_were_killed() -> None:
    kills = [Outcome(f"by hand/pay/p#1/web/{place}", "by hand: pay, p", "web", "") for place in range(LEAST_KILLS)]
    assert held(kills, whole=True) and not held(kills[1:], whole=True) and held(kills[1:], whole=False)
    for kind, words in KINDS.items():
        kills[7].wrong = [Finding(kind, "one"), Finding(kind, "two")]
        assert not held(kills, whole=True)
        table = closing(kills, [], 60)
        assert f"| {words} | 1 |" in table and f"| kills | {LEAST_KILLS} |" in table
        assert all(f"| {other} | 0 |" in table for name, other in KINDS.items() if name != kind)
