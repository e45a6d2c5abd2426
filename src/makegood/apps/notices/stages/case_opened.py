"""The customer told us what is wrong; they get their page."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"answer_by": "day", "sentence": "text"}
MUST = ("item", "answer_by")
AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("We have it: %(item)s, order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Thank you for telling us about %(item)s from order %(order)s.") % context,
        context.get("sentence", ""),
        _("You will hear from us by %(day)s.") % {"day": day(context["answer_by"])} if context.get("answer_by") else "",
    )
