"""The hub looks at one piece of a sample; the last look, or the first bad piece, says what becomes of the batch."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as samples
from makegood.apps.hubs.sampling import Verdict, verdict_of
from makegood.apps.inspection.asking import Template, graded
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def look_at_sample(
    *, merchant_id: int, sample_id: str, place: int, template: Template, answers: Mapping[str, str], by: Actor, now: datetime
) -> Verdict:
    """What the sample says so far. All pieces are looked at, also after a bad one: the interval needs them.

    `place` counts from 1: the same piece is not told twice. Refuses `sample_unknown`, `sample_ended`, `piece_looked_at` (409), `answer_unknown`.
    """
    seen = graded(template.questions, answers)
    with unit(merchants=[merchant_id], by=by):
        sample = samples.lock_sample(sample_id)
        looks = list(sample.looks.all())
        if sample.ended_at is not None:
            raise Refusal("sample_ended", "This sample is complete.", "Go on with the next one.", status=409)
        if place != len(looks) + 1:
            raise Refusal("piece_looked_at", "This piece was looked at already.", "Go on with the next one.", status=409)
        hubs.add_sample_look(
            sample, place=place, result=seen.result, grade=seen.grade, finding=seen.finding, template=template.public_id, answers=dict(answers),
            by=by, now=now,
        )  # fmt: skip
        bad = sum(one.result != "as_it_should" for one in looks) + (seen.result != "as_it_should")
        verdict = verdict_of(sample.lot, sample.size, bad, place)
        if place == sample.size:
            _end(sample, verdict, merchant_of(merchant_id).currency, by, now)
        return verdict


def _end(sample: Any, verdict: Verdict, currency: str, by: Actor, now: datetime) -> None:
    hubs.end_sample(sample, now=now)
    hubs.record_act(hub=sample.hub, act="sample", quantity=sample.size, subject=sample.public_id, currency=currency, by=by, now=now)
    timeline.note(
        f"sample:{sample.id}", "sample.ended", by=by, now=now, subject=sample.public_id, verdict=verdict.word, looked=verdict.looked, bad=verdict.bad,
        low=verdict.low, high=verdict.high,
    )  # fmt: skip
