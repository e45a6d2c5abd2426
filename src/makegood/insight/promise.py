"""The shop's promise as its owner reads it: rule by rule, in sentences; and what a draft of it would do."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.insight.replay_policy import what_would_change
from makegood.kernel.refusal import Refusal
from makegood.law.load import codes
from makegood.policy.check import check_policy
from makegood.policy.draft import Draft, DraftRule, faults, read_draft
from makegood.policy.prose import prose_of
from makegood.policy.prose.sentence import Sentence
from makegood.policy.rules import Policy, load_policy

YEAR = timedelta(days=365)
MOST_DECISIONS = 1_000
MOST_MARKETS = 12
MOST_CHECKED = 300  # rules that the law's check takes in three seconds (600 take eleven); no page waits longer


@dataclass(frozen=True, slots=True)
class Card:
    """One rule: its sentences for the main market, and what is wrong with it. `place` counts from 1."""

    place: int
    rule: DraftRule
    says: tuple[str, ...]
    faults: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Effects:
    """`report`: of `check_policy`, None where the text has faults or more rules than a page can check. `replay`: of `what_would_change`, None
    where it has faults; `line`: ("same", "new" or "gone", text)."""

    faults: tuple[dict[str, Any], ...]
    report: dict[str, Any] | None = None
    replay: dict[str, Any] | None = None
    lines: tuple[tuple[str, str], ...] = ()
    markets: tuple[str, ...] = ()

    @property
    def blocked(self) -> bool:
        return self.report is None or not self.report["ok"]

    @property
    def changed_lines(self) -> list[tuple[str, str]]:
        return [one for one in self.lines if one[0] in ("new", "gone")]

    @property
    def reordered(self) -> bool:
        return any(kind == "moved" for kind, _text in self.lines)


@dataclass(frozen=True, slots=True)
class Said:
    """What a text says to the customers of one market, sentence by sentence; `parts`: the same under the headings of the page."""

    by_rule: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()


def markets_of(merchant: Merchant, now: datetime) -> tuple[str, ...]:
    """Where the last year's orders went, the most first; the shop's own country where there are none."""
    sold = sorted(orders.sold_between(now - YEAR, now), key=lambda one: -one.units)
    found = dict.fromkeys(one.market for one in sold if one.market in codes())
    return tuple(found)[:MOST_MARKETS] or (merchant.country,)


def cards_of(text: str, *, market: str, language: str, on: date) -> list[Card]:
    """The rules in order. What is wrong stands with its rule; the sentences of the others are made without it. More rules than a page can
    check have no sentences either."""
    draft = read_draft(text)
    wrong = faults(draft)
    named = {one["rule"] for one in wrong}
    few = len(draft.rules) <= MOST_CHECKED
    said = said_by(_readable(draft, named), market=market, language=language, on=on) if few else Said()
    return [
        Card(place, rule, said.by_rule.get(rule.id, ()), tuple(one for one in wrong if one["rule"] == rule.id))
        for place, rule in enumerate(draft.rules, 1)
    ]


def _readable(draft: Draft, named: set[Any]) -> str:
    return replace(draft, rules=tuple(rule for rule in draft.rules if rule.id not in named)).text


@lru_cache(maxsize=64)
def said_by(text: str, *, market: str, language: str, on: date) -> Said:
    """Nothing where the text is none, or where the language is not complete (the desk then shows the rules as they are written)."""
    try:
        prose = prose_of(load_policy(text), market=market, language=language, on=on)
    except Refusal:
        return Said()
    by_rule: dict[str, list[str]] = {}
    for one in prose.sentences():
        if one.rule is not None and one.text not in by_rule.setdefault(one.rule, []):
            by_rule[one.rule].append(one.text)
    parts = tuple((one.title, _unique(one.sentences)) for one in prose.page if one.sentences)
    return Said({rule: tuple(found) for rule, found in by_rule.items()}, _unique(prose.sentences()), parts)


def _unique(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in sentences))


@lru_cache(maxsize=64)
def _checked(text: str, markets: tuple[str, ...], on: date) -> dict[str, Any]:
    return check_policy(text, sketch=None, markets=markets, on=on)


def checked(text: str, *, markets: tuple[str, ...], on: date) -> dict[str, Any]:
    """The law's check of a text in the shop's markets, done once a day and text. Refuses `too_many_to_check`."""
    if not checkable(text):
        message = f"More than {MOST_CHECKED} rules can't be checked against the law while a page waits."
        raise Refusal("too_many_to_check", message, "Put rules together, or check and publish the file from the console.")
    return _checked(text, markets, on)


def checkable(text: str) -> bool:
    return len(read_draft(text).rules) <= MOST_CHECKED


def effects_of(text: str, *, against: Policy, merchant: Merchant, language: str, now: datetime) -> Effects:
    """What a draft would do: below the law or not, last year's decisions made again, and what customers would read otherwise."""
    wrong = tuple(faults(read_draft(text)))
    markets = markets_of(merchant, now)
    if wrong or not checkable(text):
        return Effects(wrong, markets=markets)
    today = now.date()
    replay = what_would_change(text, now=now, since=now - YEAR, limit=MOST_DECISIONS)
    cases = returns.cases_of_decisions([row["line"] for row in replay["changed"]])
    replay["changed"] = [row | dict(zip(("case", "number"), cases.get(row["line"], ("", "")), strict=True)) for row in replay["changed"]]
    then = said_by(against.text, market=markets[0], language=language, on=today).lines
    new = said_by(text, market=markets[0], language=language, on=today).lines
    return Effects((), checked(text, markets=markets, on=today), replay, tuple(differing(then, new)), markets)


def differing(then: Sequence[str], now: Sequence[str]) -> list[tuple[str, str]]:
    """("same", "gone", "new" or "moved", sentence), in reading order; what only stands elsewhere has moved."""
    found: list[tuple[str, str]] = []
    both = set(then) & set(now)
    for verb, one, two, three, four in difflib.SequenceMatcher(a=then, b=now, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [("same", text) for text in then[one:two]]
        else:
            found += [("gone", text) for text in then[one:two] if text not in both]
            found += [("moved" if text in both else "new", text) for text in now[three:four]]
    return found
