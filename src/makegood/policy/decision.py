"""What was decided about one line of a case, and the record of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcome`: offered, needs_review or refused. `reasons` says why a person must look, or why it is refused.

    `currency` is the policy's: amounts in slots and entitlements are of it, those in offers of the customer's.
    `calendar_version` is the holiday library's: dates that roll and business days rest on it.
    `statutory` are the remedies that the law itself gives; every other one in slots["remedies"] is the shop's extra.
    """

    on: date
    kinds: tuple[str, ...]
    slots: dict[str, Any]
    entitlements: dict[str, dict[str, Any]]
    lifted: list[dict[str, Any]]
    missing: list[str]
    trace: list[dict[str, Any]]
    statutory: list[str]
    outcome: str
    reasons: list[str]
    policy_hash: str
    law_version: str
    facts_hash: str
    facts: dict[str, Any]
    currency: str
    calendar_version: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; with `offers` added it is the record that replays."""
        return {
            "on": self.on.isoformat(),
            "kinds": list(self.kinds),
            "slots": self.slots,
            "statutory": self.statutory,
            "outcome": self.outcome,
            "reasons": self.reasons,
            "trace": self.trace,
            "lifted": self.lifted,
            "missing": self.missing,
            "entitlements": self.entitlements,
            "policy_hash": self.policy_hash,
            "law_version": self.law_version,
            "calendar_version": self.calendar_version,
            "facts_hash": self.facts_hash,
            "facts": self.facts,
        }
