"""What one question collects while it is answered."""

from dataclasses import dataclass, field
from typing import Any

from makegood.law.load import CONFIDENCE
from makegood.law.scenario import Scenario


@dataclass(slots=True)
class Finding:
    """The market's values, the scenario, and what was used: citations, facts that were missing, the lowest confidence."""

    used: str
    law: dict[str, Any]
    scenario: Scenario
    citations: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    confidence: str = "high"
    right_confidence: str = "high"  # of what is given, where only an amount of it is in doubt

    def cite(self, of: dict[str, Any] | None) -> None:
        text = (of or {}).get("cite")
        if text and text not in self.citations:
            self.citations.append(text)

    def lower(self, confidence: str | None, *, amount_only: bool = False) -> None:
        if confidence:
            self.confidence = min(self.confidence, confidence, key=CONFIDENCE.index)
        if confidence and not amount_only:
            self.right_confidence = min(self.right_confidence, confidence, key=CONFIDENCE.index)

    def lacks(self, fact: str) -> None:
        if fact not in self.missing:
            self.missing.append(fact)


PAYERS = {"trader": "shop", "consumer": "customer", "contract": "customer", "consumer_if_informed": "customer"}
