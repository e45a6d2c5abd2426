"""What was paid for dearer goods was sent back."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, is_hidden, letter

HOLDS = {"amount": "amount"}
MUST = ("amount",)


def subject(context: dict[str, Any]) -> str:
    return _("What you paid for the exchange was sent back: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("What was paid on top for the exchange of %(item)s went back.") % context)
    return letter(
        context,
        _("We sent you back the %(amount)s that you had paid on top for the exchange. Your bank needs up to 5 days.")
        % {"amount": amount(context["amount"])},
    )
