"""The difference for an exchange is still open, and its day has passed."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"until": "day"}
MUST = ("item", "until")


def subject(context: dict[str, Any]) -> str:
    return _("Your exchange still waits: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("The new goods for %(item)s wait for the rest of their price. What it is and where to pay it stands on your page.") % context,
        _("Please pay by %(day)s, or tell us there that you would rather have something else.") % {"day": day(context["until"])},
        _("What the law gives you does not end with this day."),
    )
