"""What a draft would have changed: the shop's own recorded decisions, decided again by the draft and by the policy in force."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from makegood.apps.policies import queries as policies
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.casefile.deciding import NOTHING_PROMISED
from makegood.kernel.refusal import Refusal
from makegood.policy.replay import over_lines
from makegood.policy.replay.lines import Redecided, redecide, remembering
from makegood.policy.rules import Policy, load_policy


def what_would_change(
    draft_text: str, *, now: datetime, since: datetime | None = None, limit: int | None = None, against_text: str | None = None
) -> dict[str, Any]:
    """The newest decision of each line (from `since` on, the newest `limit`), decided by `against_text` (the policy in force at `now`) and
    by the draft, on the same facts and the same day, with the law of each.

    `changed`: a row for each line that would be decided otherwise (id of the decision, market, kind, remedies, costs in minor units, slots,
    rules). `cost_then`, `cost_now`: decimal strings, of those lines, in the shop's currency; `lines` how many were looked at; and the totals
    `by_slot`, `by_remedy`, `by_market`, `by_cause`, `rules`, `to_a_person`, `unpriced`. Refuses `policy_invalid` and `policy_currency`.
    """
    found, changed = replayed_history(draft_text, now=now, since=since, limit=limit, against_text=against_text)
    cost = found["cost"]
    left = {
        key: value for key, value in found.items() if key not in ("cost", "changed_lines", "changed", "written", "compared", "unchanged_by")
    }
    return {"changed": changed, "cost_then": cost["then"], "cost_now": cost["now"], "difference": cost["difference"]} | left


def replayed_history(
    text: str, *, now: datetime, since: datetime | None = None, limit: int | None = None, against_text: str | None = None
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The answer of `policy replay` over the shop's own history, and every changed line."""
    currency = merchant_of(sole_merchant_id()).currency
    draft, then = load_policy(text), load_policy(against_text) if against_text is not None else _in_force(now, currency)
    for policy in (draft, then):
        if policy.currency != currency:
            message = f"The policy speaks of {policy.currency}, the shop's books of {currency}."
            raise Refusal("policy_currency", message, "Write its amounts in the shop's currency.", field="currency")
    return over_lines(_lines(draft, then, since, limit), currency)


def _in_force(now: datetime, currency: str) -> Policy:
    version = policies.version_in_force(now)
    return policies.loaded(version) if version is not None else load_policy(NOTHING_PROMISED.format(currency=currency))


def _lines(draft: Policy, then: Policy, since: datetime | None, limit: int | None) -> Iterator[Redecided | Refusal]:
    law = remembering()
    for public_id, record in returns.newest_records(since=since, limit=limit):
        try:
            yield redecide(public_id, _facts(record), on=date.fromisoformat(record["on"]), now=draft, then=then, law=law)
        except Refusal as refusal:
            yield refusal


def _facts(record: Mapping[str, Any]) -> dict[str, Any]:
    facts: dict[str, Any] = record["facts"]
    return facts
