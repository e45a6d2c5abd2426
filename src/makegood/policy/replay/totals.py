"""What a replay found, added up: by slot, remedy, market and cause, in lines and in money."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from makegood.kernel.money import text_from_minor
from makegood.policy.replay.payout import Terms, terms_of
from makegood.policy.rules import Policy

BY_LAW, TO_A_PERSON = "law", "review"


@dataclass(frozen=True, slots=True)
class Side:
    """One policy's answer to a line: its slots, and which rule (or the law) filled each. `terms` is what it pays."""

    slots: Mapping[str, Any]
    rules: Mapping[str, str]
    terms: Terms

    @property
    def remedy(self) -> str:
        """The first one; what the law gives where no rule says; none where it is refused."""
        if self.slots.get("eligible") == "no":
            return "none"
        return str(next(iter(self.slots.get("remedies") or []), BY_LAW))

    @property
    def approval(self) -> str:
        return str(self.slots.get("approval", "auto"))


@dataclass(frozen=True, slots=True)
class Change:
    """A slot that is filled otherwise, and by which rule each time."""

    slot: str
    rule_then: str
    rule_now: str
    value_then: Any
    value_now: Any


def side_of(policy: Policy, filled: Mapping[str, int], *, doubtful: bool) -> Side:
    """The promise alone, before the law: what the rules say. A line with an unknown rule before a slot's own goes to a person."""
    slots = {slot: policy.rules[index].sets[slot] for slot, index in filled.items()}
    rules = {slot: policy.rules[index].id for slot, index in filled.items()}
    if doubtful and slots.get("approval") != TO_A_PERSON:
        slots["approval"], rules["approval"] = TO_A_PERSON, "a fact is missing"
    return Side(slots, rules, terms_of(slots, policy.currency))


def changes_of(then: Side, now: Side) -> tuple[Change, ...]:
    found = []
    for slot in sorted({*then.slots, *now.slots}):
        old, new = then.slots.get(slot), now.slots.get(slot)
        if _meant(slot, old) != _meant(slot, new):
            found.append(Change(slot, then.rules.get(slot, BY_LAW), now.rules.get(slot, BY_LAW), old, new))
    return tuple(found)


_UNSAID = {
    "approval": "auto", "restocking_fee": "0", "return_fee": "0", "refund_outbound_shipping": False, "claim_on": [], "evidence": [],
    "customer_share_percent": 0, "partial_percent": 0, "store_credit_bonus_percent": 0, "reorder_discount_percent": 0,
}  # fmt: skip


def _meant(slot: str, value: Any) -> Any:
    """No fee is a fee of 0: what an empty slot means where neither the law nor anything else fills it."""
    return None if value is None or value == _UNSAID.get(slot) or value == {"percent": 0} else value


@dataclass(slots=True)
class _Sum:
    lines: int = 0
    changed: int = 0
    then: int = 0
    now: int = 0

    def add(self, lines: int, changed: bool, then: int, now: int) -> None:
        self.lines += lines
        if changed:
            self.changed, self.then, self.now = self.changed + lines, self.then + then, self.now + now

    def as_json(self, currency: str) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "changed": self.changed,
            "then": text_from_minor(self.then, currency),
            "now": text_from_minor(self.now, currency),
            "difference": text_from_minor(self.now - self.then, currency),
        }


@dataclass(slots=True)
class Totals:
    """Money is that of the changed lines: what the others pay is the same in both."""

    currency: str
    all: _Sum = field(default_factory=_Sum)
    markets: dict[str, _Sum] = field(default_factory=dict)
    kinds: dict[str, _Sum] = field(default_factory=dict)
    remedies: dict[tuple[str, str], _Sum] = field(default_factory=dict)
    slots: Counter[str] = field(default_factory=Counter)
    causes: dict[Change, _Sum] = field(default_factory=dict)
    unpriced: int = 0
    people: Counter[str] = field(default_factory=Counter)

    def add(
        self, market: str | None, kind: str | None, then: Side, now: Side, changes: tuple[Change, ...], *,
        lines: int = 1, cost_then: int = 0, cost_now: int = 0, unpriced: int = 0,
    ) -> None:  # fmt: skip
        """`lines` alike lines, what they cost together, and of how many that is not known."""
        changed = bool(changes)
        for total in (
            self.markets.setdefault(market or "unknown", _Sum()),
            self.kinds.setdefault(kind or "unknown", _Sum()),
            self.remedies.setdefault((then.remedy, now.remedy), _Sum()),
        ):
            total.add(lines, changed, cost_then, cost_now)
        self.all.add(lines, changed, cost_then, cost_now)
        self.unpriced += unpriced if changed else 0
        for side, name in ((then, "then"), (now, "now")):
            self.people[name] += lines if side.approval == TO_A_PERSON else 0
        for one in changes:
            self.slots[one.slot] += lines
            cause = Change(one.slot, one.rule_then, one.rule_now, _frozen(one.value_then), _frozen(one.value_now))
            self.causes.setdefault(cause, _Sum()).add(lines, True, cost_then, cost_now)

    def as_json(self) -> dict[str, Any]:
        """Counts, and decimal strings of the policy's currency."""

        def listed(of: Mapping[str, _Sum], name: str) -> list[dict[str, Any]]:
            return [{name: key} | of[key].as_json(self.currency) for key in sorted(of, key=lambda key: (-of[key].changed, key))]

        return {
            "currency": self.currency,
            "lines": self.all.lines,
            "changed": self.all.changed,
            "cost": {key: value for key, value in self.all.as_json(self.currency).items() if key in ("then", "now", "difference")},
            "unpriced": self.unpriced,
            "to_a_person": {"then": self.people["then"], "now": self.people["now"]},
            "by_slot": [{"slot": slot, "changed": count} for slot, count in self.slots.most_common()],
            "by_remedy": [
                {"remedy_then": then, "remedy_now": now} | total.as_json(self.currency)
                for (then, now), total in sorted(self.remedies.items(), key=lambda one: (-one[1].changed, one[0]))
            ],
            "by_market": listed(self.markets, "market"),
            "by_cause": listed(self.kinds, "kind"),
            "rules": [
                {"slot": one.slot, "rule_then": one.rule_then, "rule_now": one.rule_now, "then": one.value_then, "now": one.value_now,
                 "lines": total.changed, "difference": total.as_json(self.currency)["difference"]}
                for one, total in sorted(self.causes.items(), key=lambda found: (-found[1].changed, str(found[0])))
            ],
        }  # fmt: skip


def _frozen(value: Any) -> Any:
    """A slot's value as one word or text."""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(_frozen(one)) for one in value) or "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_frozen(one)}" for key, one in value.items())
    return value
