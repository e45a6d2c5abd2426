"""Credit or a discount code."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, letter


def subject(context: dict[str, Any]) -> str:
    return _("%(amount)s for your next order") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your code is %(code)s, worth %(amount)s. It has no end date.") % {"code": context["code"], "amount": amount(context["amount"])},
    )
