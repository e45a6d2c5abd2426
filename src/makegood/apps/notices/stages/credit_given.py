"""Credit or a discount code."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"amount": "amount", "code": "text", "bonus": "amount", "bonus_until": "day", "owed_until": "day"}
MUST = ("amount", "code")


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("A credit for your next order")
    return _("%(amount)s for your next order") % {"amount": amount(context["amount"])}


def text(context: dict[str, Any]) -> str:
    ends = _ends(context)
    if is_hidden(context):
        said = (
            _("Your code is %(code)s, worth what was paid for %(item)s.")
            if ends
            else _("Your code is %(code)s, worth what was paid for %(item)s. It has no end date.")
        )
        return letter(context, said % context, *ends)
    values = {"code": context["code"], "amount": amount(context["amount"])}
    said = _("Your code is %(code)s, worth %(amount)s.") if ends else _("Your code is %(code)s, worth %(amount)s. It has no end date.")
    return letter(context, said % values, *ends)


def _ends(context: dict[str, Any]) -> list[str]:
    """How long each of its lines can be spent; nothing where none ends."""
    found = []
    if context["bonus_until"]:
        until = {"day": day(context["bonus_until"])}
        if not is_hidden(context) and context["bonus"]:
            until["amount"] = amount(context["bonus"])
            found.append(_("%(amount)s of it is on top: it can be spent until %(day)s, and is spent first.") % until)
        else:
            found.append(_("What is on top can be spent until %(day)s, and is spent first.") % until)
    if context["owed_until"]:
        found.append(_("What stands for your money can be spent until %(day)s.") % {"day": day(context["owed_until"])})
    elif found:
        found.append(_("What stands for your money has no end date."))
    return found
