"""What a rule gives, slot by slot, in short main clauses."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.kernel.money import minor_from_text
from makegood.policy.prose.teller import Teller

Span = tuple[str, int] | None
ROLL = 5  # days by which weekends and holidays can move a last day


class Effects:
    def __init__(self, teller: Teller) -> None:
        self.teller = teller
        self.words: dict[str, Any] = teller.words["slots"]

    def texts(self, slots: Mapping[str, Any], span: Span) -> tuple[list[str], bool]:
        """(the clauses, whether the law's window took the place of the rule's or stands beside it)."""
        found, lifted = [], False
        for slot, value in slots.items():
            if slot == "window":
                texts, lifted = self._window(value, span)
                found += texts
            elif slot == "eligible" and value == "yes" and set(slots.get("remedies", ())) - {"none"}:
                continue  # what one gets says it already
            else:
                found.append(self._text(slot, value))
        return found, lifted

    def _text(self, slot: str, value: Any) -> str:
        maker = getattr(self, f"_{slot}", None)
        if maker is not None:
            return str(maker(value))
        words = self.words[slot]
        if isinstance(words, Mapping):
            return str(words["true" if value is True else "false" if value is False else value])
        return str(words).format(n=self.teller.count("percent", value))

    def _window(self, window: Mapping[str, Any], span: Span) -> tuple[list[str], bool]:
        """The later end of the rule's window and the law's, as `decide` takes it."""
        words, count = self.words["window"], self.teller.count
        days, until, start = window.get("days"), window.get("until"), window.get("from", "delivery")
        texts, lifted = [], False
        shortest, longest = _days(span)
        if days is not None and start == "delivery" and days <= shortest and span is not None:
            texts.append(words["law"].format(n=count(*span)))
            lifted = True
        elif days is not None:
            texts.append(words[start].format(n=count("days", days)))
        if until is not None:
            day = self.teller.day(date.fromisoformat(until))
            texts.append(words["also" if texts else "until"].format(day=day))
        beyond = days is not None and start == "delivery" and days > longest
        if span is not None and not lifted and not beyond:
            texts.append(words["law_least"].format(n=count(*span)))
            lifted = True
        return texts, lifted

    def remedy(self, word: str) -> str:
        return str(self.teller.words["remedies"][word])

    def remedies(self, words: list[str]) -> str:
        return self.teller.listed([self.remedy(word) for word in words])

    def _remedies(self, value: list[str]) -> str:
        offered = [word for word in value if word != "none"]
        if not offered:
            return str(self.words["remedies"]["none"])
        return str(self.words["remedies"]["one" if len(offered) == 1 else "many"]).format(v=self.remedies(offered))

    def _return_fee(self, value: str) -> str:
        minor = minor_from_text(value or "0", self.teller.currency)
        words = self.words["return_fee"]
        return str(words["some"].format(v=self.teller.money(minor)) if minor else words["zero"])

    def _restocking_fee(self, value: Any) -> str:
        words = self.words["restocking_fee"]
        if isinstance(value, Mapping):
            return str(words["part"].format(n=self.teller.count("percent", value["percent"])) if value["percent"] else words["zero"])
        minor = minor_from_text(value or "0", self.teller.currency)
        return str(words["some"].format(v=self.teller.money(minor)) if minor else words["zero"])

    def _evidence(self, value: list[Mapping[str, Any]]) -> str:
        words, forms = self.words["evidence"], self.teller.words["evidence"]
        texts = []
        for one in value:
            single, several = forms[one["kind"]]
            texts.append((single if one["count"] == 1 else several).format(n=self.teller.plain(one["count"])))
        return str(words["some"].format(v=self.teller.listed(texts, "and")) if texts else words["none"])

    def _claim_on(self, value: list[str]) -> str:
        words = self.words["claim_on"]
        payers = [self.teller.words["payers"][one] for one in value]
        return str(words["some"].format(v=self.teller.listed(payers, "and")) if payers else words["none"])

    def _answer_within_hours(self, value: int) -> str:
        return str(self.words["answer_within_hours"]).format(n=self.teller.count("hours", value))

    def _store_credit_bonus_days(self, value: int) -> str:
        return str(self.words["store_credit_bonus_days"]).format(n=self.teller.count("days", value))

    def _message(self, value: str) -> str:
        return str(self.words["message"]).format(v=self.teller.text(value))

    def _contingent(self, value: Mapping[str, Any]) -> str:
        words = {"a": self.remedy(value["offer"]), "b": self.remedy(value["then"])}
        return str(self.words["contingent"]).format(**words, n=self.teller.count("days", value["after_days"]))


def covered(window: Mapping[str, Any] | None, span: Span) -> bool:
    """Whether the law's window lasts as long as the promise's own, so that nothing of the promise is left after it."""
    if window is None or span is None or "until" in window:
        return span is None
    return window.get("from", "delivery") == "delivery" and window["days"] <= _days(span)[0]


def _days(span: Span) -> tuple[int, int]:
    """(at least, at most) so many days; (-1, -1) where there is no such window, so that nothing is shorter."""
    if span is None:
        return -1, -1
    unit, number = span
    if unit == "months":
        return number * 30, number * 31 + ROLL
    return (number, number * 2 + ROLL) if unit == "working_days" else (number, number + ROLL)
