"""Credit or a discount code."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "code": "text", "until": "day", "bonus": "amount", "bonus_until": "day"}
MUST = ("amount", "code")


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("A credit for your next order")
    return _("%(amount)s for your next order") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    ends = _ends(context)
    if is_hidden(context):
        return letter(context, _("Your code is %(code)s, worth what was paid for %(item)s. %(ends)s") % {**context, "ends": ends})
    return letter(
        context,
        _("Your code is %(code)s, worth %(amount)s. %(ends)s")
        % {"code": context["code"], "amount": amount(context["amount"]), "ends": ends},
    )


def _ends(context: dict[str, Any]) -> str:
    if context.get("until"):
        return _("It can be spent until %(day)s.") % {"day": day(context["until"])}
    if is_hidden(context):
        if context.get("bonus_until"):
            words = {"day": day(context["bonus_until"])}
            return _("What came on top can be spent until %(day)s, and is spent first; the rest has no end date.") % words
        return _("It has no end date.")
    if context.get("bonus_until") and context.get("bonus"):
        words = {"bonus": amount(context["bonus"]), "day": day(context["bonus_until"])}
        return _("%(bonus)s of it came on top and can be spent until %(day)s, and is spent first; the rest has no end date.") % words
    return _("It has no end date.")
