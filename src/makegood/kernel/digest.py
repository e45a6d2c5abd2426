"""One canonical JSON and its SHA-256."""

import hashlib
import json
import secrets
from datetime import date
from typing import Any


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def canonical_json(value: Any) -> str:
    """Sorted keys, no spaces, Unicode as it is; the same text for equal values on every machine."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain, allow_nan=False)


def digest_of(value: Any) -> str:
    """Hexadecimal SHA-256 of the canonical JSON of `value`."""
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def new_salt() -> str:
    """Kept beside words that can be erased, and erased with them: what is left of them, a digest, can't be guessed then."""
    return secrets.token_hex(16)


def digest_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
