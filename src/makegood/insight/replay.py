"""Recorded decisions, run again."""

from collections.abc import Iterator, Sequence
from typing import Any

from makegood.apps.policies import queries as policies
from makegood.apps.returns import queries as returns
from makegood.casefile.deciding import NOTHING_PROMISED, replayed_offers
from makegood.law.calendar import calendar_version
from makegood.law.load import law_version
from makegood.policy.decide import replay
from makegood.policy.rules import load_policy


def replayed(ids: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """{"id", "same", "difference"} of each decision of the unit's shop (those named, or all)."""
    found = [one for name in ids if (one := returns.decision_of(name)) is not None] if ids else returns.all_decisions()
    for decision in found:
        record = decision.record
        if record["law_version"] != law_version():
            yield {"id": decision.public_id, "same": False, "difference": "the law data has another version"}
            continue
        if record.get("calendar_version", calendar_version()) != calendar_version():
            yield {"id": decision.public_id, "same": False, "difference": f"the holidays were of version {record['calendar_version']}"}
            continue
        version = policies.version_by_id(decision.policy_id)
        currency = record["facts"]["order"]["currency"]
        policy = policies.loaded(version) if version is not None else load_policy(NOTHING_PROMISED.format(currency=currency))
        same, difference = replay(record, policy, offers=replayed_offers(record))
        yield {"id": decision.public_id, "same": same, "difference": difference}
