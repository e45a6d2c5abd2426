"""Reads a shop's own sentences about returns, English and German, as claims: what is refused, for which goods, under which condition.

A small grammar of word patterns, no model: a sentence is cut out, its goods, its reservation ("unless it is faulty") and its day counts
are found, then each pattern below either matches or says nothing. What matches nothing is left alone: the reader never guesses.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from makegood.policy.statement.days import Window, windows
from makegood.policy.statement.words import GOODS, MOST, SAYS

About = Literal["everything", "change_of_mind", "defects"]
_DEFECT = re.compile(
    r"\b(?:defect\w*|fault\w*|damag\w*|broken|wrong (?:item|product|thing|size|text|name)|not as described|misprint\w*|mistakes?"
    r"|our error|(?:any|some)thing (?:is |was |goes |went )?wrong|not right"
    r"|mangel\w*|mängel\w*|defekt\w*|fehlerhaft\w*|beschädigt\w*|kaputt\w*|falsch(?:e|er|es|en)? (?:artikel|ware))\b"
)
_UNLESS = re.compile(
    r"\b(?:unless|except|excluding|other than|apart from|only (?:if|when|where)|faulty or|außer|es sei denn|ausgenommen|nur (?:wenn|bei))\b"
)
_RIGHTS = re.compile(
    r"\b(?:statutory|legal|consumer) (?:rights|guarantees?)|\bguarantees? under\b|\baustralian consumer law\b"
    r"|gesetzliche\w* (?:gewährleistung\w*|rechte|mängel\w*|ansprüche)|mängelrechte|gewährleistungsrechte"
)
_MADE_GOOD = re.compile(
    r"\b(?:refund\w*|replac\w*|repair\w*|remake\w*|re-?made|exchang\w*|put (?:it|this|that|things) right|make (?:it|this) (?:right"
    r"|good)|money back"
    r"|contact us|tell us|ersatz|ersetz\w*|erstatt\w*|reparier\w*|umtausch\w*|melden)\b"
)
_MIND = re.compile(
    r"\bchang(?:e|es|ed|ing) (?:of|your|their|his|her) mind|\bchange-of-mind\b|\bno longer want|\bdon't (?:like|want) it|\bunwanted\b|\b(?:wrong|incorrect) choice|\bchoose carefully"
    r"|\bwithdrawal\b|\bright (?:of|to) (?:withdraw|cancel)|\bwiderruf"
    r"|\bwrong (?:size|colou?r) (?:chosen|ordered|selected)|\b(?:chose|ordered|picked|selected) the wrong"
    r"|\bnichtgefallen|\bmeinung (?:ge)?änder|\bnicht gefällt"
)
_OTHER = re.compile(  # a refusal of something that is not the goods, or for a reason that is no right
    r"\b(?:gift ?cards?|vouchers?|deposits?|tips?|donations?|services?|shipping|postage|surcharges?|gutscheine?|anzahlung"
    r"|versand\w*)\b.{0,30}\b(?:non-? ?refundable|not|can't|cannot|nicht)\b"
    r"|\b(?:if|where|when|because) (?:you|the customer|the buyer)(?:'ve| have)? (?:gave|give|typed?|entered|approved|provided"
    r"|misspelled|spelled|wrote)"
    r"|\b(?:used|worn|washed|altered|misus\w*|by (?:you|the buyer|the customer)|getragen\w*|gebraucht\w*|benutzt\w*|gewaschen\w*)\b"
)
_SENTENCE = re.compile(r"(?<!\bno)(?<!\bnr)[.!?;](?=\s|$)|\n+|•|,? \b(?:but|however|aber|jedoch)\b")
_CLAIMS = re.compile(r"\b(?:claims?|complaints?|reklamation\w*)\b")
_WHOLE_SHOP = re.compile(r"\b(?:all|every|our) (?:our )?(?:items?|products?|orders?|goods)\b|\balle (?:artikel|produkte|waren)\b")
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*(?:%|percent|per cent|prozent)")


@dataclass(frozen=True, slots=True)
class Claim:
    """`says` is a key of SAYS, or window; `goods` empty means all of them.

    `keeps_defects`: the statement sets goods that are not as agreed apart. `money`: it speaks of money back, not only of returns.
    `percent` is rounded down; `window` the days that it names.
    """

    says: str
    goods: frozenset[str]
    about: About
    keeps_defects: bool
    money: bool
    text: str
    percent: int | None = None
    window: Window | None = None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text[:MOST]).replace("’", "'").replace("‘", "'").replace("‑", "-")
    return re.sub(r"[–—]", " - ", text).lower()


def read_statement(text: str) -> list[Claim]:
    """The claims of a shop's statement, in the order of its sentences; at most MOST characters are read."""
    sentences = [" ".join(part.split()) for part in _SENTENCE.split(_plain(text)) if part.strip()]
    apart = [_sets_defects_apart(sentence) for sentence in sentences]
    return [
        claim
        for place, sentence in enumerate(sentences)
        for claim in _claims(sentence, kept=any(apart), elsewhere=any(apart[:place] + apart[place + 1 :]))
    ]


def _refuses(sentence: str) -> bool:
    return SAYS["refusal"].holds(sentence)


def _sets_defects_apart(sentence: str) -> bool:
    if _RIGHTS.search(sentence):
        return True
    if not _DEFECT.search(sentence):
        return False
    return bool(_UNLESS.search(sentence)) or (not _refuses(sentence) and bool(_MADE_GOOD.search(sentence)) and not _limits(sentence))


def _limits(sentence: str) -> bool:
    return bool(re.search(r"\b(?:only|must|no later|or (?:no|we can't)|nur|müssen|spätestens|within)\b", sentence))


def _about(sentence: str) -> About:
    if _MIND.search(sentence):
        return "change_of_mind"
    return "defects" if _DEFECT.search(sentence) and not _UNLESS.search(sentence) else "everything"


def _claims(sentence: str, *, kept: bool, elsewhere: bool) -> list[Claim]:
    goods = frozenset(word for word, pattern in GOODS.items() if pattern.search(sentence))
    goods = frozenset() if _WHOLE_SHOP.search(sentence) else goods
    about = _about(sentence)
    percent = _PERCENT.search(sentence)
    money = bool(re.search(r"refund|money|erstatt|geld", sentence))
    only_defects = SAYS["defects_only"].holds(sentence)  # "only if it is damaged" sets nothing apart, it shuts the rest out
    of_defects = only_defects or about == "defects" or (about == "everything" and bool(_CLAIMS.search(sentence)))

    def claim(says: str, window: Window | None = None, on: About = about) -> Claim:
        reserved = elsewhere or bool(_UNLESS.search(sentence) or _RIGHTS.search(sentence))  # "we refund a fault once ..." is a condition
        keeps = (kept if says not in _CONDITIONS else kept and reserved) and not (only_defects and says != "refusal")
        return Claim(says, goods, on, keeps, money, sentence, int(percent[1]) if percent else None, window)

    days = [claim("window", one, "defects" if of_defects else about) for one in windows(sentence, defects=of_defects)]
    ends = next((one.window for one in days if one.window and one.window.ends), None)
    found = [claim(says, ends) for says, pattern in SAYS.items() if says != "refusal" and pattern.holds(sentence)]
    said = {one.says for one in found}
    if "restocking_fee" in said:  # "a fee after 14 days" is no end of returns
        days = [one for one in days if one.window is not ends]
    if not ends and not (said & _MORE_EXACT) and _refuses(sentence) and not _OTHER.search(sentence):
        found.append(claim("refusal", on="change_of_mind" if re.search(r"\bcancel|storn", sentence) and not money else about))
    return found + days


# Where a sentence says one of these, its "no" or "not" belongs to the condition.
_MORE_EXACT = {"shipping_kept", "photo", "packaging", "supplier_approval", "form", "no_fee", "restocking_fee"}
_CONDITIONS = {"photo", "packaging", "supplier_approval", "form"}
assert set(SAYS) >= _MORE_EXACT > _CONDITIONS
