"""The parcel is there, and something in it was missing or another thing."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter, made

HOLDS = {"received_on": "day", "missing": "made"}
MUST = ("received_on", "missing")


def _missing(context: dict[str, Any]) -> str:
    words = {
        "missing": _("%(units)s × %(title)s was not in it."),
        "wrong_item": _("%(units)s × in place of %(title)s, something else was in it."),
    }
    return "\n".join(words[one["fate"]] % one for one in context["missing"])


MADE = {"missing": _missing}


def subject(context: dict[str, Any]) -> str:
    return _("Your parcel has arrived, not all as expected: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your parcel arrived on %(day)s.") % {"day": day(context["received_on"])},
        made(context, "missing", _missing),
        _(
            "A person looks at it and writes to you. If you know what happened, tell us on your page; a photo or the receipt of posting helps."
        ),
    )
