"""A part of a credit ends soon."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"left": "amount", "until": "day", "code": "text", "bonus": "yes"}
MUST = ("left", "until", "code")
BY = "until"


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("Your credit can be spent until %(day)s") % {"day": day(context["until"])}
    return _("%(amount)s of your credit can be spent until %(day)s") % {"amount": amount(context["left"]), "day": day(context["until"])}


def text(context: dict[str, Any]) -> str:
    values = {"code": context["code"], "day": day(context["until"])}
    if is_hidden(context):
        said = _("A part of the credit with the code %(code)s ends on %(day)s. Until then it can be spent.") % values
    else:
        values["amount"] = amount(context["left"])
        said = _("Of the credit with the code %(code)s, %(amount)s can be spent until %(day)s.") % values
    return letter(
        context,
        said,
        _("It is what we gave you on top; what stands for your money stays.") if context["bonus"] else "",
        _("The code works as before: enter it when you order."),
    )
