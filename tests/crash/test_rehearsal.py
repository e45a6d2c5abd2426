"""The rehearsal's short form: the main job with a kill of each kind (`make crash` is the whole table)."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.harness.database import ROOT

pytestmark = pytest.mark.slow

KILLS = ["a web server after a case was opened", "a worker after a mail was sent", "the database before a refund is written down",
         "the database after a refund was recorded", "a worker after the provider was asked, which cut it off"]  # fmt: skip
MAIN_JOB = {
    "import_orders", "preview_return", "open_return", "decide_return", "issue_label", "record_posting", "receive_parcel", "record_inspection",
    "settle_return", "record_refund", "record_answer", "issue_credit_note", "raise_claim", "submit_claim", "miss_deadline", "answer_claim",
    "record_credit", "close_return",
}  # fmt: skip


@pytest.fixture(scope="module")
def rehearsed() -> Any:
    """What the rehearsal found, as a process of its own: it starts and kills servers and databases that are nobody else's."""
    done = subprocess.run([sys.executable, "-m", "tests.crash.rehearsal", "--short", "--json"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_without_a_kill_the_main_job_ends_well_through_every_door(rehearsed: Any) -> None:
    clean = [one for one in rehearsed["outcomes"] if one["victim"] == "nobody"]
    assert [(one["where"], one["wrong"]) for one in clean] == [("by hand", []), ("by program", []), ("by provider", [])]


@pytest.mark.parametrize("index", range(len(KILLS)), ids=KILLS)
def test_a_kill_loses_nothing_and_does_nothing_twice(rehearsed: Any, index: int) -> None:
    killed = [one for one in rehearsed["outcomes"] if one["victim"] != "nobody"]
    assert len(killed) == len(KILLS), [one["cell"] for one in killed]
    assert killed[index]["wrong"] == [], killed[index]
    assert f"{killed[index]['victim']} started again" in killed[index]["seen"]


def test_the_points_that_are_killed_hold_every_journey_of_the_main_job(rehearsed: Any) -> None:
    reached = {name for one in rehearsed["points"] for name in (*one["journeys"], one["point"].partition(".")[0])}
    assert MAIN_JOB - reached == set()
    assert {"take_notices", "record_notice", "smtp", "take_transfer", "http", "send_mails", "sweep_deadlines", "carry_transfer"} <= reached
    moments = {one["point"].rpartition(".")[2] for one in rehearsed["points"]}
    assert moments == {"before_commit", "after_commit", "before_send", "after_send", "start", "end"}
