"""How long what is known of a customer is kept: the floors of bookkeeping law and the ceiling of what defends against a claim."""

from dataclasses import dataclass
from datetime import date

from makegood.law.adjacent import adjacent

FLOORS = ("invoices_years", "letters_years")


@dataclass(frozen=True, slots=True)
class Keeping:
    """`pictures` and `all`: years after which what was shown, and everything personal of an order, has no reason left to be kept.

    `year_end`: they are counted from the end of the calendar year. `sure`: every figure was looked up and is graded high.
    """

    pictures: int
    all: int
    year_end: bool
    citations: tuple[str, ...]
    sure: bool

    def last_day(self, years: int, today: date) -> date:
        """What had ended on this day or before is past its years today."""
        if self.year_end:
            return date(today.year - years - 1, 12, 31)
        return date(today.year - years, today.month, 28 if (today.month, today.day) == (2, 29) else today.day)


def keeping(code: str, on: date) -> Keeping | None:
    """None where the law's data name no years: nothing is guessed. Source: the rows `retention` of law/adjacent/privacy.yaml, each with its article.

    A picture is kept for defence only: as long as a claim can be made (`claim_limitation_years`). Name, address and letters belong to invoices
    and business letters: as long as the longest of these must be kept, or a claim can be made.
    """
    found = adjacent("privacy", code, on).get("retention")
    claims = None if found is None else found.get("claim_limitation_years")
    if found is None or not isinstance(claims, int):
        return None
    floors = [found.get(name) for name in FLOORS]
    named = ["claim_limitation_years", *(name for name, years in zip(FLOORS, floors, strict=True) if isinstance(years, int))]
    return Keeping(
        pictures=claims,
        all=max([claims, *(years for years in floors if isinstance(years, int))]),
        year_end=found.get("counted_from") == "calendar_year_end",
        citations=tuple(dict.fromkeys(found.values[name].cite for name in named)),
        sure=all(found.values[name].level == "block" for name in named),
    )
