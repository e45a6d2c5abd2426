"""The customer is asked, once, for something that only helps the shop to get its money back. Nothing of theirs hangs on it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import SHOW, day, letter, made

HOLDS = {"wanted": "text", "until": "day", "show": "made"}
MUST = ("wanted", "until", "show")
MADE = {"show": SHOW}


def subject(context: dict[str, Any]) -> str:
    return _("One more picture would help us: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your case over %(item)s goes on as agreed; nothing changes for you. Whoever made it asks us something that only you can show:")
        % {"item": context["item"]},
        str(context["wanted"]),
        _("It helps us if you show it by %(day)s.") % {"day": day(context["until"])},
        made(context, "show", SHOW),
    )
