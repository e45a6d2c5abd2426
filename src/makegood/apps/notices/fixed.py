"""Days, amounts, spans and shares that somebody typed into a text by hand, English and German (pure).

A mail may only say what the decision says: such a figure is right on the day it is typed and wrong for the next customer.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = (
    "jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|mrz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|o[ck]t(?:ober)?"
    "|nov(?:ember)?|de[cz](?:ember)?|jänner"
)
_WEEKDAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)days?|montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?"
)
_NUMBER = (
    r"(?:\d+(?:[.,]\d+)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty|sixty|ninety"
    r"|ein(?:e[mnrs]?)?|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|vierzehn|fünfzehn|zwanzig|dreißig|sechzig|neunzig)"
)
_MONEY = r"(?:€|\$|£|¥|eur|usd|gbp|chf|sek|nok|dkk|pln|czk|jpy|aud|cad|euros?|dollars?|pounds?|francs?|franken|cents?|pence)"
_UNIT = r"(?:days?|weeks?|months?|years?|hours?|minutes?|tage?[ns]?|wochen?|monate?[ns]?|jahre?[ns]?|stunden?|minuten?|tägig\w*|wöchig\w*)"
_KINDS = {
    "amount": (
        r"(?:€|\$|£|¥)\s?\d[\d.,]*",
        rf"\b{_NUMBER}[\d.,]*[-–,]*\s?{_MONEY}(?!\w)",
        r"\b(?:eur|usd|gbp|chf)\s?\d[\d.,]*",
        r"(?<![\d.,])\d{1,3}(?:[.,\s]\d{3})*[.,]\d{2}(?![\d.,]*\d)",
    ),
    "share": (r"\d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b|prozent\b)",),
    "day": (
        r"\b\d{4}-\d{2}-\d{2}\b",
        r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?",
        r"\b(?!24/7)\d{1,2}/\d{1,2}(?:/\d{2,4})?\b",
        rf"\b\d{{1,2}}(?:\.|st|nd|rd|th)?\s?(?:of\s)?(?:{_MONTHS})\b(?:\s?\d{{4}})?",
        rf"\b(?:{_MONTHS})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s?\d{{4}})?",
        rf"\b(?:{_WEEKDAYS})\b",
        r"\b(?:today|tomorrow|tonight|fortnight|next (?:week|month)|heute|(?<!guten )morgen|übermorgen|(?:nächste|kommende)[nrs]? (?:woche|monat|jahr))\b",
    ),
    "span": (rf"\b{_NUMBER}[-\s]*(?:business|working|calendar|werk|arbeits|bank|kalender|full|ganze[nr]?)?[-\s]*{_UNIT}\b",),
}
_READ = [(kind, re.compile(shape, re.IGNORECASE)) for kind, shapes in _KINDS.items() for shape in shapes]
_SENTENCE = re.compile(r"(?<=[.!?:])(?<!\d\.)\s+(?=[A-ZÄÖÜ•])|\n+")


@dataclass(frozen=True, slots=True)
class Typed:
    """`kind`: amount, share, day or span; `text`: as it stands there."""

    kind: str
    text: str


def typed_by_hand(words: str, *, ours: str = "") -> list[Typed]:
    """What stands in `words` (a template without its places). Whole sentences of `ours`, our own text, may stay as they are."""
    kept = set(_sentences(ours))
    found: list[Typed] = []
    for sentence in _sentences(words):
        if sentence in kept:
            continue
        taken: list[tuple[int, int]] = []
        for kind, shape in _READ:
            for hit in shape.finditer(sentence):
                if not any(hit.start() < end and start < hit.end() for start, end in taken):
                    taken.append(hit.span())
                    found.append(Typed(kind, hit.group().strip()))
    return list(dict.fromkeys(found))


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCE.split(text):
        if said := " ".join(part.split()):
            yield said
