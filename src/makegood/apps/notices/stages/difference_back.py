"""What was paid for dearer goods goes back, because they will not come."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "until": "day"}
MUST = ("amount", "until")


def subject(context: dict[str, Any]) -> str:
    return _("You get back what you paid for the exchange: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("The exchange of %(item)s does not go on. What else was agreed on stands on your page.") % context)
    values = {"amount": amount(context["amount"]), "day": day(context["until"])}
    return letter(
        context,
        _("The exchange does not go on. The %(amount)s that you paid for it on top goes back to you by %(day)s. You have nothing to do.")
        % values,
        _("What else was agreed on stands on your page."),
    )
