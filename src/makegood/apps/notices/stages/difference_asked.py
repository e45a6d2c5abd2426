"""The goods that the customer chose in exchange cost more: what to pay, until when, and where."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "goods": "text", "until": "day", "pay_link": "text"}
MUST = ("amount", "until")
BY = "until"


def subject(context: dict[str, Any]) -> str:
    return _("Still to pay for your exchange: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(context, _("What was chosen in exchange for %(item)s waits for the one who bought it.") % context)
    values = {"goods": context["goods"], "amount": amount(context["amount"])}
    return letter(
        context,
        _("You get %(goods)s instead. It costs %(amount)s more than what you bought; once that is paid, we send it.") % values,
        _("Pay it here: %(pay_link)s") % context if context.get("pay_link") else _("We write to you how it can be paid."),
        _("Please pay by %(day)s. If you would rather have something else, choose it on your page; nothing is lost.")
        % {"day": day(context["until"])},
    )
