"""Recorded decisions, run again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from makegood.apps.policies import queries as policies
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import merchant_of
from makegood.casefile.deciding import NOTHING_PROMISED, replayed_offers
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
        record = decision.record
        currency = record.get("currency") or merchant_of(decision.merchant_id).currency
        policy = policies.loaded(decision.policy) if decision.policy else load_policy(NOTHING_PROMISED.format(currency=currency))
        same, difference = replay(record, policy, offers=replayed_offers(record))
        made_by = record.get("engine_version", ENGINE_VERSION)
        if not same and made_by != ENGINE_VERSION:
            difference += f" (decided by engine {made_by}, this is {ENGINE_VERSION})"
        yield {
            "id": decision.public_id,
            "same": same,
            "difference": difference,
            "law_today": law_today(record, policy.currency),
        }
