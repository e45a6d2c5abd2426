"""What a customer, or staff for them, says and asks."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskedLine:
    """`kinds` in the order in which they are looked at; `evidence_ids` are stored files, `all_shown` the customer's word that they show
    every piece."""

    order_line_id: int
    quantity: int
    kinds: tuple[str, ...]
    words: str = ""
    evidence_ids: tuple[int, ...] = ()
    photo_declined: bool = False
    all_shown: bool = False
    major: bool | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    lines: tuple[AskedLine, ...]
    needed_by: date | None = None
    wants: str = ""
    language: str = "en"
    notified_on: date | None = None
