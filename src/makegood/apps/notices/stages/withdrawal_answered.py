"""For some of what was declared the law gives no withdrawal, as we read it: which, why, and what other right there is."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter, made

HOLDS = {"noun": "text", "refused": "made"}
MUST = ("refused",)


def why(noun: str, reason: str, until: str | None) -> str:
    """Why nothing follows from a withdrawal of one item. `reason` is the law's word; `until` the last day that there was, ISO."""
    known = {
        "personalised": _("It was made with your own text, picture or measurements. We think the law gives no %(noun)s for it."),
        "sealed_hygiene": _("It is sealed for hygiene. We think the law gives no %(noun)s for it once it was opened."),
        "sealed_media": _("It is a sealed recording or program. We think the law gives no %(noun)s for it once it was opened."),
        "unsealed": _("Its seal was opened. We think the law gives no %(noun)s for it after that."),
        "perishable": _("It spoils quickly. We think the law gives no %(noun)s for it."),
    }
    if reason == "window_over" and until:
        return _("The last day for a %(noun)s of this item was %(day)s.") % {"noun": noun, "day": day(until)}
    return known.get(reason, _("We think the law gives no %(noun)s for it.")) % {"noun": noun}


def another_right() -> str:
    return _("If something is wrong with it, that is another right: tell us.")


def _refused(context: dict[str, Any]) -> str:
    return "\n\n".join(f"{one['title']}: {why(context['noun'], one['reason'], one['until'])}" for one in context["refused"])


MADE = {"refused": _refused}


def subject(context: dict[str, Any]) -> str:
    return _("Our answer to your %(noun)s, order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        made(context, "refused", _refused),
        another_right(),
        _("If you see it differently, ask for a person on your page, with one tap: they look at it and answer within a day."),
    )
