"""We wait for the customer's choice, and nothing came."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"until": "day"}
MUST = ("item", "until")


def subject(context: dict[str, Any]) -> str:
    return _("Your choice is still open: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("We made you an offer for %(item)s and have not heard from you. It stands on your page; one tap is enough.")
        % {"item": context["item"]},
        _("Please choose by %(day)s. If none of it suits you, tell us there what would.") % {"day": day(context["until"])},
        _("What the law gives you does not end with this day."),
    )
