"""The rehearsal's short form: the main job with a kill of each kind (`make crash` is the whole table)."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.crash.rehearsal import KINDS, Outcome, summary
from tests.harness.database import ROOT

pytestmark = pytest.mark.slow

KILLS = ["a worker after a program was told", "a web server after a case was opened", "a worker after a mail was sent", "the database before a refund is written down",
         "the database after a refund was recorded", "a worker after the provider was asked, which cut it off"]  # fmt: skip
MAIN_JOB = {
    "import_orders", "preview_return", "open_return", "decide_return", "issue_label", "record_posting", "receive_parcel", "record_inspection",
    "settle_return", "record_refund", "record_answer", "issue_credit_note", "raise_claim", "submit_claim", "miss_deadline", "answer_claim",
    "record_credit", "close_return", "keep_upload", "take_upload", "record_upload", "add_webhook", "take_webhooks", "record_webhook",
}  # fmt: skip


@pytest.fixture(scope="module")
def rehearsed() -> Any:
    """What the rehearsal found, as a process of its own: it starts and kills servers and databases that are nobody else's."""
    done = subprocess.run([sys.executable, "-m", "tests.crash.rehearsal", "--short", "--json"], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_without_a_kill_the_main_job_ends_well_through_every_door(rehearsed: Any) -> None:
    clean = [one for one in rehearsed["outcomes"] if one["victim"] == "nobody"]
    assert [(one["where"], one["wrong"]) for one in clean] == [("in and out", []), ("by hand", []), ("by program", []), ("by provider", [])]


@pytest.mark.parametrize("index", range(len(KILLS)), ids=KILLS)
def test_a_kill_loses_nothing_and_does_nothing_twice(rehearsed: Any, index: int) -> None:
    killed = [one for one in rehearsed["outcomes"] if one["victim"] != "nobody"]
    assert len(killed) == len(KILLS), [one["cell"] for one in killed]
    assert killed[index]["wrong"] == [], killed[index]
    assert f"{killed[index]['victim']} started again" in killed[index]["seen"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("refunds: too much [('posted',)]", "duplicates"),
        ("labels: 2 instead of one", "duplicates"),
        ("the provider moved [3900, 3900], not one refund of 3900", "duplicates"),
        ("claims: lost [('credited',)]", "losses"),
        ("1 mails never came", "losses"),
        ("a job is left within 15 s", "losses"),
        ("entry 7 does not sum to zero", "books that do not balance"),
        ("the books say that 0 left, the provider moved 3900", "books that do not balance"),
        ("after settle the next promises are [] instead of [('shop',)]", "cases without their next promise"),
        ("something new", "anything else that did not hold"),
    ],
)
def test_the_closing_table_counts_what_did_not_hold(said: str, kind: str) -> None:
    outcomes = [
        Outcome("a/nobody", "a", "nobody", "", ""),
        Outcome("a", "a", "web", "", "web started again", [said]),
        Outcome("b", "b", "postgres", "", ""),
    ]
    rows = dict(line.strip("| ").split(" | ") for line in summary(outcomes, []).splitlines()[2:])
    assert rows["kills"] == "2" and rows["kills of the web"] == "1" and rows[kind] == "1"
    assert [count for name, count in rows.items() if name in (*KINDS, "anything else that did not hold") and name != kind] == ["0"] * 4


def test_the_points_that_are_killed_hold_every_journey_of_the_main_job(rehearsed: Any) -> None:
    reached = {name for one in rehearsed["points"] for name in (*one["journeys"], one["point"].partition(".")[0])}
    assert MAIN_JOB - reached == set()
    assert {"take_notices", "record_notice", "smtp", "take_transfer", "http", "send_mails", "sweep_deadlines", "carry_transfer"} <= reached
    moments = {one["point"].rpartition(".")[2] for one in rehearsed["points"]}
    assert moments == {"before_commit", "after_commit", "before_send", "after_send", "start", "end"}
