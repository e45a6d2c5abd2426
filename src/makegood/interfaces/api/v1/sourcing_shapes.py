"""What the API shows of vetting, test returns and comparisons."""

from typing import Any

from makegood.apps.sourcing.queries import Vetted
from makegood.apps.sourcing.score import Score, score_of
from makegood.insight.sourcing import Comparison, Parallel, Side
from makegood.interfaces.api.v1.scorecard_shapes import share, supplier_card
from makegood.interfaces.api.v1.shapes import moment, money


def vetted(found: Vetted) -> dict[str, Any]:
    return {
        "supplier": found.code, "answers": found.answers, "score": _score(found.score),
        "measured": [{"question": one.question, "days": one.days, "allowed_days": one.allowed, "answer": one.answer} for one in found.seen],
        "versions": [
            {"id": one.public_id, "at": moment(one.at), "answers": one.answers, "score": _score(score_of(one.answers))} for one in found.vettings
        ],
        "test_returns": [_test(one) for one in found.tests],
    }  # fmt: skip


def _score(score: Score) -> dict[str, Any]:
    return {"percent": score.percent, "known": score.known, "asked": score.asked}


def _test(one: Any) -> dict[str, Any]:
    return {
        "id": one.public_id, "sku": one.sku, "steps": one.steps, "allowed_days": one.allowed, "agreed": one.agreed, "waits_for": one.step or None,
        "owner": one.owner or None, "due_on": moment(one.due_on), "outcome": one.outcome or None, "ended_at": moment(one.ended_at),
    }  # fmt: skip


def comparison(found: Comparison, currency: str) -> dict[str, Any]:
    return {
        "sides": [_side(one, currency) for one in found.sides],
        "both": found.both,
        "parallel_tests": [_parallel(one) for one in found.parallels],
    }


def _side(one: Side, currency: str) -> dict[str, Any]:
    return {
        "supplier": one.code, "name": one.name, "agreement": one.agreement.public_id if one.agreement else None, "vetted": vetted(one.vetted),
        "card": supplier_card(one.card, currency) if one.card else None,
        "prices": [{"sku": row.sku, "title": row.title, "cost": money(row.cost_minor, currency)} for row in one.prices.values()],
    }  # fmt: skip


def _parallel(one: Parallel) -> dict[str, Any]:
    sides = [
        {
            "supplier": side.code, "pieces": side.pieces, "faulty": share(side.faulty), "late_or_never": share(side.late), "timed": side.timed,
            "lead_days": None if side.lead_days is None else round(side.lead_days, 1),
        }
        for side in one.sides
    ]  # fmt: skip
    test = one.test
    return {
        "id": test.public_id, "sku": test.sku, "from_on": moment(test.from_on), "until_on": moment(test.until_on), "planned_percent": test.share_percent,
        "reached": share(one.reached), "sides": sides, "ended_at": moment(test.ended_at), "chosen": test.chosen or None,
    }  # fmt: skip
