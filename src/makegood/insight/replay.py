"""Recorded decisions, run again: those that somebody names, and each night a sample."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from makegood.apps.policies import queries as policies
from makegood.apps.returns import queries as returns
from makegood.apps.returns import reruns
from makegood.base.tenancy import merchant_of
from makegood.casefile.deciding import NOTHING_PROMISED, replayed_offers
from makegood.kernel.refusal import Refusal
from makegood.policy.again import law_today
from makegood.policy.decide import replay
from makegood.policy.engine import ENGINE_VERSION
from makegood.policy.rules import load_policy


def replayed(ids: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """{"id", "same", "difference", "law_today"} of each decision of the unit's shop (those named, or all)."""
    if not ids:
        return run_again(returns.all_decisions())
    return run_again(one for name in ids if (one := returns.decision_of(name)) is not None)


def run_again(decisions: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """As `replayed`: by the policy's own text and the law's own answers, as each record has them."""
    for decision in decisions:
        try:
            found = _again(decision)
        except (
            Refusal,
            LookupError,
            TypeError,
            ValueError,
        ) as error:  # a record that can't be run is one that differs, not the end of a night
            difference = f"can't be run again: {error.message if isinstance(error, Refusal) else f'{type(error).__name__}: {error}'}"
            found = {"same": False, "difference": difference, "law_today": "unknown"}
        yield {"id": decision.public_id, **found}


def _again(decision: Any) -> dict[str, Any]:
    record = decision.record
    currency = record.get("currency") or merchant_of(decision.merchant_id).currency
    policy = policies.loaded(decision.policy) if decision.policy else load_policy(NOTHING_PROMISED.format(currency=currency))
    same, difference = replay(record, policy, offers=replayed_offers(record))
    made_by = record.get("engine_version", ENGINE_VERSION)
    if not same and made_by != ENGINE_VERSION:
        difference += f" (decided by engine {made_by}, this is {ENGINE_VERSION})"
    return {"same": same, "difference": difference, "law_today": law_today(record, policy.currency)}


OLDER = 200
"""So many decisions from before yesterday are drawn each night, others the next."""


@dataclass(frozen=True, slots=True)
class Looked:
    """`differing`: [{"id", "case", "number", "difference"}]; `law_differs`: of how many today's law data would answer otherwise."""

    looked: int
    differing: list[dict[str, str]]
    law_differs: int


def look_again(*, now: datetime, older: int = OLDER) -> Looked:
    """For the unit's shop: all of yesterday's decisions (UTC), some older ones drawn by the date, and those that differed last time."""
    today = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    last = reruns.newest_rerun()
    also = [] if last is None else [one["id"] for one in last.shown]
    looked = law_differs = 0
    differing: list[dict[str, str]] = []
    for decision in reruns.decisions_to_check(
        since=today - timedelta(days=1), until=today, older=older, seed=today.date().isoformat(), also=also
    ):
        [found] = run_again([decision])
        looked += 1
        law_differs += found["law_today"].startswith("differs")
        if not found["same"]:
            case = decision.case
            differing.append(
                {"id": decision.public_id, "case": case.public_id, "number": case.number, "difference": found["difference"][:200]}
            )
    return Looked(looked, differing, law_differs)
