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

    def cite(self, of: dict[str, Any] | None) -> None:
        text = (of or {}).get("cite")
        if text and text not in self.citations:
            self.citations.append(text)

    def lower(self, confidence: str | None) -> None:
        if confidence and CONFIDENCE.index(confidence) < CONFIDENCE.index(self.confidence):
            self.confidence = confidence

    def lacks(self, fact: str) -> None:
        if fact not in self.missing:
            self.missing.append(fact)


PAYERS = {"trader": "shop", "consumer": "customer", "contract": "customer", "consumer_if_informed": "customer"}
