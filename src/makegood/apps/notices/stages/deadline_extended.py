"""A later day."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"until": "day"}
MUST = ("until",)


def subject(context: dict[str, Any]) -> str:
    return _("A later day: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, _("You now have until %(day)s.") % {"day": day(context["until"])})
