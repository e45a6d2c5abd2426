"""Somebody looks at it again."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS: dict[str, str] = {}
MUST = ("item",)


def subject(context: dict[str, Any]) -> str:
    return _("We look at it again: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, _("We have opened your case for %(item)s again.") % context)
