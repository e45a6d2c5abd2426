"""Writes of vetting and test returns."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from makegood.apps.sourcing.models import ParallelTest, TestReturn, Vetting
from makegood.apps.sourcing.score import score_of
from makegood.apps.sourcing.words import OWNERS, STEPS
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.ids import new_public_id


def vet(*, code: str, answers: Mapping[str, str], by: Actor, now: datetime) -> Vetting:
    made: Vetting = Vetting.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("vet"), code=code, answers=dict(answers), at=now, actor=str(by)
    )
    score = score_of(answers)
    timeline.note(f"supplier:{code}", "supplier.vetted", by=by, now=now, subject=made.public_id, known=score.known, percent=score.percent)
    return made


def begin(
    *, code: str, sku: str, asked_on: date, allowed: Mapping[str, int], agreed: Iterable[str], by: Actor, now: datetime
) -> TestReturn:  # fmt: skip
    """The supplier was asked where the sample goes; its answer is waited for."""
    made: TestReturn = TestReturn.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("tst"), code=code, sku=sku, steps={"asked": asked_on.isoformat()},
        allowed=dict(allowed), agreed=sorted(agreed), began_at=now, step="answered", owner=OWNERS["answered"],
        due_on=asked_on + timedelta(days=allowed["answered"]),
    )  # fmt: skip
    timeline.note(f"supplier:{code}", "test_return.begun", by=by, now=now, subject=made.public_id, asked_on=asked_on.isoformat())
    return made


def record(test: TestReturn, step: str, *, on: date, by: Actor, now: datetime) -> None:
    """It happened on a day; the next step is waited for, or it is over."""
    test.steps = {**test.steps, step: on.isoformat()}
    if step == STEPS[-1]:
        _end(test, "refunded", now)
    else:
        test.step = STEPS[STEPS.index(step) + 1]
        test.owner, test.due_on = OWNERS[test.step], on + timedelta(days=test.allowed[test.step])
    test.save(update_fields=["steps", "step", "owner", "due_on", "outcome", "ended_at"])
    timeline.note(f"supplier:{test.code}", f"test_return.{step}", by=by, now=now, subject=test.public_id, on=on.isoformat())


def end(test: TestReturn, outcome: str, *, by: Actor, now: datetime) -> None:
    _end(test, outcome, now)
    test.save(update_fields=["step", "owner", "due_on", "outcome", "ended_at"])
    timeline.note(f"supplier:{test.code}", f"test_return.{outcome}", by=by, now=now, subject=test.public_id)


def _end(test: TestReturn, outcome: str, now: datetime) -> None:
    test.step, test.owner, test.due_on, test.outcome, test.ended_at = "", "", None, outcome, now


def run_parallel(
    *, sku: str, one: str, other: str, share_percent: int, from_on: date, until_on: date, by: Actor, now: datetime
) -> ParallelTest:  # fmt: skip
    made: ParallelTest = ParallelTest.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("par"), sku=sku, one=one, other=other, share_percent=share_percent,
        from_on=from_on, until_on=until_on, began_at=now,
    )  # fmt: skip
    timeline.note(f"supplier:{other}", "parallel_test.begun", by=by, now=now, subject=made.public_id, until_on=until_on.isoformat())
    return made


def end_parallel(test: ParallelTest, *, chosen: str, by: Actor, now: datetime) -> None:
    test.ended_at, test.chosen = now, chosen
    test.save(update_fields=["ended_at", "chosen"])
    timeline.note(f"supplier:{test.other}", "parallel_test.ended", by=by, now=now, subject=test.public_id, chosen=chosen)
