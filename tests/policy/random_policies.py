"""Random policies and facts: every operator, chained comparisons, known(), lists, day arithmetic, unknown facts, and days at the edge of time."""

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from makegood.policy.facts import FACTS
from makegood.policy.rules import Policy, PolicyInvalid, load_policy

NAMES = (
    "case.kind", "case.kinds", "case.photos", "case.quantity", "case.major", "case.value", "item.cost", "item.price", "order.placed_on",
    "order.delivered_on", "case.needed_by", "order.market", "order.tags", "order.discount_percent", "supplier.expected_recovery",
    "item.customer_input", "item.personalised", "days_since_delivery", "fault", "order.disclosures", "item.used", "order.gift", "item.sku",
)  # fmt: skip
TEXTS = ("DE", "DE-BY", "D", "", "é", "US-CA", "de")
DAYS = tuple(date(2026, 3, 1) + timedelta(days=n) for n in range(-2, 3)) + (date(2024, 2, 29), date.min, date.max)
SETS = (
    "approval: auto", "approval: review", "eligible: review", "ship_back: hub", "ship_back: none", "remedies: [refund]",
    "remedies: [remake, refund]", "return_paid_by: shop", "partial_percent: 20", "restocking_fee: {percent: 10}", "keep_item: keep",
)  # fmt: skip
COMPARE = ("<", "<=", ">", ">=", "==", "!=")


def of_type(*types: str) -> tuple[str, ...]:
    return tuple(name for name in NAMES if FACTS[name].type in types)


class Maker:
    """One random source of conditions and facts. `plain`: every fact is known, and numbers are such that other engines reckon them exactly."""

    def __init__(self, seed: int, *, plain: bool = False) -> None:
        self.random, self.plain = Random(seed), plain
        self.numbers = of_type("int") if plain else of_type("int", "number")

    def pick(self, options: Any) -> Any:
        return self.random.choice(list(options))

    def condition(self, depth: int = 2) -> str:
        if depth and self.random.random() < 0.6:
            kind = self.pick(("and", "or", "not", "and", "or"))
            if kind == "not":
                return f"not ({self.condition(depth - 1)})"
            return f" {kind} ".join(f"({self.condition(depth - 1)})" for _ in range(self.random.randint(2, 4)))
        leaves: list[Callable[[], str]] = [
            self._yes, self._numbers, self._amounts, self._days, self._word, self._text, self._listed, self._between, self._days,
        ]  # fmt: skip
        return self.pick(leaves)() if self.random.random() > 0.1 else f"known({self.pick(NAMES)})"

    def _yes(self) -> str:
        fact = self.pick(of_type("bool"))
        return self.pick((fact, f"{fact} == true", f"{fact} != {self.pick(of_type('bool'))}", f"(not {fact}) == {self.pick(of_type('bool'))}",
                          f"{fact} in (false,)"))  # fmt: skip

    def _number(self, depth: int = 1) -> str:
        if depth and self.random.random() < 0.3:
            return f"({self._number(0)} {self.pick('+-*')} {self._number(0)})"
        day = f"({self._day(0)} - {self._day(0)})"
        return self.pick(
            (*self.numbers, *self.numbers, self.pick(("0", "1", "2", "-1", "0.5", "1.25", "1" if self.plain else "2.000001")), day)
        )

    def _numbers(self) -> str:
        found = self._number()
        if self.random.random() < 0.15:
            return f"{found} {self.pick(('in', 'not in'))} ({self.pick(('1, 2', '0', '0.5, 1', '-1, 0.25', ''))})"
        for _ in range(self.random.choice((1, 1, 1, 2))):
            found += f" {self.pick(COMPARE)} {self._number()}"
        return found

    def _amount(self) -> str:
        fact = self.pick(of_type("money"))
        return self.pick((fact, fact, f"{fact} * {self.pick(('2', '0.5', '0.25' if self.plain else '1.1', *self.numbers))}", f"{fact} - {self.pick(of_type('money'))}",
                          self.pick(("0", "0.01", "1", "1.99", "20"))))  # fmt: skip

    def _amounts(self) -> str:
        return f"{self._amount()} {self.pick(COMPARE)} {self._amount()}" + (
            f" {self.pick(COMPARE)} 2" if self.random.random() < 0.2 else ""
        )

    def _day(self, depth: int = 1) -> str:
        if depth and self.random.random() < 0.4:
            moved = self.pick(("1", "2", "30", "4000000", "case.photos", "days_since_delivery", "case.quantity * 2"))
            return f"{self._day(0)} {self.pick('+-')} {moved}"
        return self.pick((*of_type("date"), f'date("{self.pick(DAYS).isoformat()}")'))

    def _days(self) -> str:
        return f"{self._day()} {self.pick(COMPARE)} {self._day()}"

    def _word(self) -> str:
        fact = self.pick(of_type("word"))
        words = self.random.sample(sorted(FACTS[fact].words), 3)
        return self.pick((f"{fact} == {words[0]}", f"{fact} != {words[0]}", f"{fact} in ({', '.join(words)})", f"{fact} not in ({words[0]}, {words[1]})",
                          f"{fact} in {words[0]}"))  # fmt: skip

    def _text(self) -> str:
        fact, text = self.pick(of_type("text")), self.pick(TEXTS)
        return self.pick((f'{fact} == "{text}"', f'{fact} in ("{text}", "US-CA")', f'starts_with({fact}, "{text}")', f'contains({fact}, "{text}")',
                          f"{fact} != {self.pick(of_type('text'))}", f"starts_with({fact}, {self.pick(of_type('text'))})"))  # fmt: skip

    def _listed(self) -> str:
        fact = self.pick(of_type("words", "texts"))
        word = self.pick(sorted(FACTS[fact].words)[:4]) if FACTS[fact].words else f'"{self.pick(TEXTS)}"'
        return self.pick(
            (f"contains({fact}, {word})", f"contains({fact}, {word})", "contains(order.tags, item.sku)", "contains(case.kinds, case.kind)")
        )

    def _between(self) -> str:
        return self.pick((f"between({self.pick(of_type('int'))}, 0, {self.pick((1, 2))})", f"between({self.pick(of_type('money'))}, 0.01, item.price)",
                          f"between({self.pick(of_type('date'))}, {self._day(0)}, {self._day(0)})"))  # fmt: skip

    def policy(self, rules: int = 6) -> Policy:
        """Conditions that don't type-check (a constant against a constant, bounds upside down) are drawn again."""
        made: list[str] = []
        while len(made) < rules:
            text = "" if self.random.random() < 0.05 else f"    when: {self.condition()!r}\n"
            slots = dict(one.split(": ", 1) for one in self.random.sample(SETS, self.random.randint(1, 4)))
            rule = f"  - id: r{len(made)}\n{text}    set: {{{', '.join(f'{slot}: {value}' for slot, value in slots.items())}}}\n"
            try:
                load_policy.__wrapped__("policy: p\ncurrency: EUR\nrules:\n" + rule)
            except PolicyInvalid:
                continue
            made.append(rule)
        return load_policy.__wrapped__("policy: p\ncurrency: EUR\nrules:\n" + "".join(made))

    def facts(self) -> dict[str, Any]:
        missing = 0 if self.plain else self.pick((0, 0.1, 0.5, 0.9))
        return {name: self.value(name) for name in NAMES if self.random.random() >= missing}

    def value(self, name: str) -> Any:
        fact = FACTS[name]
        if fact.words:
            some = sorted(fact.words)[:4]
            return tuple(self.random.sample(some, self.random.randint(0, 3))) if fact.type == "words" else self.pick(some)
        return {
            "bool": lambda: self.random.random() < 0.5,
            "int": lambda: self.pick((0, 1, 2, 3, -1, 4 if self.plain else 10**11)),
            "money": lambda: self.pick((0, 1, 50, 100, 199, 200, 1999, 2000, 10**6 if self.plain else 10**14)),
            "number": lambda: self.pick((0, 1, Fraction(1, 2), Fraction(1, 4), Fraction(9, 10), Fraction(2000001, 10**6), 40)),
            "date": lambda: self.pick(DAYS),
            "text": lambda: self.pick(TEXTS),
            "texts": lambda: tuple(self.random.sample(TEXTS, self.random.randint(0, 3))),
        }[fact.type]()
