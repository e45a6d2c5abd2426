"""What was due has not come: whoever waits is told before they ask, with a new day; who stays silent is asked again, then taken up by the shop."""

from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.claims import queries as claims
from makegood.apps.notices import operations as notices
from makegood.apps.parties import queries as parties
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import operations as returns
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.deadlines import Deadline, end_deadlines, open_deadlines, set_deadline
from makegood.base.links import link_for
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ball import CHASES, ball_of, dates_of
from makegood.casefile.days import local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import due_of, end_sweep, give_day, pass_ball
from makegood.casefile.supplier_pages import page_of
from makegood.casefile.telling import Telling

# The steps for which the customer waits, and hears of it where they take longer.
WAITED_FOR = frozenset({
    "decide", "answer_mail", "retry_refund", "resolve_missing", "resolve_wrong_item", "resolve_lost", "resolve_contested", "redo_remake", "ask_provider",
    "pay_refund", "inspect", "chase_hub", "start_remake", "make", "chase_remake", "carry_remake", "take_order", "return_difference", "settle", "send_refund", "carry_back",
    "trace_parcel",
})  # fmt: skip
THEIRS = {"choose": "choose_again", "approve_proof": "choose_again", "pay_difference": "difference_again"}
CLAIMED = {"answer_claim": ("submitted", "acknowledged"), "credit_claim": ("accepted", "part_accepted")}
MADE_BY_SUPPLIER = {"take_order": ("placed",), "make": ("accepted",)}
SILENT_TWICE = 2  # then the shop takes it up


def renew_promise(*, merchant_id: int, case_id: int, now: datetime, by: Actor = SYSTEM) -> Deadline | None:
    """After a missed day and what followed from it: the new day of the step that still waits, and who was told; None where it has one already."""
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        end_sweep(case.id)
        ball = ball_of(case)
        if case.closed_at is None and ball.step not in CLAIMED:
            _ask_beside(case, order, by, now)
        if case.closed_at is not None or ball.due_at is not None:
            pass_ball(case, keep=returns.keep_ball, now=now)
            return None
        missed = dates_of(ball.step, open_deadlines(case.id), swept=True)
        times = max((one.rung + 1 for one in missed), default=0)
        step, rung = ball.step, times
        if times >= SILENT_TWICE and ball.step in CHASES:
            step, rung = CHASES[ball.step], 0
        telling = Telling(case, order, now=now)
        is_told = bool(missed) and step in WAITED_FOR | THEIRS.keys() and bool(telling.email())
        made = give_day(case, step, now=now, rung=rung, told_on=local_day(now, merchant_of(merchant_id).zone) if is_told else None)
        if missed:
            timeline.note(
                f"case:{case.id}", "promise.renewed", by=by, now=now, subject=case.public_id, step=step, times=times,
                until=made.due_at.isoformat(), told=is_told,
            )  # fmt: skip
            _tell(telling, ball.step, step, missed, made, by, now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _tell(telling: Telling, was: str, step: str, missed: list[Deadline], made: Deadline, by: Actor, now: datetime) -> None:
    zone = telling.merchant.zone
    until = _last_day(made, zone)
    if step in CLAIMED:
        _ask_supplier(telling, step, missed, until, by, now)
    elif step in THEIRS:
        notices.write_notice(kind=THEIRS[step], context=telling.context(until=until), **telling.to_customer(by))
    elif step in WAITED_FOR:
        promised = [one for one in missed if one.told_on is not None]
        context = telling.context(what=was, until=until, was=_last_day(promised[-1], zone) if promised else None)
        notices.write_notice(kind="promise_late", context=context, **telling.to_customer(by))
    if was == "inspect":
        _ask_hub(telling, until, by, now)
    if step in MADE_BY_SUPPLIER:
        _ask_maker(telling, step, missed, until, by, now)


def _last_day(one: Deadline, zone: str) -> date:
    """The day that people know it by: its moment is that day's close, or the first moment after it."""
    return local_day(one.due_at - timedelta(seconds=1), zone)


def _ask_beside(case: Any, order: Any, by: Actor, now: datetime) -> None:
    """While the case waits for another step first, a supplier that missed its day is asked again all the same, twice, each time with a new day."""
    for one in open_deadlines(case.id):
        step = {"supplier_answer_by": "answer_claim", "supplier_credit_by": "credit_claim"}.get(one.kind)
        if step is None or one.swept_at != now or one.rung >= SILENT_TWICE:
            continue
        claim = next((claim for claim in claims.claims_of_case(case.id) if claim.public_id == one.subject), None)
        if claim is None or claim.state not in CLAIMED[step]:
            continue
        telling = Telling(case, order, now=now)
        made = set_deadline(
            kind=one.kind, owner=one.owner, due_at=due_of(step, merchant=telling.merchant, now=now, rung=one.rung + 1), now=now,
            source="promised again", case_id=case.id, line_id=one.line_id, subject=one.subject, rung=one.rung + 1, told_on=now.date(),
        )  # fmt: skip
        end_deadlines(state="broken", now=now, case_id=case.id, id=one.id)
        _ask_claim(telling, claim, step, one, _last_day(made, telling.merchant.zone), by, now)


def _ask_supplier(telling: Telling, step: str, missed: list[Deadline], until: date, by: Actor, now: datetime) -> None:
    for claim in claims.claims_of_case(telling.case.id):
        if claim.state in CLAIMED[step]:
            _ask_claim(telling, claim, step, missed[-1], until, by, now)


def _ask_claim(telling: Telling, claim: Any, step: str, missed: Deadline, until: date, by: Actor, now: datetime) -> None:
    agreement = claim.agreement
    if agreement is None:
        return
    context: dict[str, Any] = {
        "reference": claim.packet["reference"], "pieces": claim.quantity, "amount": (claim.asked_minor, claim.currency), "step": step,
        "was": _last_day(missed, telling.merchant.zone), "answer_by": until, "shop_name": telling.merchant.name,
        "link": page_of(link_for(purpose="supplier", subject=claim.public_id, now=now)),
    }  # fmt: skip
    notices.write_notice(
        kind="claim_again",
        case=telling.case,
        audience="supplier",
        to=agreement.email,
        language=agreement.language,
        context=context,
        by=by,
        now=now,
    )


def _ask_maker(telling: Telling, step: str, missed: list[Deadline], until: date, by: Actor, now: datetime) -> None:
    """Whoever was to send new goods is asked again, at the address that their page has."""
    for one in replacements.replacements_of_case(telling.case.id):
        if one.state not in MADE_BY_SUPPLIER[step] or one.agreement is None:
            continue
        context = {
            "reference": telling.order.number, "pieces": one.quantity, "goods": one.title, "step": step, "answer_by": until,
            "was": _last_day(missed[-1], telling.merchant.zone), "shop_name": telling.merchant.name,
            "link": page_of(link_for(purpose="replacement", subject=one.public_id, now=now)),
        }  # fmt: skip
        notices.write_notice(
            kind="replacement_again", case=telling.case, audience="supplier", to=one.agreement.email, language=one.agreement.language,
            context=context, by=by, now=now,
        )  # fmt: skip


def _ask_hub(telling: Telling, until: date, by: Actor, now: datetime) -> None:
    used = parties.hub_of_shop()
    organisation = parties.organisation_by_id(used.hub.organisation_id) if used else None
    if organisation is not None and organisation.email:
        context = {"number": telling.case.number, "until": until, "shop_name": telling.merchant.name}
        notices.write_notice(
            kind="inspect_again", case=telling.case, audience="hub", to=organisation.email, language=organisation.language, context=context, by=by,
            now=now,
        )  # fmt: skip
