"""Sweeps over all shops: due deadlines, waiting mails, balls that differ. Each takes the time as an argument."""

import logging
from datetime import datetime, timedelta

from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared
from makegood.apps.settlement import credits
from makegood.base.actor import SYSTEM
from makegood.base.deadlines import due_deadlines
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.casefile.asking_customer import INFO_BY
from makegood.casefile.ball import CLAIM_OPENS
from makegood.casefile.crediting import WARN_DAYS
from makegood.casefile.days import local_day
from makegood.casefile.money_first import REMINDER
from makegood.insight.invariants import (
    lost_cases,
    wrong_balls,
    wrong_credits,
    wrong_debts,
    wrong_differences,
    wrong_disputes,
    wrong_hub_lines,
    wrong_recoveries,
    wrong_replacements,
    wrong_stocks,
    wrong_transfers,
)
from makegood.insight.month.holding import wrong_months
from makegood.insight.pieces import wrong_units
from makegood.insight.replay import look_again
from makegood.intake.uploads import KEPT, WAITS, forget_files
from makegood.interfaces.jobs.mails import send_account_mails, send_mails
from makegood.journeys.drop_upload import drop_upload
from makegood.journeys.end_credit import end_credit
from makegood.journeys.end_info_wait import end_info_wait
from makegood.journeys.escalate_promises import escalate_promises
from makegood.journeys.match_declaration import match_declaration
from makegood.journeys.miss_deadline import miss_deadline
from makegood.journeys.open_claim import open_claim
from makegood.journeys.record_rerun import record_rerun
from makegood.journeys.remind_send_back import remind_send_back
from makegood.journeys.renew_promise import renew_promise
from makegood.journeys.seal_chains import seal_chains as seal_shop
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.letting_go import let_go as let_go_of

__all__ = ["compare_balls", "drop_uploads", "send_account_mails", "send_mails", "sweep_deadlines", "take_up_withdrawals"]
log = logging.getLogger(__name__)
# Days on which something begins, or on which what was waited for is let go.
_OTHERS = {REMINDER: remind_send_back, CLAIM_OPENS: open_claim, INFO_BY: end_info_wait}
LEFT_OVER_AFTER, LEFT_OVER_UNTIL = timedelta(minutes=1), timedelta(days=1)  # then it is a person's, who sees it on Today from the first


def sweep_deadlines(*, now: datetime, limit: int = 200) -> int:
    """Run what a passed day means, one case a transaction; returns how many deadlines were due."""
    with unit(merchants=all_merchant_ids()):
        due = [(deadline.merchant_id, deadline.id, deadline.kind) for deadline in due_deadlines(now=now, limit=limit)]
    for merchant_id, deadline_id, kind in due:
        step = _OTHERS.get(kind, miss_deadline)
        with unit(merchants=[merchant_id]):
            case_id = step(merchant_id=merchant_id, deadline_id=deadline_id, now=now)
            if case_id is not None:
                follow(merchant_id=merchant_id, case_id=case_id, now=now)
                renew_promise(merchant_id=merchant_id, case_id=case_id, now=now)
    return len(due)


def escalate(*, now: datetime) -> int:
    """Who must hear of a promise that is about to break, hears; how many promises."""
    told = 0
    for merchant_id in all_merchant_ids():
        told += escalate_promises(merchant_id=merchant_id, now=now)
    return told


def drop_uploads(*, now: datetime) -> int:
    """Uploaded files that are a day old go, whatever became of them; their rows stay. Returns how many went."""
    with unit(merchants=all_merchant_ids()):
        old = [(one.merchant_id, one.public_id) for one in orders.uploads_to_drop(now - KEPT, waited_before=now - WAITS)]
    for merchant_id, public_id in old:
        forget_files(merchant_id, public_id)
        drop_upload(merchant_id=merchant_id, upload_id=public_id, by=SYSTEM, now=now)
    return len(old)


def take_up_withdrawals(*, now: datetime) -> int:
    """Open the case of declarations whose order is known and whose page was cut off in between; returns how many there were."""
    with unit(merchants=all_merchant_ids()):
        found = declared.left_over(before=now - LEFT_OVER_AFTER, after=now - LEFT_OVER_UNTIL)
        left = [(one.merchant_id, one.id, one.order_id) for one in found if one.order_id is not None]
    for merchant_id, declaration_id, order_id in left:
        try:
            with unit(merchants=[merchant_id]):
                matched = match_declaration(merchant_id=merchant_id, declaration_id=declaration_id, order_id=order_id, by=SYSTEM, now=now)
                follow(merchant_id=merchant_id, case_id=matched.case_id, now=now)
        except Refusal as refusal:
            log.warning("a withdrawal waits for a person", extra={"declaration": declaration_id, "code": refusal.code})
    return len(left)


def compare_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one: must be empty."""
    with unit(merchants=all_merchant_ids()):
        return wrong_balls()


def look_for_black_holes(*, now: datetime) -> list[str]:
    """Open cases without an owner, a next step or a day, a sentence each: must be empty."""
    with unit(merchants=all_merchant_ids()):
        return lost_cases(now=now)


def run_decisions_again(*, now: datetime) -> int:
    """A sample of each shop's recorded decisions, run again and written down; returns how many came out otherwise: must be none."""
    differing = 0
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            found = look_again(now=now)
        record_rerun(
            merchant_id=merchant_id, looked=found.looked, differing=found.differing, law_differs=found.law_differs, by=SYSTEM, now=now
        )
        differing += len(found.differing)
        if found.differing:
            log.error("recorded decisions come out otherwise", extra={"decisions": [one["id"] for one in found.differing[:50]]})
    return differing


def seal_chains(*, now: datetime) -> int:
    """Each shop's lines until the night before, sealed; how many."""
    return sum(seal_shop(merchant_id=merchant_id, by=SYSTEM, now=now) for merchant_id in all_merchant_ids())


def let_go(*, now: datetime) -> int:
    """For each shop that wishes it: what has no reason left to be kept goes, where the law's years are sure. Of how many orders."""
    gone = 0
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            merchant = merchant_of(merchant_id)
        if merchant.settings.get("let_go"):
            gone += let_go_of(merchant_id=merchant_id, today=local_day(now, merchant.zone), by=SYSTEM, now=now, unsure_too=False)
    return gone


def end_credits(*, now: datetime) -> int:
    """Customers are told of credit that ends soon, and what its last day left is written off; of how many credits something was done."""
    soon = now.date() + timedelta(days=WARN_DAYS + 1)  # each shop's own day is looked at with the credit
    with unit(merchants=all_merchant_ids()):
        found = {(part.merchant_id, part.reimbursement.public_id): None for part in credits.with_end(soon)}
    done = 0
    for merchant_id, name in found:
        done += bool(end_credit(merchant_id=merchant_id, reimbursement_id=name, now=now))
    return done


def compare_transfers() -> list[str]:
    """Where books differ from providers' answers (about disputes too), from credit given, from where cases say that pieces are, or from a month that was closed, a sentence each: must be empty."""
    with unit(merchants=all_merchant_ids()):
        found = (
            wrong_transfers()
            + wrong_disputes()
            + wrong_credits()
            + wrong_debts()
            + wrong_differences()
            + wrong_stocks()
            + wrong_replacements()
            + wrong_hub_lines()
            + wrong_units()
            + wrong_recoveries()
        )
    for merchant_id in all_merchant_ids():
        with unit(merchants=[merchant_id]):
            found += wrong_months(merchant_of(merchant_id))
    return found
