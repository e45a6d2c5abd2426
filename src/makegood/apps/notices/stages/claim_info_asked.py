"""The customer is asked, once, for something that only helps the shop to get its money back. Nothing of theirs hangs on it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter


def subject(context: dict[str, Any]) -> str:
    return _("One more picture would help us: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your case over %(item)s goes on as agreed; nothing changes for you. Whoever made it asks us something that only you can show:")
        % {"item": context["item"]},
        str(context["wanted"]),
        _("If you can, show it by %(day)s here: %(link)s It takes a minute. If you can't, say so there, or leave it.")
        % {"day": day(context["until"]), "link": context["show"]},
    )
