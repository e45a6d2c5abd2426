"""How a shop's own system names the texts that a customer was shown: `makegood_shown`, beside the order."""

import re
from collections.abc import Iterable
from datetime import datetime

from makegood.base.loose import moment
from makegood.kernel.refusal import Refusal

NAMES = frozenset({"makegood_shown", "_makegood_shown"})
MOST = 20
_ID = re.compile(r"[0-9a-f]{64}\Z")


def read_shown(pairs: Iterable[tuple[object, object]]) -> tuple[tuple[str, datetime | None], ...]:
    """(id, when or None) of each text, out of (name, value): ids apart by commas or spaces, each with `@` and a moment where it is known.

    What is no id is left out: a customer can reach this field, and it gives nobody anything that we did not serve.
    """
    found: dict[str, datetime | None] = {}
    for name, value in pairs:
        if name not in NAMES or not isinstance(value, str):
            continue
        for one in re.split(r"[,\s]+", value[:4_000]):
            digest, _, at = one.partition("@")
            if _ID.match(digest):
                found[digest] = _moment(at)
    return tuple(found.items())[:MOST]


def _moment(text: str) -> datetime | None:
    try:
        return moment(text) if text else None
    except Refusal:  # a moment that can't be read is not known
        return None
