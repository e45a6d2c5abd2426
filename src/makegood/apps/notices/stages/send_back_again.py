"""The money went first and nothing came: the customer is asked once more."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"until": "day", "new_day": "day"}
MUST = ("item", "until", "new_day")


def subject(context: dict[str, Any]) -> str:
    return _("Did you send it? %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("The money for %(item)s went first, and nothing was on its way to us by %(day)s.")
        % {"item": context["item"], "day": day(context["until"])},
        _("Please send it by %(day)s; your label still works. If you have sent it, tell us on your page: a receipt of posting is enough.")
        % {"day": day(context["new_day"])},
        _("If something keeps you from it, write to us."),
    )
