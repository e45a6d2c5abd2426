"""An IBAN (ISO 13616): letters and digits whose remainder by 97 is 1 (ISO 7064). Only its own checksum is asked; no bank is."""

import re

_FORM = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)


def read_iban(text: str) -> str | None:
    """Without spaces, in capitals; None where it is none."""
    found = re.sub(r"[\s.-]", "", text).upper()
    if not _FORM.fullmatch(found) or int("".join(str(int(sign, 36)) for sign in found[4:] + found[:4])) % 97 != 1:
        return None
    return found


def spaced(iban: str) -> str:
    """In groups of four, as people compare them."""
    return " ".join(iban[place : place + 4] for place in range(0, len(iban), 4))
