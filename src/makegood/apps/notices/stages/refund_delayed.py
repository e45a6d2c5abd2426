"""Money could not be sent, or not all of it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import MEANS, amount, is_hidden, letter, made

HOLDS = {"moved": "amount", "rest": "amount", "came_back": "yes", "card_gone": "yes", "means": "made", "asked": "yes"}
MUST = ("rest",)
MADE = {"means": MEANS}


def subject(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return _("%(item)s: the money needs another way") % context
    return _("Your refund needs another way: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    if is_hidden(context):
        return letter(
            context,
            _(
                "What was paid for %(item)s could not be sent back yet. We send it another way, to the one who bought it. You have nothing to do."
            )
            % context,
        )
    moved, rest = amount(context["moved"]), amount(context["rest"])
    if context["moved"][0]:
        said = _("We sent %(moved)s back for %(item)s. The other %(rest)s could not be sent yet.")
    elif context["came_back"]:
        said = _("We sent %(rest)s back for %(item)s, and your bank returned it to us.")
    elif context["card_gone"]:
        said = _("We tried to send %(rest)s back for %(item)s, and it was not accepted where you paid from.")
    else:
        said = _("%(rest)s for %(item)s could not be sent back to you yet: something is not in order on our side.")
    return letter(
        context,
        said % {"moved": moved, "rest": rest, "item": context["item"]},
        made(context, "means", MEANS)
        if context["asked"]
        else _("You have nothing to do. We send it another way and write to you about it."),
    )
