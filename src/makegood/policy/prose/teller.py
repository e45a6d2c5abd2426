"""Values as a market's customers write them: amounts, days, counts, percentages. Each one that is told is kept, so that it can be held
against the rule."""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from makegood.kernel.money import text_from_minor
from makegood.law.load import market as law_of
from makegood.policy.prose.sentence import Sentence, Value
from makegood.policy.prose.words import words_of


class Teller:
    """Words of one language, forms of one market, amounts of one currency. `told` are the values since the last `sentence`."""

    def __init__(self, language: str, market: str, currency: str) -> None:
        from babel import Locale, UnknownLocaleError

        self.words = words_of(language)
        self.language = self.words["language"]
        self.currency = currency
        try:
            self.locale = Locale.parse(f"{self.language}_{market[:2]}")
        except UnknownLocaleError:  # nobody writes this language there in any way of their own
            self.locale = Locale.parse(self.language)
        self.market = self.place(market)
        self.told: list[Value] = []

    def place(self, code: str) -> str:
        """A market's name; that of a part of a country as the law's file has it."""
        if "-" in code:
            return str(law_of(code)["name"])
        return str(self.locale.territories.get(code, code))

    def _keep(self, kind: str, raw: Any, text: str) -> str:
        self.told.append(Value(kind, raw, text))
        return text

    def plain(self, raw: Any, kind: str = "number") -> str:
        from babel.numbers import format_decimal

        return self._keep(kind, raw, str(format_decimal(_exact(raw), locale=self.locale, decimal_quantization=False)))

    def count(self, unit: str, number: int | Fraction, dative: bool = False) -> str:
        """30 days; a percentage or a share as one. A language may have a third form for what stands after a preposition."""
        from babel.numbers import format_percent

        if unit in ("percent", "share"):
            part = Fraction(number) / (100 if unit == "percent" else 1)
            return self._keep(unit, number, str(format_percent(_exact(part), locale=self.locale, decimal_quantization=False)))
        one, *many = self.words["names"][unit]
        return str((one if number == 1 else many[-1] if dative else many[0]).format(n=self.plain(number, unit)))

    def money(self, minor: int) -> str:
        from babel.numbers import format_currency

        amount = Decimal(text_from_minor(minor, self.currency))
        return self._keep("money", minor, str(format_currency(amount, self.currency, locale=self.locale)))

    def day(self, value: date) -> str:
        from babel.dates import format_date

        return self._keep("day", value, str(format_date(value, self.words["dates"]["long"], locale=self.locale)))

    def text(self, value: str) -> str:
        """The shop's own word, in quotation marks; its figures are the rule's."""
        return str(self.words["quoted"]).format(v=self._keep("text", value, " ".join(value.split())))

    def listed(self, parts: list[str], last: str = "or") -> str:
        joining = self.words["joining"]
        if len(parts) < 2:
            return "".join(parts)
        return str(joining["comma"].join(parts[:-1]) + joining[last] + parts[-1])

    def sentence(self, text: str, **more: Any) -> Sentence:
        """The text as a sentence with the values that were told on the way to it."""
        values, self.told = tuple(self.told), []
        return Sentence(text, values=values, **more)


def _exact(raw: Any) -> Decimal:
    if isinstance(raw, Fraction):
        with localcontext(prec=4_000):
            return Decimal(raw.numerator) / Decimal(raw.denominator)
    return Decimal(raw)
