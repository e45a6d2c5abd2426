"""The money went first, and the day to send it comes near."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import MONEY_FIRST, day, letter, made

HOLDS = {"until": "day", "follows": "made"}
MUST = ("item", "until")
MADE = {"follows": MONEY_FIRST}
BY = "until"


def subject(context: dict[str, Any]) -> str:
    return _("Please send it by %(day)s: %(item)s") % {"day": day(context["until"]), "item": context["item"]}


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("%(item)s should be on its way by %(day)s. Your label is on your page. If you have sent it, tell us there.")
        % {"item": context["item"], "day": day(context["until"])},
        made(context, "follows", MONEY_FIRST),
    )
