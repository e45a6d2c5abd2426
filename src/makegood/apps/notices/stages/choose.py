"""There is something to choose."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS: dict[str, str] = {}
MUST = ("item",)


def subject(context: dict[str, Any]) -> str:
    return _("You can choose now: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, _("We have looked at %(item)s. On your page you see what you can get, with amounts and days.") % context)
