"""What is new in a mail, and what only repeats earlier ones: mail-parser-reply cuts, and what it leaves is cut here.

It knows 13 languages by their words. Ours are told by shape, in any language: a line or three that name an address and end in a colon
introduce a quotation; a rule of dashes with words in it begins a forwarded head. Measured in tests/inbox/test_cut.py on the shared suites.
"""

import re

from mailparser_reply import EmailReplyParser

LANGUAGES = ["en", "de", "fr", "it", "nl", "pl", "es", "sv", "da", "cs"]
MOST, LONGEST_LINE = 20_000, 2_000  # letters: the library's patterns take the square of a line's length, which a hostile mail would use
_ADDRESS = r"[^\s<>()]+@[^\s<>()]+"
_INTRODUCES = re.compile(rf"(?=[^\n]*(?:\n[^\n]+){{0,2}}{_ADDRESS})(?=[^\n]*(?:\n[^\n]+){{0,2}}\d)[^\n]+(?:\n[^\n]+){{0,2}}[::]\s*\Z")
_RULE = re.compile(r"^\s*[-_=]{3,}\s*\w[^\n]{2,60}?\s*[-_=]{3,}\s*$")
_HEAD = re.compile(r"^\s*\*?[^\W\d_]{2,14}\*?\s?:\*?\s")  # From: Von: De: Da: Od: ...
_PHONE = re.compile(
    r"^\s*(?:sent from (?:my|outlook|mail|yahoo)|get outlook for|gesendet (?:von|mit)|von meinem \w+ gesendet|verstuurd vanaf|verzonden met|"
    r"envoyé (?:de|depuis)|inviato da|enviado desde|wysłane z|skickat från|sendt fra)\b.{0,60}$",
    re.I,
)


def new_of(whole: str) -> str:
    """Without quoted lines, the lines that introduce them, and a telephone's signature. Never empty where there are words: then it is `whole`."""
    text = whole.strip()
    if not text:
        return ""
    found = _by_shape(_by_library(text))
    return found or text


def _by_library(text: str) -> str:
    lines = text.split("\n")
    if (
        len(text) > MOST or any(len(line) > LONGEST_LINE for line in lines) or _is_inline(lines)
    ):  # inline, it cuts at the first quotation or not at all
        return text
    try:
        return EmailReplyParser(languages=LANGUAGES).parse_reply(text) or ""
    except (re.error, RecursionError, IndexError, ValueError, TypeError, AttributeError):
        return text


def _is_inline(lines: list[str]) -> bool:
    """Answers stand between the quoted lines: words of their own come after the last quoted line but one block."""
    quoted = [place for place, line in enumerate(lines) if line.lstrip().startswith(">")]
    if not quoted:
        return False
    between = [line for line in lines[quoted[0] : quoted[-1]] if line.strip() and not line.lstrip().startswith(">")]
    after = [line for line in lines[quoted[-1] + 1 :] if line.strip()]
    return bool(between or after)


def _by_shape(text: str) -> str:
    lines = text.split("\n")
    inline = _is_inline(lines)
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if line.lstrip().startswith(">") or _PHONE.match(line):
            place += 1
            continue
        if _RULE.match(line) and sum(bool(_HEAD.match(one)) for one in lines[place + 1 : place + 6]) != 1:
            break
        length = _introduction(lines, place)
        if length and not inline:
            break
        if not length and _heads(lines, place):
            break
        if length:
            place += length
            continue
        kept.append(line)
        place += 1
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _introduction(lines: list[str], place: int) -> int:
    """How many lines from here introduce a quotation; 0: none."""
    for length in (1, 2, 3):
        some = lines[place : place + length]
        if len(some) < length or not all(one.strip() for one in some) or len(" ".join(some)) > 300:
            return 0
        if some[-1].rstrip().endswith((":", "\uff1a")) and _INTRODUCES.match("\n".join(some)):
            return length
    return 0


def _heads(lines: list[str], place: int) -> bool:
    """A forwarded head without a rule before it: four lines like `Von: ...`, one of them with an address."""
    some = lines[place : place + 4]
    return len(some) == 4 and all(_HEAD.match(one) for one in some) and any(re.search(_ADDRESS, one) for one in some)
