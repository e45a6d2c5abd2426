"""To the buyer of a present: money goes back to their payment. No complaint, no name."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, letter

HOLDS = {"amount": "amount"}
MUST = ("amount",)


def subject(context: dict[str, Any]) -> str:
    return _("%(amount)s back for order %(order)s") % {"amount": amount(context["amount"]), "order": context["order"]}


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("We sent %(amount)s back to your payment for order %(order)s. Your bank needs up to 5 days.")
        % {"amount": amount(context["amount"]), "order": context["order"]},
        _("It is for %(item)s, which we put right. You have nothing to do; write to us if you have a question.") % context,
    )
