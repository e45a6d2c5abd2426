"""What must hold after a run, asked by queries of the rehearsal's own: nothing lost, nothing twice, every case with its next promise."""

from collections import Counter
from typing import Any

from tests.crash.job import Job
from tests.crash.stage import Stage, until

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
    "deadlines": "SELECT kind, state, swept_at IS NOT NULL FROM base_deadline WHERE case_id = %(case)s",
    "books": "SELECT e.code, e.phase, p.account, p.commodity, p.amount FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id WHERE e.case_id = %(case)s",
    "transfers": "SELECT state, amount_minor, moved_minor FROM settlement_transfer WHERE case_id = %(case)s",
    # Of a transfer the books count; how often the provider was asked about it may differ.
    "timeline": "SELECT name FROM base_timeline WHERE chain = 'case:' || %(case)s AND name NOT LIKE 'transfer.%%'",
    "notices": "SELECT kind, audience, state FROM notices_notice WHERE case_id = %(case)s",
}
EFFECTS |= {
    "orders": "SELECT number, total_minor, (SELECT count(*) FROM orders_line l WHERE l.order_id = o.id) FROM orders_order o",
    "messages": "SELECT type, state FROM webhooks_delivery",
}
EXACTLY_ONE = ("cases", "cases of the order", "lines", "labels", "inspections", "refunds", "credit notes", "claims", "answers")

Effects = dict[str, list[tuple[Any, ...]]]


def effects_of(job: Job) -> Effects:
    case = job.case()
    ids = {"case": case["id"], "order": case["order_id"]}
    return {name: sorted((tuple(row.values()) for row in job.stage.rows(sql, ids)), key=str) for name, sql in EFFECTS.items()}


Promises = list[tuple[str, str, bool]]


def promises(job: Job) -> Promises:
    """Between the steps: who has the ball of each open case, for which step, and whether there is a day for it."""
    cases = until(lambda: job.stage.rows("SELECT * FROM returns_case ORDER BY id"), "no case is there")
    return [(row["ball_owner"], row["ball_step"], row["ball_due_at"] is not None) for row in cases if row["closed_at"] is None]


def wrong(job: Job, clean: Effects | None) -> list[str]:
    """Every sentence is something that does not hold; empty where all does. `clean`: what the run without a kill left."""
    stage, found = job.stage, effects_of(job)
    once = EXACTLY_ONE if job.settles else ("cases", "cases of the order", "lines")
    said = [f"{name}: {len(found[name])} instead of one" for name in once if len(found[name]) != 1]
    if found["cases of the order"] != [(1,)] and not said:
        said.append(f"the order has {found['cases of the order'][0][0]} cases")
    if job.settles and found["cases"] != [("settled",)]:
        said.append(f"the case did not end settled: {found['cases']}")
    for name, rows in found.items() if clean is not None else ():
        missing, more = Counter(clean[name]) - Counter(rows), Counter(rows) - Counter(clean[name])  # type: ignore[index]
        said += [f"{name}: lost {list(missing.elements())}"] * bool(missing) + [f"{name}: too much {list(more.elements())}"] * bool(more)
    return said + _books(stage) + _money(stage) + _numbers(stage) + _mails(stage) + _messages(stage) + _quiet(stage) + _by_insight()


def _books(stage: Stage) -> list[str]:
    crooked = stage.rows("SELECT entry_id FROM ledger_posting GROUP BY entry_id, commodity HAVING sum(amount) <> 0")
    open_entries = stage.rows(
        "SELECT id FROM ledger_entry e WHERE phase = 'pending' AND NOT EXISTS (SELECT 1 FROM ledger_entry f WHERE f.follows_id = e.id)"
    )
    return [f"entry {row['entry_id']} does not sum to zero" for row in crooked] + [
        f"entry {row['id']} is still pending" for row in open_entries
    ]


def _money(stage: Stage) -> list[str]:
    """The provider's own ledger of what moved, against ours of what we say has left through it."""
    if stage.provider is None:
        return []
    theirs = sorted(one["amount"] for one in stage.provider.movements())
    ours = stage.rows(
        "SELECT -sum(p.amount) AS amount FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id "
        "WHERE e.code = 'refund_paid' AND e.phase NOT IN ('pending', 'void') AND p.account = 'provider:clearing'"
    )[0]["amount"]
    said = [f"the provider moved {theirs}, not one refund of 3900"] * (theirs != [3900])
    return said + [f"the books say that {ours} left, the provider moved {sum(theirs)}"] * (ours != sum(theirs))


def _numbers(stage: Stage) -> list[str]:
    rows = stage.rows(
        "SELECT c.merchant_id, c.year, c.last, (SELECT count(*) FROM settlement_creditnote n WHERE n.merchant_id = c.merchant_id) AS notes "
        "FROM settlement_counter c"
    )
    return [f"{row['notes']} credit notes, but the last number is {row['last']}" for row in rows if row["notes"] != row["last"]]


def _mails(stage: Stage) -> list[str]:
    """Each at least once, and a second one only under the same Message-ID (mail_twice counts those)."""
    written = {
        f"<{row['public_id']}@localhost>": row["state"]
        for row in stage.rows("SELECT public_id, state FROM notices_notice WHERE \"to\" <> ''")
    }
    got, before = stage.mailbox.counts(), sum(1 for row in stage.rows("SELECT 1 FROM notices_notice WHERE case_id = %s", stage.bystander()))
    said = [f"a mail is {state}" for state in written.values() if state != "sent"]
    said += [f"a mail came that nobody wrote: {name}" for name in got if name not in written]
    lost = [name for name in written if name not in got]
    if len(lost) != before:
        said.append(f"{len(lost) - before} mails never came")
    return said


def _messages(stage: Stage) -> list[str]:
    """Each event reached the program that listens; whatever came twice came under the same webhook-id."""
    written = {row["message_id"] for row in stage.rows("SELECT message_id FROM webhooks_delivery")}
    got = {str(headers["webhook-id"]) for headers, _ in stage.listener.got}
    return [f"a message never came: {name}" for name in sorted(written - got)] + [
        f"a message came that nobody wrote: {name}" for name in sorted(got - written)
    ]


def told_twice(stage: Stage) -> int:
    return len(stage.listener.got) - len({str(headers["webhook-id"]) for headers, _ in stage.listener.got})


def mail_twice(stage: Stage) -> int:
    return sum(count - 1 for count in stage.mailbox.counts().values())


def _quiet(stage: Stage) -> list[str]:
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
            until(lambda sql=sql: not stage.rows(sql), what, 15)  # type: ignore[misc]
        except AssertionError as failed:
            said.append(str(failed))
    return said


def _by_insight() -> list[str]:
    """The questions that makegood asks itself: chains verify, balls are those that are computed."""
    from django.db import connections

    from makegood.base.unit import all_merchant_ids, unit
    from makegood.insight.chains import verify_chains
    from makegood.insight.invariants import wrong_balls

    connections.close_all()
    try:
        with unit(merchants=all_merchant_ids()):
            balls = wrong_balls()
        return [f"the ball of {name} is not the computed one" for name in balls] + list(verify_chains()["broken"])
    finally:
        connections.close_all()
