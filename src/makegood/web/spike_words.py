"""Spikes and corrective actions in plain sentences."""

from math import floor, log10
from typing import Any

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from makegood.insight.effects import Effect
from makegood.insight.shares import Share
from makegood.kernel.chance import FURTHEST
from makegood.web.scorecard_words import share_words
from makegood.web.templatetags.money_tags import day, locale_here

SPLITS = {"supplier": later("Supplier"), "batch": later("Batch"), "text_version": later("Product text"), "campaign": later("Campaign")}
WHO = {"shop": later("We ourselves"), "supplier": later("The supplier"), "hub": later("The hub"), "carrier": later("The carrier")}
WHY_NOT = {
    "known": later("We know what it was, and it is over"),
    "chance": later("We looked, and think it is chance"),
    "wrong_data": later("What was recorded is wrong"),
}
STATES = {
    "open": later("to decide"), "acting": later("something is being done"), "ended": later("over: what was done worked"),
    "dismissed": later("nothing to do"),
}  # fmt: skip
RAREST = 1_000_000


def counted(number: int) -> str:
    return str(format_decimal(number, locale=locale_here()))


def name_of(spike: Any) -> str:
    return spike.title if spike.title == spike.key else f"{spike.title} ({spike.key})"


def headline(spike: Any) -> str:
    """What a person reads on Today."""
    return _("%(name)s: since %(day)s, %(after)s of %(after_total)s orders of it came back with a fault; before, %(before)s of %(before_total)s.") % {
        "name": name_of(spike), "day": day(spike.since_on), "after": counted(spike.after_of), "after_total": counted(spike.after_total),
        "before": counted(spike.before_of), "before_total": counted(spike.before_total),
    }  # fmt: skip


def rates(counts: tuple[int, int, int, int]) -> tuple[str, str]:
    before_of, before_total, after_of, after_total = counts
    return share_words(Share(before_of, before_total)), share_words(Share(after_of, after_total))


def how_sure(chance: float) -> str:
    """Rounded down to a power of ten, so that nobody reads more into it than there is."""
    times = RAREST if chance <= 1 / RAREST else 10 ** floor(-log10(chance))
    return _("Where nothing has changed, looking through the whole shop finds this less than once in %(n)s nights.") % {"n": counted(times)}


def split_words(split: dict[str, Any]) -> dict[str, Any]:
    """{"by", "said", "parts"} of a stored split."""
    said = {
        "explains": _("It lies in %(value)s: its pieces are worse than the others since then, by more than chance."),
        "goes_with": _("%(value)s came with that day, so the two can't be told apart."),
        "not_it": _("It is not this: it was there before, or several are as bad."),
        "not_known": _("Not known: too little was said, or sold, to tell."),
    }[split["verdict"]]
    parts = [(one["value"] or _("nobody said"), share_words(Share(one["of"], one["total"]))) for one in split["parts"]]
    return {"by": SPLITS[split["by"]], "said": said % {"value": split["value"]}, "parts": parts}


def explained(splits: list[dict[str, Any]]) -> str:
    """The sentence that stands before any of them."""
    found = [one for one in splits if one["verdict"] in ("explains", "goes_with")]
    if found:
        named = ", ".join(f"{SPLITS[one['by']]} {one['value']}" for one in found)
        return _("What goes with it: %(named)s.") % {"named": named}
    return _(
        "None of these explains it, so nobody is to blame yet. What else changed around that day: packaging, carrier, tools, a season?"
    )


def verdict_words(effect: Effect) -> str:
    if effect.verdict == "worked":
        return _("It worked: fewer come back with a fault than before, by more than chance.")
    if effect.verdict == "did_not":
        return _("It did not work: a fall to the old rate would show by now.")
    if effect.needed >= FURTHEST:
        return _("Too early to say, and the rates are so near each other that it may stay so.")
    return _("Too early to say: with %(needed)s orders that had three weeks to come back a fall to the old rate would show; there are %(have)s.") % {
        "needed": counted(effect.needed), "have": counted(effect.after.total),
    }  # fmt: skip


def ended_words(action: Any) -> str:
    """What was written down when it ended."""
    return {
        "worked": _("It worked: fewer come back with a fault than before, by more than chance."),
        "did_not": _("It did not work: a fall to the old rate would show by now."),
        "too_early": _("It was ended before anybody could tell."),
    }[action.verdict]
