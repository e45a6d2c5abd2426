"""The new one is on its way."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"tracking": "text"}
MUST = ("tracking",)


def subject(context: dict[str, Any]) -> str:
    return _("On its way to you: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your new %(item)s was posted.") % context,
        _("Tracking number: %(tracking)s") % context if context.get("tracking") else "",
    )
