"""Where two JSON values part, in words."""

from collections.abc import Mapping
from typing import Any

from makegood.kernel.digest import canonical_json

_LONGEST = 60


def first_difference(was: Any, now: Any, path: str = "") -> str:
    """The first place, in the order of names, such as "offers[0].pay_by: was 2026-11-25, is 2026-11-26"; empty where they are the same."""
    if canonical_json(was) == canonical_json(now):
        return ""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        pairs = [(f"{path}.{key}" if path else str(key), was.get(key, _NONE), now.get(key, _NONE)) for key in sorted({*was, *now})]
    elif isinstance(was, (list, tuple)) and isinstance(now, (list, tuple)):
        longest = max(len(was), len(now))
        pairs = [
            (f"{path}[{place}]", was[place] if place < len(was) else _NONE, now[place] if place < len(now) else _NONE)
            for place in range(longest)
        ]
    else:
        return f"{path}: was {_short(was)}, is {_short(now)}"
    return next(found for name, one, other in pairs if (found := first_difference(one, other, name)))


class _Absent(str):
    """Stands for a value that is not there: no JSON value is equal to it."""


_NONE = _Absent("\0absent")


def _short(value: Any) -> str:
    if isinstance(value, _Absent):
        return "absent"
    text = value if isinstance(value, str) else canonical_json(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
