"""What a provider must serve whose payments can be disputed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """What the provider says now. `payments`: its names of the payment that is meant. `state`: needs_response, under_review, won, lost or closed.

    `taken_minor` of `currency`: what is gone from the shop's account because of it at this moment; `fee_minor` of `fee_currency` what it
    cost. `may_answer`: evidence is taken now. `answered`: some was taken. `answer_key`: the key of our answer, where the provider keeps it.
    """

    source_id: str
    payments: tuple[str, ...]
    kind: str
    state: str
    status: str
    reason: str
    amount_minor: int
    currency: str
    opened_at: datetime | None
    due_at: datetime | None
    taken_minor: int
    fee_minor: int
    fee_currency: str
    may_answer: bool
    answered: bool
    answer_key: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """`facts` where it could be read; otherwise `problem` (a code of settlement's PROBLEMS) and how long to wait."""

    facts: DisputeFacts | None
    problem: str = ""
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of an answer: for which of EVIDENCE_FILES, and its bytes. `key` is its own, for ever."""

    field: str
    name: str
    kind: str
    content: bytes
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Our side of a dispute, given once: `texts` by words of EVIDENCE_TEXTS. `request`: the key of the call; another one for what a person
    approved anew after it had not been taken, because a provider repeats its old answer to an old key."""

    key: str
    request: str
    source_id: str
    texts: Mapping[str, str]
    papers: Sequence[Paper] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Taken:
    """`state`: sent, later (nothing was taken; again after `retry_after`), unknown (only reading tells) or failed (never, as it is)."""

    state: str
    problem: str = ""
    retry_after: int | None = None


class DisputePort(Protocol):
    name: str

    def read(self, source_id: str) -> Reading: ...

    def recent(self, since: datetime) -> list[str] | None:
        """The names of disputes since then; None where it could not be asked."""
        ...

    def answer(self, answer: Answer) -> Taken: ...
