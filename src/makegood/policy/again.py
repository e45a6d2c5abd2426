"""A recorded decision, asked of today's law: a record replays by the law that it carries, and this says where today's data would answer otherwise."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.law.calendar import calendar_version
from makegood.law.entitle import entitle
from makegood.law.load import law_version
from makegood.policy.decide import Law, entitled
from makegood.policy.difference import first_difference
from makegood.policy.facts import read_facts

SAME = "same"


def law_today(record: Mapping[str, Any], currency: str, *, law: Law = entitle) -> str:
    """`same`, or `differs: ...` with the kind, the value and the likely cause. `currency` is the policy's.

    Lines of the law's files are dated and never overwritten, so that a difference is a correction of what we had wrong, not a new law.
    """
    on = date.fromisoformat(record["on"])
    for kind in record["kinds"]:
        facts = {**record["facts"], "case": {**record["facts"]["case"], "kind": kind}}
        try:
            found = entitled(facts, read_facts(facts, currency, on), kind, currency, on, law)
        except Refusal as refusal:
            return f"differs: {kind}: {refusal.message}"
        where = first_difference(record["entitlements"][kind], found)
        if where:
            return f"differs: {kind}: {where} ({_cause(record)})"
    return SAME


def _cause(record: Mapping[str, Any]) -> str:
    if record["law_version"] != law_version():
        return "law data corrected since"
    then = record.get("calendar_version")
    if then is not None and then != calendar_version():
        return f"holidays are of version {calendar_version()}, then of {then}"
    return "the law is read otherwise since"
