"""We can not give what was asked; why, and what is left."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"reason": "text"}
MUST = ("item", "reason")


def subject(context: dict[str, Any]) -> str:
    return _("About %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, _("We looked at %(item)s again and can not give more for it.") % context, context["reason"])
