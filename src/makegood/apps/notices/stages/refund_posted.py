"""Money was sent."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, is_hidden, letter

HOLDS = {"amount": "amount", "credit_note": "text"}
MUST = ("amount", "credit_note")


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("%(item)s: the money went back") % context
    return _("%(amount)s was sent to you") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("What was paid for %(item)s went back to the one who bought it.") % context)
    return letter(
        context,
        _("We sent %(amount)s back for %(item)s. Your bank needs up to 5 days.")
        % {"amount": amount(context["amount"]), "item": context["item"]},
        _("The credit note %(credit_note)s is on your page.") % context if context.get("credit_note") else "",
    )
