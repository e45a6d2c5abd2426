"""What the prose is made of: sentences, each with the rule or the article that it says, and the values that stand in it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Value:
    """A number, amount or day in a sentence. `kind`: days, working_days, months, hours, grams, percent, share, money (minor units), number,
    day; `text` is how it stands there."""

    kind: str
    raw: Any
    text: str

    def as_json(self) -> dict[str, Any]:
        raw = self.raw.isoformat() if isinstance(self.raw, date) else self.raw if isinstance(self.raw, int) else str(self.raw)
        return {"kind": self.kind, "value": raw, "text": self.text}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`rule`: the id of the rule that it says; `citation`: the article, where the law says it or lifted it (`lifted`: the slots).

    `discloses`: the words of the law's scenario that a customer who read it was told.
    """

    text: str
    rule: str | None = None
    citation: str | None = None
    slots: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    lifted: tuple[str, ...] = ()
    discloses: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "rule": self.rule,
            "citation": self.citation,
            "slots": list(self.slots),
            "values": [value.as_json() for value in self.values],
            "lifted": list(self.lifted),
            "discloses": list(self.discloses),
        }


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    sentences: tuple[Sentence, ...]

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "title": self.title, "sentences": [one.as_json() for one in self.sentences]}


@dataclass(frozen=True, slots=True)
class Statutory:
    """A text that the law prescribes. `official`: its wording is the prescribed one, not ours. `paragraphs`: (heading or "", text)."""

    id: str
    title: str
    paragraphs: tuple[tuple[str, str], ...]
    cite: str
    official: bool
    confidence: str
    language: str
    discloses: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "title": self.title, "paragraphs": [{"heading": head, "text": text} for head, text in self.paragraphs],
            "cite": self.cite, "official": self.official, "confidence": self.confidence, "language": self.language,
            "discloses": list(self.discloses),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """What a shop's rules promise to the customers of one market, in one language, on a day."""

    market: str
    market_used: str
    language: str
    on: date
    policy_hash: str
    law_version: str
    title: str
    note: str
    page: tuple[Section, ...]
    product_line: dict[str, tuple[Sentence, ...]]
    checkout_line: dict[str, tuple[Sentence, ...]]
    refusals: dict[str, tuple[Sentence, ...]]
    statutory: tuple[Statutory, ...]
    readability: dict[str, Any] = field(default_factory=dict)

    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(one for section in self.page for one in section.sentences)

    def as_json(self) -> dict[str, Any]:
        """Plain JSON; lines and refusals by the kind of goods and by reason."""
        several = {name: getattr(self, name) for name in ("product_line", "checkout_line", "refusals")}
        return {
            "market": self.market, "market_used": self.market_used, "language": self.language, "on": self.on.isoformat(),
            "policy_hash": self.policy_hash, "law_version": self.law_version, "title": self.title, "note": self.note,
            "page": [section.as_json() for section in self.page],
            **{name: {key: [one.as_json() for one in lines] for key, lines in found.items()} for name, found in several.items()},
            "statutory": [one.as_json() for one in self.statutory],
            "readability": self.readability,
        }  # fmt: skip
