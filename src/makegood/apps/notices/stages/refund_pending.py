"""Money is on its way out."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "due_on": "day"}
MUST = ("amount", "due_on")
BY = "due_on"


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("%(item)s: the money goes back") % context
    return _("%(amount)s goes back to you") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("What was paid for %(item)s goes back to the one who bought it.") % context)
    return letter(
        context,
        _("We are sending %(amount)s back for %(item)s, by %(day)s at the latest.")
        % {"amount": amount(context["amount"]), "item": context["item"], "day": day(context["due_on"])}
        if context.get("due_on")
        else _("We are sending %(amount)s back for %(item)s.") % {"amount": amount(context["amount"]), "item": context["item"]},
    )
