"""The customer asked for a person after a rule had said no."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"answer_by": "day"}
MUST = ("answer_by",)
AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("A person looks at it: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    by = _("You asked for a person to look at %(item)s. They answer by %(day)s.")
    return letter(
        context, by % {**context, "day": day(context["answer_by"])}, _("You have nothing to do. What you write to us, they read.")
    )
