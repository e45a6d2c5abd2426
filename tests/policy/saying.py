"""What the tests of the prose share: sample policies, and what is said of a rule."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from makegood.policy.prose.condition import Conditions
from makegood.policy.prose.sentence import Prose
from makegood.policy.prose.teller import Teller
from makegood.policy.rules import Policy, load_policy

SAMPLES = Path(__file__).resolve().parent.parent.parent / "src" / "makegood" / "policy" / "samples"
ON = date(2026, 11, 26)
MARKETS = ("DE", "AT", "FR", "GB", "US", "US-CA", "US-NY", "CA-QC", "AU", "JP", "BR", "CH", "MX", "KR")


def sample(name: str) -> Policy:
    return load_policy((SAMPLES / f"{name}.yaml").read_text())


def policy_of(*rules: str, currency: str = "EUR") -> Policy:
    return load_policy("policy: test\ncurrency: " + currency + "\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules))


def said(prose: Prose, rule: str) -> list[Any]:
    return [one for one in prose.sentences() if one.rule == rule]


def words(text: str, language: str = "en", market: str = "DE") -> str:
    """A condition as it is read."""
    policy = policy_of("{id: a, when: " + json.dumps(text) + ", set: {approval: review}}")
    teller = Teller(language, market, policy.currency)
    conditions, node = Conditions(teller), policy.rules[0].when
    assert node is not None
    return conditions.text(conditions.clause(node))
