"""Credit, or what came on top of it, ends within a month."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "until": "day", "code": "text"}
MUST = ("amount", "until", "code")


def subject(context: dict[str, Any]) -> str:
    return _("Your credit ends soon: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        said = _("What came on top of your credit for %(item)s can be spent until %(day)s.")
    else:
        said = _("%(amount)s of your credit for %(item)s can be spent until %(day)s.")
    values = {"item": context["item"], "day": day(context["until"]), "amount": "" if is_hidden(context) else amount(context["amount"])}
    return letter(
        context,
        said % values,
        _("Your code is %(code)s. What is spent first is what ends first.") % {"code": context["code"]},
    )
