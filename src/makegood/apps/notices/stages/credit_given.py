"""Credit or a discount code."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, is_hidden, letter

HOLDS = {"amount": "amount", "code": "text"}
MUST = ("amount", "code")


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("A credit for your next order")
    return _("%(amount)s for your next order") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("Your code is %(code)s, worth what was paid for %(item)s. It has no end date.") % context)
    return letter(
        context,
        _("Your code is %(code)s, worth %(amount)s. It has no end date.") % {"code": context["code"], "amount": amount(context["amount"])},
    )
