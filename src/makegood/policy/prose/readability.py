"""How easy a text is to read: Flesch's reading ease for English, Amstad's form of it for German. A figure, not a judgement.

Sources: R. Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948), 221-233: 206.835 - 1.015 x words/sentences
- 84.6 x syllables/words. T. Amstad, "Wie verständlich sind unsere Zeitungen?" (Zürich 1978): 180 - words/sentences - 58.5 x syllables/words.
Above 60 is plain for English; German comes out lower, above 50 is plain. Syllables are groups of vowels as they are spoken; numbers and
signs count as one each.
"""

import re
from collections.abc import Iterable
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:[’'\-][^\W_]+)*")
_END = re.compile(r"[.!?;]+(?=\s|$)")
_GERMAN = re.compile(r"aa|ee|oo|ie|ei|ai|au|äu|eu|ey|ay|[aeiouyäöü]", re.I)
_ENGLISH = re.compile(r"[aeiouy]+", re.I)
_GOALS = {"en": 60, "de": 50}


def syllables(word: str, language: str) -> int:
    """At least one; a word with hyphens is the sum of its parts."""
    parts = [part for part in re.split(r"[-’']", word) if part]
    return sum(_syllables(part, language) for part in parts) or 1


def _syllables(word: str, language: str) -> int:
    if not re.search(r"[^\W\d_]", word):
        return 1
    if language == "de":
        return max(1, len(_GERMAN.findall(word)))
    low = word.lower()
    count = len(_ENGLISH.findall(low))
    if re.search(r"[^aeiouy]e$", low) and not re.search(r"[^aeiouy]le$", low):
        count -= 1  # made, price
    elif re.search(r"[^aeiouytd]ed$", low) or (low.endswith("es") and not re.search(r"(s|x|z|ch|sh|c|g)es$", low) and len(low) > 3):
        count -= 1  # posted has two, opened has two, times has one
    count += len(re.findall(r"i[ao](?!u|n)|[^aeiouyq]ua|[ei]o$|[^aeiouy]ier$", low))  # media, usual, video, carrier
    return max(1, count)


def readability(texts: Iterable[str], language: str) -> dict[str, Any]:
    """{"formula", "score", "goal", "words", "sentences", "syllables"}; `score` has one decimal. Refuses nothing: other languages have none."""
    whole = " ".join(texts)
    words = _WORD.findall(whole)
    sentences = max(1, len(_END.findall(whole)))
    count = sum(syllables(word, language) for word in words)
    if language not in _GOALS or not words:
        return {"formula": None, "score": None, "goal": None, "words": len(words), "sentences": sentences, "syllables": count}
    long, heavy = len(words) / sentences, count / len(words)
    german = language == "de"
    score = 180 - long - 58.5 * heavy if german else 206.835 - 1.015 * long - 84.6 * heavy
    return {
        "formula": "Amstad 1978" if german else "Flesch 1948",
        "score": round(score, 1),
        "goal": _GOALS[language],
        "words": len(words),
        "sentences": sentences,
        "syllables": count,
    }
