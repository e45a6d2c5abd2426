"""What an order can be found by, as keyed digests: nothing that somebody could read, tolerant of one slip in each word.

A word stands with every form that lacks one of its letters, so that two words that differ by one letter too many, too few, changed or
swapped share a form (the deletion neighbourhood of Damerau-Levenshtein distance 1, and some of distance 2).
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from makegood.apps.orders.digests import number_key

SHORTEST = 4  # a shorter word must be right: with a letter less it would be nearly any
MOST_WORDS, LONGEST = 60, 40
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """Case and accents away: Hüber and huber are one."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))


def words_in(text: str) -> list[str]:
    return [word[:LONGEST] for word in _WORD.findall(folded(text))][:MOST_WORDS]


def mailbox(email: str) -> str:
    """The part before the @, without what was added behind a plus."""
    return folded(email).partition("@")[0].partition("+")[0]


def mail_words(email: str) -> list[str]:
    """hanna.huber+shop@example.com: hanna, huber, hannahuber. The domain finds nobody: half the world shares one."""
    found = words_in(mailbox(email))
    return list(dict.fromkeys([*found, "".join(found)])) if found else []


def forms(word: str) -> set[str]:
    """The word, and it with each letter left out."""
    return {word} if len(word) < SHORTEST else {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


class Tokens:
    """The digests of one shop: the same word has another digest in another shop."""

    def __init__(self, merchant_id: int) -> None:
        self._key = hashlib.blake2b(f"{settings.MAKEGOOD_LOOKUP_KEY}:{merchant_id}".encode(), digest_size=32).digest()

    def of(self, kind: str, text: str) -> int:
        digest = hashlib.blake2b(f"{kind}:{text}".encode(), key=self._key, digest_size=8).digest()
        return int.from_bytes(digest, "big", signed=True)

    def of_word(self, word: str) -> set[int]:
        return {self.of("w", form) for form in forms(word)}

    def exact(self, text: str) -> set[int]:
        """The text as an order's number, a postcode, a tracking number, a gift code or a telephone number."""
        signs = "".join(words_in(text))
        digits = "".join(sign for sign in text if sign.isdigit())
        found = {self.of("n", number_key(text)), self.of("x", signs)} if signs else set()
        return found | ({self.of("t", digits[-7:])} if len(digits) >= 7 else set())

    def asked(self, text: str) -> tuple[set[int], list[set[int]]]:
        """(what finds the whole text exactly, for each word what finds it)."""
        words = mail_words(text) if "@" in text else words_in(text)
        parts = [self.of_word(word) | (set() if "@" in text else self.exact(word)) for word in words[:8]]
        return self.exact(text), parts

    def of_order(
        self, *, number: str, email: str = "", name: str = "", phone: str = "", postcode: str = "", inputs: Iterable[Any] = (),
        tracking: Iterable[str] = (), gift_code: str = "",
    ) -> list[int]:  # fmt: skip
        found = {self.of("n", number_key(number)), self.of("x", "".join(words_in(number)))}
        for text in (postcode, gift_code, *tracking):
            if signs := "".join(words_in(text)):
                found.add(self.of("x", signs))
        digits = "".join(sign for sign in phone if sign.isdigit())
        if len(digits) >= 7:
            found.add(self.of("t", digits[-7:]))
        words = [*mail_words(email), *words_in(name)]
        for one in inputs:
            words += words_in(str(one.get("value", "")))
        for word in dict.fromkeys(words[:MOST_WORDS]):
            found |= self.of_word(word)
        return sorted(found)
