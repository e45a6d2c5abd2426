"""Nothing was on its way by the last day to send it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"until": "day"}
MUST = ("item", "until")


def subject(context: dict[str, Any]) -> str:
    return _("The day to send it has passed: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("The label for %(item)s could be used until %(day)s, and nothing has reached us by then.")
        % {"item": context["item"], "day": day(context["until"])},
        _(
            "If you have sent it, tell us on your page: a receipt of posting is enough. If you still want to send it, write to us, and we look at it."
        ),
        _("If something is wrong with it, what the law gives you for that does not end with this day."),
    )
