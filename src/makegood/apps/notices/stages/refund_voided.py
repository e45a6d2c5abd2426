"""A refund was taken back before or after it left."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, is_hidden, letter

HOLDS = {"amount": "amount"}
MUST = ("amount",)


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("A correction: %(item)s") % context
    return _("A correction to your refund: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(
            context,
            _("What was to go back for %(item)s was stopped, because it was not right. We will put it right and write to you.") % context,
        )
    return letter(
        context,
        _("The refund of %(amount)s for %(item)s was stopped, because it was not right. We will put it right and write to you.")
        % {"amount": amount(context["amount"]), "item": context["item"]},
    )
