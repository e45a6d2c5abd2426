"""Faults planted on purpose, one for each check of the rehearsal, after a run in which nobody died: each must be found, and as what it is.

Prints JSON: [{"fault", "kind", "found": [[kind, words] ...]}], the findings that were not there before the fault.
"""

import json
import signal
import sys
from collections.abc import Callable
from typing import Any

from tests.crash import checks
from tests.crash.checks import Finding, effects_of, wrong
from tests.crash.doors import DOORS
from tests.crash.hands import Seen
from tests.crash.job import Job
from tests.crash.play import Clean, play
from tests.crash.points import Cell, Reached
from tests.crash.stage import Stage
from tests.harness.server import free_port

Fault = tuple[str, str, Callable[[Any], object]]


def _sql(statement: str) -> Callable[[Any], object]:
    """As somebody could who switches off what guards the tables."""
    return lambda job: job.stage.rows(f"DO $$ BEGIN SET session_replication_role = replica; {statement}; END $$")


def _twice_at_the_provider(job: Any) -> None:
    one = job.stage.provider.movements()[0]
    job.stage.provider.store._run((
        "INSERT INTO movement (refund, payment, amount, currency, made) VALUES (?, ?, ?, ?, 0)",
        one["refund"], one["payment"], one["amount"], one["currency"],
    ))  # fmt: skip


FAULTS: dict[str, list[Fault]] = {
    "by provider": [
        ("a transfer that moved twice", "twice", _twice_at_the_provider),
        ("a posting that is gone", "unbalanced", _sql("DELETE FROM ledger_posting WHERE id = (SELECT max(id) FROM ledger_posting)")),
        ("an entry that nobody ended", "unbalanced", _sql("DELETE FROM ledger_entry WHERE follows_id IS NOT NULL")),
        ("a ball that nobody holds", "promise", _sql("UPDATE returns_case SET ball_owner = '' WHERE closed_at IS NULL")),
        ("a credit note that is gone", "lost", _sql("DELETE FROM settlement_creditnote")),
        ("a line of the chain that was changed", "lost", _sql("UPDATE base_timeline SET name = 'case.other' WHERE id = (SELECT max(id) FROM base_timeline)")),
        ("a refund that stands there twice", "twice", _sql(
            "CREATE TEMP TABLE again AS SELECT * FROM settlement_reimbursement; UPDATE again SET id = id + 1000, public_id = 'again', idempotency_key = 'again', attempt = 9;"
            "INSERT INTO settlement_reimbursement SELECT * FROM again"
        )),
        ("a mail that never came", "lost", lambda job: job.stage.mailbox.mails.pop()),
        ("a mail that nobody wrote", "twice", lambda job: job.stage.mailbox.mails[-1].replace_header("Message-ID", "<nobody@localhost>")),
        ("a job that nobody runs", "left", lambda job: job.stage.rows("INSERT INTO procrastinate_jobs (task_name, queue_name, scheduled_at) VALUES ('nobody', 'nobody', now() + interval '1 day')")),
    ],
    "by message": [("a message that never came", "lost", lambda job: job.listener.got.clear())],
    "by file": [
        ("an order that did not come in", "lost", _sql("DELETE FROM orders_order WHERE id = (SELECT max(id) FROM orders_order)")),
        ("a file that lies there twice", "twice", lambda job: (job.folder / "done" / "tuesday-2.csv").write_text("")),
    ],
}  # fmt: skip


def found_after(job: Job, door: str) -> list[dict[str, Any]]:
    """Each fault on top of those before it."""
    clean = effects_of(job)
    before = set(wrong(job, clean))
    said = [{"fault": f"nothing, {door}", "kind": "", "found": [[one.kind, one.words] for one in before]}]
    for name, kind, plant in FAULTS[door]:
        plant(job)
        after = set(wrong(job, clean))
        said.append({"fault": name, "kind": kind, "found": [[one.kind, one.words] for one in after - before]})
        before = after
    return said


def _of_a_run(stage: Stage) -> list[dict[str, Any]]:
    """What only a run can find: a promise that is not the one it was, a point that is not reached, a step that can't be done."""
    clean = Clean(promises={"send": [("nobody", "none", False)]})
    promised = play(stage, "by file", None, clean)
    cell = Cell(Reached("by file", "send", "nothing.before_commit", 1, "web"), "web")
    missed = play(stage, "by file", cell, Clean())
    shown: Callable[[list[Finding]], list[list[str]]] = lambda found: [[one.kind, one.words] for one in found]
    return [
        {"fault": "a promise that was another", "kind": "promise", "found": shown(promised.wrong)},
        {"fault": "a point that is not reached", "kind": "stuck", "found": shown(missed.wrong)},
    ]


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    checks.QUIET_S = 1
    stage, said = Stage(free_port()), []
    try:
        stage.prepare()
        for door in FAULTS:
            with stage.run("fine" if door == "by provider" else ""):
                job = DOORS[door](stage, Seen())
                try:
                    for name, run in job.steps():
                        stage.step(name)
                        run()
                    said += found_after(job, door)
                finally:
                    job.close()
                    stage.spoiled()
        said += _of_a_run(stage)
    finally:
        stage.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main()
