"""What is next to returns: expiry of credit, goods made to order, answer deadlines, product safety, duties, privacy, fair design.

One file a topic (`law/adjacent/*.yaml`), each row a market's. It is graded in its own way: a value blocks only where its row is high, was
looked up and binds that day; nothing is guessed where the rows say nothing.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from makegood.kernel.period import add_days
from makegood.law.load import ADJACENT, LawFault, codes, market, market_used, read_file
from makegood.law.shape import CONFIDENCE, Fault, day, flag, may_be_text, nearest, number, text

TOPICS = (
    "store_credit_and_gift_card_expiry", "made_to_order_contract_before_production", "information_before_choice", "answer_deadlines",
    "product_safety", "customs_and_duties", "privacy", "reviews_and_design",
)  # fmt: skip
# due: an EU deadline passed, no national act confirmed; future: adopted, starts on its day; none_found: only general contract law.
STATUS = ("in_force", "case_law", "due", "draft", "future", "none_found")
LEVELS = ("note", "warn", "block")


def _word(known: tuple[str, ...]) -> Any:
    return lambda value: None if value in known else f"{value!r} is not one of {', '.join(known)}{nearest(value, known)}"


def _may_be_day(value: Any) -> str | None:
    return None if value is None else day(value)


def _anything(value: Any) -> str | None:
    return None if isinstance(value, dict) and value else "needs keys and values"


_ROW = {
    "market!": text, "status!": _word(STATUS), "aspect": text, "from!": _may_be_day, "until": day, "rule!": lambda _value: None, "cite!": text,
    "confidence!": _word(CONFIDENCE), "looked_up!": flag, "note!": text, "from_knowledge": may_be_text, "check": text,
}  # fmt: skip
_FILE = {"topic!": _word(TOPICS), "says!": text, "fields!": _anything, "rows!": [_ROW]}
_WORDS = {
    "day_kind": _word(("calendar", "business")), "act": _word(("answer", "settle", "acknowledge")), "days": number,
    "silence": _word(
        ("accepted", "may_terminate", "indication_against", "multiple_damages", "fine", "refusal_assumed", "none_stated")
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a rule and the row that says it. `level` is what a check may do with it: block, warn or note."""

    value: Any
    row: dict[str, Any]
    binds: bool

    @property
    def cite(self) -> str:
        return str(self.row["cite"])

    @property
    def level(self) -> str:
        confidence = self.row["confidence"]
        if not self.binds or confidence == "low":
            return "note"
        return "block" if confidence == "high" and self.row["looked_up"] and self.row["status"] != "none_found" else "warn"


@dataclass(slots=True)
class Adjacent:
    """What the rows say of one aspect of a topic in a market on a day, the market's own over its parents'."""

    topic: str
    aspect: str
    values: dict[str, Value] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def get(self, name: str) -> Any:
        found = self.values.get(name)
        return None if found is None else found.value

    @property
    def citations(self) -> list[str]:
        return list(dict.fromkeys(str(row["cite"]) for row in self.rows))

    def take(self, row: dict[str, Any], rule: dict[str, Any], *, binds: bool) -> None:
        """Lists replace, maps merge; what does not bind never takes the place of what does."""
        if row not in self.rows:
            self.rows.append(row)
        for name, value in rule.items():
            was = self.values.get(name)
            if was is not None and was.binds and not binds:
                continue
            both = {**was.value, **value} if was is not None and isinstance(was.value, dict) and isinstance(value, dict) else value
            self.values[name] = Value(both, row, binds)


@cache
def _rows(topic: str) -> tuple[dict[str, Any], ...]:
    path = ADJACENT / f"{topic}.yaml"
    found = read_file(path, _FILE)
    wrong = list(_wrong(found, topic))
    if wrong:
        raise LawFault(path.name, wrong)
    return tuple(found["rows"])


def _wrong(found: dict[str, Any], topic: str) -> Iterator[Fault]:
    if found["topic"] != topic:
        yield "topic", f"{found['topic']} is not the name of the file"
    held: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for at, row in enumerate(found["rows"]):
        where = f"rows[{at}] ({row['market']})"
        if row["market"].split("-")[0] not in codes():
            yield f"{where}.market", f"{row['market']} has no file"
        if not isinstance(row["rule"], dict):
            yield f"{where}.rule", "needs keys and values"
            continue
        for name, value in row["rule"].items():
            if name not in found["fields"]:
                yield f"{where}.rule.{name}", f"unknown key{nearest(name, found['fields'])}"
            elif name in _WORDS and (fault := _WORDS[name](value)):
                yield f"{where}.rule.{name}", fault
        key, since, until = (row["market"], row.get("aspect", "")), row["from"] or "", row.get("until", "9999-12-31")
        if any(since <= other_until and other_since <= until for other_since, other_until in held.get(key, [])):
            yield where, "an overlap: two rows of one aspect hold on the same day"
        held.setdefault(key, []).append((since, until))


def adjacent_faults() -> list[str]:
    """What is wrong with the topics' files; empty where they can be relied on."""
    found: list[str] = []
    for topic in TOPICS:
        try:
            _rows(topic)
        except LawFault as fault:
            found += fault.sentences
        except OSError as error:
            found.append(f"{topic}.yaml: {error.strerror}")
    return found


def _parents(code: str) -> list[str]:
    """The places whose rows hold for `code`, the widest first. Norway stands on the EU for returns, but takes its rows here only where it says so."""
    used = market_used(code)
    base = market(used).get("inherits")
    places = [base] if base is not None and used != "NO" else []
    return list(dict.fromkeys([*places, used.split("-")[0], used, code]))


def _rows_of(topic: str, place: str, on: date) -> list[dict[str, Any]]:
    """The rows of a place that have begun by `on`; a row of another place stands in where it says the same for this one."""
    day_asked = on.isoformat()
    held = [row for row in _rows(topic) if (row["from"] or "") <= day_asked <= row.get("until", "9999-12-31")]
    own = [row for row in held if row["market"] == place]
    aspects = {row.get("aspect", "") for row in own}
    return own + [row for row in held if place in row["rule"].get("same_for", []) and row.get("aspect", "") not in aspects]


def _binds(row: dict[str, Any]) -> bool:
    """`_rows_of` gives no row before its day, so what was still to come has begun."""
    return row["status"] not in ("due", "draft")


def adjacent(topic: str, code: str, on: date) -> dict[str, Adjacent]:
    """What the topic's rows say for the market on a day, by aspect ("" where the topic has none). Empty where they say nothing.

    Refuses `unknown_market`; raises LawFault for a file that can't be relied on.
    """
    borders = _borders(topic)
    at = bisect_right(borders, on)
    return _standing(topic, code, borders[at - 1] if at else date.min)


@cache
def _borders(topic: str) -> tuple[date, ...]:
    """The days on which a row of the topic begins, or has ended: between two of them every day has the same answer."""
    rows = _rows(topic)
    begin = {date.fromisoformat(row["from"]) for row in rows if row["from"]}
    return tuple(sorted(begin | {add_days(date.fromisoformat(row["until"]), 1) for row in rows if row.get("until")}))


@lru_cache(maxsize=4096)
def _standing(topic: str, code: str, on: date) -> dict[str, Adjacent]:
    """Shared by all who ask: read it, never change it."""
    found: dict[str, Adjacent] = {}
    for place in _parents(code):
        for row in _rows_of(topic, place, on):
            for aspect, rule in _said(topic, row, on):
                found.setdefault(aspect, Adjacent(topic, aspect)).take(row, rule, binds=_binds(row))
    return found


def _said(topic: str, row: dict[str, Any], on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """The row's rule by aspect; one that says it is the same as elsewhere brings that place's rows, by its own source and grade."""
    aspect, rule = row.get("aspect", ""), row["rule"]
    elsewhere = rule.get("same_as") or ("EU" if rule.get("gdpr") == "applies_via_eea" else None)
    if elsewhere:
        for other in _rows_of(topic, elsewhere, on):
            if "gdpr" in rule or other.get("aspect", "") == aspect:
                yield other.get("aspect", ""), other["rule"]
    yield aspect, {name: value for name, value in rule.items() if name not in ("same_for", "same_as")}
