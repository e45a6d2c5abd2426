"""The day counts of a shop's sentence: how long a customer has, from when; never how long the shop takes to pay."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

_WORDS = {
    "one": 1, "a": 1, "two": 2, "three": 3, "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "twenty": 20, "thirty": 30, "sixty": 60,
    "ein": 1, "eine": 1, "einer": 1, "einem": 1, "zwei": 2, "drei": 3, "fünf": 5, "sieben": 7, "zehn": 10, "vierzehn": 14, "dreißig": 30,
}  # fmt: skip
_HOURS = {"hour": 1, "stunde": 1, "day": 24, "tag": 24, "tägig": 24, "week": 168, "woche": 168, "month": 720, "monat": 720}
_NUMBER = r"(?P<n>\d{1,4}|" + "|".join(_WORDS) + r")"
_SPAN = re.compile(
    rf"\b{_NUMBER}[- ]?(?P<working>(?:business|working)[- ]|werk)?(?:calendar )?(?P<unit>hour|day|week|month|stunde|tag|tägig|woche"
    rf"|monat)\w*"
)
_NAMED = re.compile(  # what stands right behind the days: "7-day returns", "7 days to return", "14 Tage Rückgaberecht"
    r"^[- ]*(?:(?:free|easy|long|simple|full|unconditional|hassle-free|for|right of|kostenlose\w*) ){0,2}"
    r"(?:to (?:return|send|change|exchange|withdraw|cancel|bring)|returns?\b|exchanges?\b|withdrawal|money[- ]back|refund (?:policy"
    r"|guarantee|window)|cooling|cancellation"
    r"|rückgabe\w*|umtausch\w*|widerruf\w*|geld-zurück|zeit)"
)
_GIVES = re.compile(
    r"\b(?:return\w*|exchang\w*|send (?:it|them|back|goods|items)\w*|sent back|change (?:of|your) mind|withdraw\w*|cancel\w*|claims?\b"
    r"|report\w*|contact us|tell us|notif\w*"
    r"|request\w*|rückgabe\w*|zurück(?:geben|gegeben|schicken|senden|gesendet|geschickt)\w*|umtausch\w*|widerruf\w*|retour\w*"
    r"|reklam\w*|melden)\b"
)
_TAKES = re.compile(
    r"\b(?:process\w*|refund\w*|we (?:pay|credit|answer|reply|respond)|paid|credited|inspect\w*|dispatch\w*|ship(?:s|ped)?\b"
    r"|deliver(?:y|ed|s)?\b|arrive\w*|erstatt\w*|bearbeit\w*"
    r"|geliefert|lieferung|versand\w*|antwort\w*)\b"
)
_LEADS = re.compile(
    r"\b(?:within|in|inside|up to|(?<!free )for|by|after|than|beyond|past|first|innerhalb(?: von)?|binnen|bis zu|nach|als"
    r"|of)\s+(?:the first |the )?$|\b(?:returns?|exchanges?|rückgabe\w*|widerruf\w*|umtausch\w*)(?: period| window| policy)?: ?$"
)
_ENDS = re.compile(r"\b(?:after|later than|more than|beyond|past|nach|länger als|mehr als)\s+$")
_ASKS = re.compile(r"\b(?:only|request\w*|ask|claims?|nur|verlang\w*)\b")
_SINCE = re.compile(
    r"^\w*\s+(?:of|from|after|since|nach|ab)\s+(?:the |your |date of |day of |der |dem )*(?P<since>purchase|order|buying|payment|kauf"
    r"|bestell|delivery|receipt|receiving|arriv|erhalt|liefer|zustell)"
)
_LIMITS = re.compile(r"\b(?:only|must|no later|at the latest|or (?:no|we)|otherwise|nur|müssen|muss|spätestens|sonst|else)\b")
_PURCHASE = ("purchase", "order", "buying", "payment", "kauf", "bestell")


@dataclass(frozen=True, slots=True)
class Window:
    """`days` in calendar days (working days count seven for five); `since` purchase or delivery; `ends`: it was said as "none after"."""

    days: Fraction
    since: str
    ends: bool = False


def windows(sentence: str, *, defects: bool) -> Iterator[Window]:
    """The times that a sentence gives the customer. Of goods not as agreed only those that limit: "within 30 days" alone is a kindness."""
    for span in _SPAN.finditer(sentence):
        before, behind = sentence[: span.start()], sentence[span.end() :]
        named = bool(_NAMED.match(behind)) and not re.match(r"^[- ]*(?:for|to) (?:your |a |the )?refund\b", behind)
        if not named and not _gives(sentence, before, behind):
            continue
        ends = bool(_ENDS.search(before)) and not named
        kind = defects or re.search(r"\bplease\b|\bbitte\b", sentence)
        if kind and not (_LIMITS.search(sentence) or ends):
            continue
        since = _SINCE.match(behind)
        number = _WORDS.get(span["n"]) or int(span["n"])
        days = Fraction(number * _HOURS[span["unit"]] * (7 if span["working"] else 5), 24 * 5)
        yield Window(days, "purchase" if since and since["since"].startswith(_PURCHASE) else "delivery", ends)


def _gives(sentence: str, before: str, behind: str) -> bool:
    """Whether the nearest verb before "within N days" is the customer's, not the shop's."""
    if not _LEADS.search(before):
        return False
    gives = max((found.start() for found in _GIVES.finditer(before)), default=-1)
    takes = max((found.start() for found in _TAKES.finditer(before)), default=-1)
    if gives > takes:
        return not re.match(
            r"^\w*\s+(?:of|from|after)\s+(?:us )?(?:receiving|receipt of|getting) (?:your|the) (?:return|goods back|parcel)", behind
        )
    refuses = re.search(r"\b(?:no|not|kein\w*|nicht)\b", before) and _ENDS.search(before)
    return takes >= 0 and "refund" in before[takes:] and bool(refuses or (_ASKS.search(sentence) and _SINCE.match(behind)))
