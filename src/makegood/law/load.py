"""The markets' files: read and checked once each, with what they inherit, as they stood on a day."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.refusal import Refusal
from makegood.law.shape import CONFIDENCE, MARKET, Fault, faults, is_dated, text

__all__ = [
    "CONFIDENCE", "LawFault", "changes_of", "codes", "is_draft",
    "law_faults", "law_version", "market", "market_used", "read_file", "statutory_word", "zone_of",
]  # fmt: skip
FOLDER = Path(__file__).parent / "markets"
ADJACENT = Path(__file__).parent / "adjacent"
_SHAPE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")  # ISO 3166-1 and -2
_PARTS_CITED = ("defect", "delay")


class LawFault(Refusal):
    """A file of law that can't be relied on: the file, the key and what is wrong with it. Nothing is decided by it (`law_unreadable`)."""

    def __init__(self, name: str, found: list[Fault]) -> None:
        self.sentences = [f"{name}: {where or 'the file'}: {wrong}" for where, wrong in found]
        super().__init__(
            "law_unreadable", "; ".join(self.sentences[:5]) + ".", "Mend the file; `makegood law check` names every fault.", status=503
        )


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """`on`, `no` and days stay words, whether quoted or not. A key that stands twice is a fault: the later one would win in silence."""

    yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in found if not (tag.endswith(":timestamp") or (tag.endswith(":bool") and first not in "tTfF"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        names = [key.value for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(None, None, f"the key {twice} stands twice", node.start_mark)
        return super().construct_mapping(node, deep)


def read_file(path: Path, shape: Any) -> dict[str, Any]:
    """The file's content; raises LawFault that names file and key."""
    try:
        found = yaml.load(path.read_bytes(), Loader=_Loader)
    except yaml.YAMLError as error:
        raise LawFault(path.name, [("", " ".join(str(error).split()))]) from None
    wrong = list(faults(found, shape))
    if wrong:
        raise LawFault(path.name, wrong)
    assert isinstance(found, dict)
    return found


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
    found = read_file(path, MARKET)
    wrong = [("code", f"{found['code']} is not the name of the file")] if found["code"] != code else []
    wrong += _twice(found)
    if wrong:
        raise LawFault(path.name, wrong)
    return found


def _twice(found: dict[str, Any]) -> Iterator[Fault]:
    """Two entries of a list for the same thing may not hold on the same day."""
    lists = [(name, "topic", found.get(name)) for name in ("disclosure", "disclosure_extra")]
    lists.append(("change_of_mind.exceptions", "kind", (found.get("change_of_mind") or {}).get("exceptions")))
    for name, by, entries in lists:
        held: dict[str, list[tuple[str, str]]] = {}
        for entry in entries if isinstance(entries, list) else []:
            since = entry.get("from", "") if str(entry.get("from", ""))[:4].isdigit() else ""
            until = entry.get("until", "9999-12-31")
            if any(since <= other_until and other_since <= until for other_since, other_until in held.get(entry[by], [])):
                yield name, f"an overlap: {entry[by]} stands twice for the same days"
            held.setdefault(entry[by], []).append((since, until))


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


def _chain(code: str) -> list[dict[str, Any]]:
    """The market's file and those that it stands on, the deepest base first."""
    found = _file(market_used(code))
    assert found is not None
    chain = [found]
    while (parent := chain[0].get("inherits")) is not None:
        base = _file(parent)
        if base is None or base in chain:
            raise LawFault(f"{chain[0]['code']}.yaml", [("inherits", f"{parent} has no file, or stands on this one")])
        chain.insert(0, base)
    return chain


def market_chain(code: str) -> tuple[str, ...]:
    """Codes of the market and of what it stands on, the deepest base first. Refuses `unknown_market`."""
    return tuple(one["code"] for one in _chain(code))


def _changes(value: Any) -> Iterator[str]:
    """The days on which dated lines begin."""
    if is_dated(value):
        yield from (line["from"] for line in value["dated"] if "from" in line)
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _changes(one)


def _on_day(value: Any, day: str, cites: list[str]) -> Any:
    """With the dated line of that day in the place of its lines; its citation goes to `cites`."""
    if is_dated(value):
        line = next(line for line in reversed(value["dated"]) if line.get("from", "") <= day)
        cites.append(line["cite"])
        return _on_day(line["value"], day, cites)
    if isinstance(value, dict):
        return {key: _on_day(one, day, cites) for key, one in value.items()}
    return [_on_day(one, day, cites) for one in value] if isinstance(value, list) else value


@cache
def _borders(code: str) -> tuple[str, ...]:
    return tuple(sorted({day for one in _chain(code) for day in _changes(one)}))


@cache
def _standing(code: str, day: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    chain, cites = _chain(code), list[str]()
    for one in chain:
        plain = _on_day({key: value for key, value in one.items() if key not in ("kind", "citations", "reviewed", "check")}, day, cites)
        merged = _merge(merged, plain)
    merged["citations"] = list(dict.fromkeys([*(cite for one in reversed(chain) for cite in one["citations"]), *cites]))
    merged["check"] = [open_point for one in reversed(chain) for open_point in one.get("check", [])]
    merged["reviewed"] = chain[-1].get("reviewed")
    wrong = [(part, "is missing") for part in ("change_of_mind", *_PARTS_CITED) if part not in merged]
    wrong += [(f"{part}.cite", "a citation is missing") for part in _PARTS_CITED if part in merged and text(merged[part].get("cite"))]
    function = merged.get("withdrawal_function") or {}
    if function.get("required") and not (function.get("cite") or function.get("national_cite")):
        wrong.append(("withdrawal_function.cite", "a citation is missing"))
    if not wrong and not merged["change_of_mind"].get("regime"):
        wrong.append(("change_of_mind.regime", "is missing"))
    if wrong:
        raise LawFault(f"{chain[-1]['code']}.yaml", wrong)
    return merged


def market(code: str, on: date | None = None) -> dict[str, Any]:
    """All values of the market that answers for `code`, inherited ones included, as they stand on a day (without one: the last lines).

    `check` holds what is still to be confirmed, the bases' too; `reviewed` is the market's own, None while it is a draft.
    Raises LawFault for a file that can't be relied on; refuses `unknown_market`.
    """
    borders = _borders(code)
    at = len(borders) if on is None else bisect_right(borders, on.isoformat())
    return _standing(code, borders[at - 1] if at else "")


def changes_of(code: str) -> tuple[str, ...]:
    """The days on which a value of the market changes by a dated line; empty for most."""
    return _borders(code)


def is_draft(code: str) -> bool:
    """Whether no lawyer's name and date stand in the market's file. It changes only what the shop is told about the market."""
    return market(code)["reviewed"] is None


def law_faults() -> list[str]:
    """What is wrong with the markets' files, each fault once, also where many markets stand on the file; empty where they can be relied on."""
    found: dict[str, None] = {}
    for code in codes():
        try:
            if (_file(code) or {}).get("kind") == "base":
                continue  # read with the markets that stand on it
            for day in ("", *changes_of(code)):
                _standing(code, day)
        except LawFault as fault:
            found |= dict.fromkeys(fault.sentences)
    return list(found)


@cache
def law_version() -> str:
    """Digest of all files of law, the adjacent ones too: it names the law that a decision was made by (holidays have a version of their own)."""
    paths = [*sorted(FOLDER.glob("*.yaml")), *sorted(ADJACENT.glob("*.yaml"))]
    return digest_of_bytes(b"".join(path.name.encode() + b"\0" + path.read_bytes() for path in paths))


def statutory_word(code: str) -> str:
    """What customers of the market are told for a statutory change of mind: `withdraw` (EU), `cancel` (GB), else `send_back`."""
    return str(market(code)["change_of_mind"].get("statutory_word", "send_back"))


def zone_of(code: str) -> str:
    """IANA zone of the market's "today": where a country has several, the one in which the day ends last."""
    return str(market(code)["zone"])
