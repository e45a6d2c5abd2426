"""The markets' files: read once each, with what they inherit."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal

FOLDER = Path(__file__).parent / "markets"
CONFIDENCE = ("low", "medium", "high")
_SHAPE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")  # ISO 3166-1 and -2
REGIMES = ("withdrawal", "none", "disclosure_default", "formality")


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Maps merge deeply, everything else (lists too) is replaced by the market's own."""
    merged = dict(base)
    for key, value in own.items():
        merged[key] = _merge(merged[key], value) if isinstance(value, dict) and isinstance(merged.get(key), dict) else value
    return merged


@cache
def _file(code: str) -> dict[str, Any] | None:
    path = FOLDER / f"{code}.yaml"
    if not path.exists():
        return None
    found = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(found, dict) or found.get("code") != code or found.get("confidence") not in CONFIDENCE:
        raise ValueError(f"{path.name} is no market: it needs code, name and confidence")
    return found


@cache
def codes() -> tuple[str, ...]:
    """Every market with a file of its own, bases included."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


@cache
def market_used(code: str) -> str:
    """The market whose file answers for `code`: itself, or a subdivision's country. Refuses `unknown_market`."""
    for candidate in (code, code.split("-")[0]) if _SHAPE.fullmatch(code) else ():
        found = _file(candidate) if candidate in codes() else None
        if found is not None and found.get("kind") != "base":
            return candidate
    raise Refusal(
        "unknown_market",
        f"No law is known for {code!r}: it is not a place without law.",
        "Add the market's file, or sell there once it is known.",
        status=404,
    )


@cache
def market(code: str) -> dict[str, Any]:
    """All values of the market that answers for `code`, inherited ones included."""
    found = _file(market_used(code))
    assert found is not None
    chain = [found]
    while (parent := chain[0].get("inherits")) is not None:
        base = _file(parent)
        if base is None:
            raise ValueError(f"{chain[0]['code']} inherits {parent}, which has no file")
        chain.insert(0, base)
    merged: dict[str, Any] = {}
    for one in chain:
        merged = _merge(merged, {key: value for key, value in one.items() if key not in ("kind", "citations")})
    merged["citations"] = [cite for one in reversed(chain) for cite in one.get("citations", [])]
    if merged["change_of_mind"]["regime"] not in REGIMES:
        raise ValueError(f"{code}: unknown regime")
    return merged


@cache
def law_version() -> str:
    """Digest of all market files: it names the law that a decision was made by."""
    return digest_of_bytes(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in sorted(FOLDER.glob("*.yaml"))))


def statutory_word(code: str) -> str:
    """What customers of the market are told for a statutory change of mind: `withdraw` (EU), `cancel` (GB), else `send_back`."""
    return str(market(code)["change_of_mind"].get("statutory_word", "send_back"))


def zone_of(code: str) -> str:
    """IANA zone of the market's "today": where a country has several, the one in which the day ends last."""
    return str(market(code)["zone"])
