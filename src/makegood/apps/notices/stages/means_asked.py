"""The customer is asked where their refund shall go."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import MEANS, amount, is_hidden, letter, made

HOLDS = {"rest": "amount", "means": "made"}
MUST = ("rest", "means")
MADE = {"means": MEANS}


def subject(context: dict[str, Any]) -> str:
    return _("Where shall we send your money? %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("What was paid for %(item)s could not be sent back yet.") % context, made(context, "means", MEANS))
    return letter(
        context,
        _("%(rest)s for %(item)s is still yours, and could not go back the way it came.")
        % {"rest": amount(context["rest"]), "item": context["item"]},
        made(context, "means", MEANS),
    )
