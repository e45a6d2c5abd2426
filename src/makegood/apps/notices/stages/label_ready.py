"""The label for the way back."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import MONEY_FIRST, day, letter, made

HOLDS = {"send_by": "day", "address": "made", "follows": "made"}
MUST = ("send_by", "address")
MADE = {"address": lambda context: _("It goes to: %(address)s") % context if context.get("address") else "", "follows": MONEY_FIRST}


def subject(context: dict[str, Any]) -> str:
    return _("Your label for %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Please send %(item)s by %(day)s. The label is on your page; print it, or show its code at the counter.")
        % {"item": context["item"], "day": day(context["send_by"])}
        if context.get("send_by")
        else _("The label for %(item)s is on your page; print it, or show its code at the counter.") % context,
        made(context, "address", MADE["address"]),
        made(context, "follows", MONEY_FIRST),
    )
