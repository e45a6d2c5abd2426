"""What must hold after a run, asked by queries of the rehearsal's own: nothing lost, nothing twice, every case with its next promise."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from tests.crash.job import Job
from tests.crash.stage import Stage, until

# What can be found, and how the closing table calls it.
KINDS = {
    "twice": "duplicates", "lost": "losses", "unbalanced": "unbalanced", "promise": "cases without their next promise",
    "left": "left hanging (a job, a lock, a transaction)", "stuck": "could not go on",
}  # fmt: skip
QUIET_S = 15.0  # how long what is over may take to be gone


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: `kind` is one of KINDS."""

    kind: str
    words: str

    def __post_init__(self) -> None:
        assert self.kind in KINDS, self.kind


# What one return leaves, a row for each fact; the run without a kill says how many there must be.
EFFECTS = {
    "cases": "SELECT closed_as FROM returns_case WHERE id = %(case)s",
    "cases of the order": "SELECT count(*) FROM returns_case WHERE order_id = %(order)s",
    "lines": "SELECT quantity, decision, reception, inspection, disposition, money, recovery FROM returns_caseline WHERE case_id = %(case)s",
    "decisions": "SELECT cause, outcome, previous_id IS NULL FROM returns_decision WHERE case_id = %(case)s",
    "choices": "SELECT x.remedy FROM returns_choice x JOIN returns_caseline l ON l.id = x.line_id WHERE l.case_id = %(case)s",
    "labels": "SELECT state FROM carriage_parcel WHERE case_id = %(case)s",
    "inspections": "SELECT result, finding FROM inspection_inspection WHERE case_id = %(case)s",
    "refunds": "SELECT state, kind, amount_minor, attempt FROM settlement_reimbursement WHERE case_id = %(case)s",
    "credit notes": "SELECT n.number FROM settlement_creditnote n JOIN settlement_reimbursement r ON r.id = n.reimbursement_id WHERE r.case_id = %(case)s",
    "claims": "SELECT state, asked_minor, accepted_minor, credited_minor FROM claims_claim WHERE case_id = %(case)s",
    "answers": "SELECT a.answer, a.amount_minor FROM claims_answer a JOIN claims_claim c ON c.id = a.claim_id WHERE c.case_id = %(case)s",
    # The system's own steps have a day while they last, and which of them a run meets is the road: that none is missing is asked by promises().
    "deadlines": "SELECT kind, state, swept_at IS NOT NULL FROM base_deadline WHERE case_id = %(case)s AND kind <> 'step_by'",
    "books": "SELECT e.code, e.phase, p.account, p.commodity, p.amount FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id WHERE e.case_id = %(case)s",
    "transfers": "SELECT state, amount_minor, moved_minor FROM settlement_transfer WHERE case_id = %(case)s",
    # Of a transfer the books count, of an errand its end; how often somebody outside was asked about it may differ.
    "timeline": "SELECT name FROM base_timeline WHERE chain = 'case:' || %(case)s AND name NOT LIKE 'transfer.%%' AND name NOT LIKE 'errand.%%'",
    "notices": "SELECT kind, audience, state FROM notices_notice WHERE case_id = %(case)s",
}

Effects = dict[str, list[tuple[Any, ...]]]


def effects_of(job: Job) -> Effects:
    ids = job.ids()
    asked = (EFFECTS if job.has_case else {}) | job.leaves
    found = {name: sorted((tuple(row.values()) for row in job.stage.rows(sql, ids)), key=str) for name, sql in asked.items()}
    return found | {name: sorted(rows, key=str) for name, rows in job.outside().items()}


Promises = list[tuple[str, str, bool]]


def promises(job: Job) -> Promises:
    """Between the steps: who has the ball of each open case, for which step, and whether there is a day for it."""
    cases = until(lambda: job.stage.rows("SELECT * FROM returns_case ORDER BY id"), "no case is there")
    return [(row["ball_owner"], row["ball_step"], row["ball_due_at"] is not None) for row in cases if row["closed_at"] is None]


def wrong(job: Job, clean: Effects | None) -> list[Finding]:
    """Everything that does not hold; empty where all does. `clean`: what the run without a kill left."""
    stage, found = job.stage, effects_of(job)
    said = _whole_return(job, found) if job.has_case else []
    said += compared(found, clean) if clean is not None else []
    said += [Finding(kind, words) for kind, words in job.found_outside()]
    return said + _books(stage) + _numbers(stage) + _mails(stage) + _quiet(stage) + _by_insight()


def _whole_return(job: Job, found: Effects) -> list[Finding]:
    said = [
        Finding("twice" if found[name] else "lost", f"{name}: {len(found[name])} instead of one")
        for name in job.exactly_one
        if len(found[name]) != 1
    ]
    if found["cases of the order"] != [(1,)] and not said:
        said.append(Finding("twice", f"the order has {found['cases of the order'][0][0]} cases"))
    if found["cases"] != [("settled",)]:
        said.append(Finding("lost", f"the case did not end settled: {found['cases']}"))
    return said


def compared(found: Effects, clean: Effects) -> list[Finding]:
    """Row by row with the run in which nobody died."""
    said = []
    for name, rows in found.items():
        missing, more = Counter(clean[name]) - Counter(rows), Counter(rows) - Counter(clean[name])
        said += [Finding("lost", f"{name}: lost {list(missing.elements())}")] * bool(missing)
        said += [Finding("twice", f"{name}: too much {list(more.elements())}")] * bool(more)
    return said


def _books(stage: Stage) -> list[Finding]:
    crooked = stage.rows("SELECT entry_id FROM ledger_posting GROUP BY entry_id, commodity HAVING sum(amount) <> 0")
    bare = stage.rows(
        "SELECT id FROM ledger_entry e WHERE NOT EXISTS (SELECT 1 FROM ledger_posting p WHERE p.entry_id = e.id) AND phase <> 'void'"
    )
    open_entries = stage.rows(
        "SELECT id FROM ledger_entry e WHERE phase = 'pending' AND NOT EXISTS (SELECT 1 FROM ledger_entry f WHERE f.follows_id = e.id)"
    )
    return [
        *(Finding("unbalanced", f"entry {row['entry_id']} does not sum to zero") for row in crooked),
        *(Finding("unbalanced", f"entry {row['id']} has no postings") for row in bare),
        *(Finding("unbalanced", f"entry {row['id']} is still pending") for row in open_entries),
    ]


def _numbers(stage: Stage) -> list[Finding]:
    rows = stage.rows(
        "SELECT c.merchant_id, c.year, c.last, (SELECT count(*) FROM settlement_creditnote n WHERE n.merchant_id = c.merchant_id) AS notes "
        "FROM settlement_counter c"
    )
    return [
        Finding("lost" if row["notes"] < row["last"] else "twice", f"{row['notes']} credit notes, but the last number is {row['last']}")
        for row in rows
        if row["notes"] != row["last"]
    ]


def _mails(stage: Stage) -> list[Finding]:
    """Each at least once, and a second one only under the same Message-ID (came_twice counts those)."""
    written = {
        f"<{row['public_id']}@localhost>": row["state"]
        for row in stage.rows(
            "SELECT public_id, state FROM notices_notice WHERE \"to\" <> '' UNION ALL SELECT public_id, state FROM notices_accountmail"
        )
    }
    got, before = stage.mailbox.counts(), sum(1 for row in stage.rows("SELECT 1 FROM notices_notice WHERE case_id = %s", stage.bystander()))
    said = [Finding("lost", f"a mail is {state}") for state in written.values() if state != "sent"]
    said += [Finding("twice", f"a mail came that nobody wrote: {name}") for name in got if name not in written]
    lost = [name for name in written if name not in got]
    if len(lost) != before:
        said.append(Finding("lost", f"{len(lost) - before} mails never came"))
    return said


def came_twice(job: Job) -> int:
    return sum(count - 1 for count in (*job.stage.mailbox.counts().values(), *job.messages_by_id().values()))


def _quiet(stage: Stage) -> list[Finding]:
    """Nothing hangs: no job that nobody runs, no lock, no transaction."""
    questions = {
        "a job is left": "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')",
        "an advisory lock is left": "SELECT 1 FROM pg_locks WHERE locktype = 'advisory'",
        "a transaction is left open": "SELECT 1 FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'",
        "a worker is listed twice": "SELECT 1 FROM procrastinate_workers HAVING count(*) > 1",
    }
    said = []
    for what, sql in questions.items():
        try:
            until(lambda sql=sql: not stage.rows(sql), what, QUIET_S)  # type: ignore[misc]
        except AssertionError as failed:
            said.append(Finding("left", str(failed)))
    return said


def _by_insight() -> list[Finding]:
    """The questions that makegood asks itself: chains verify, balls are those that are computed, books are what providers moved."""
    from django.db import connections

    from makegood.base.unit import all_merchant_ids, unit
    from makegood.insight.chains import verify_chains
    from makegood.insight.invariants import wrong_balls
    from makegood.interfaces.jobs.sweeps import compare_transfers

    connections.close_all()
    try:
        with unit(merchants=all_merchant_ids()):
            said = [Finding("promise", f"the ball of {name} is not the computed one") for name in wrong_balls()]
            said += [Finding("lost", words) for words in verify_chains()["broken"]]
        return said + [Finding("unbalanced", words) for words in compare_transfers()]
    finally:
        connections.close_all()
