"""The new one is being made."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"by": "day", "was": "day"}
MUST = ("by",)


def subject(context: dict[str, Any]) -> str:
    return _("Your new one is being made: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your new %(item)s is being made. It should be with you by %(day)s.") % {"item": context["item"], "day": day(context["by"])}
        if context.get("by")
        else _("Your new %(item)s is being made.") % context,
        _("That is later than the %(day)s that we had said, and we are sorry. If it is too late for you, tell us on your page.")
        % {"day": day(context["was"])}
        if context.get("was")
        else "",
    )
