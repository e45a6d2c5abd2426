"""To the buyer of a present, where whoever was given it said that they may know."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS: dict[str, str] = {}


def subject(context: dict[str, Any]) -> str:
    return _("About your present from order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Whoever you gave %(item)s to has told us about it, and we are looking after it. You have nothing to do.") % context,
        _("What the law gives you as the one who bought it stays yours; write to us at any time."),
    )
