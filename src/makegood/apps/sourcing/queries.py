"""Reads of vetting and test returns."""

from dataclasses import dataclass
from datetime import date

from makegood.apps.sourcing.models import ParallelTest, TestReturn, Vetting
from makegood.apps.sourcing.score import Measured, Score, measured, score_of, with_measured
from makegood.kernel.refusal import Refusal


def vettings_of(code: str) -> list[Vetting]:
    """The newest first."""
    return list(Vetting.objects.filter(code=code).order_by("-id")[:50])


def test_returns_of(code: str) -> list[TestReturn]:
    """The newest first."""
    return list(TestReturn.objects.filter(code=code).order_by("-id")[:50])


def test_return_of(public_id: str) -> TestReturn:
    """Refuses `test_return_unknown`."""
    found: TestReturn | None = TestReturn.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("test_return_unknown", "There is no such test return.", "See the supplier's page.", status=404)
    return found


def overdue_test_returns(today: date) -> list[TestReturn]:
    """Those whose day has passed, the oldest first."""
    return list(TestReturn.objects.filter(outcome="", due_on__lt=today).order_by("due_on", "id")[:20])


@dataclass(frozen=True, slots=True)
class Vetted:
    """All that is known of one supplier. `answers`: what was said, and before it what the newest test return measured; `seen` is that."""

    code: str
    vettings: list[Vetting]
    tests: list[TestReturn]
    answers: dict[str, str]
    seen: list[Measured]
    score: Score


def vetted(code: str) -> Vetted:
    """Of each question the newest test return that measured it counts."""
    vettings, tests = vettings_of(code), test_returns_of(code)
    seen: dict[str, Measured] = {}
    for test in tests:
        for one in measured(test.steps, test.allowed, test.outcome):
            seen.setdefault(one.question, one)
    answers = with_measured(vettings[0].answers if vettings else {}, list(seen.values()))
    return Vetted(code, vettings, tests, answers, list(seen.values()), score_of(answers))


def parallel_tests_of(one: str, other: str) -> list[ParallelTest]:
    """Of two suppliers, whichever was there first; the newest first."""
    return list(ParallelTest.objects.filter(one__in=(one, other), other__in=(one, other)).order_by("-id")[:20])


def parallel_test_of(public_id: str) -> ParallelTest:
    """Refuses `parallel_test_unknown`."""
    found: ParallelTest | None = ParallelTest.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("parallel_test_unknown", "There is no such parallel test.", "See the comparison.", status=404)
    return found


def parallel_test_running(sku: str) -> bool:
    return bool(ParallelTest.objects.filter(sku=sku, ended_at=None).exists())


def overdue_parallel_tests(today: date) -> list[ParallelTest]:
    """Those that are over and about which nobody has said how it goes on."""
    return list(ParallelTest.objects.filter(ended_at=None, until_on__lt=today).order_by("until_on", "id")[:20])
