"""Words that a person wrote."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"text": "text"}
MUST = ("text",)


def subject(context: dict[str, Any]) -> str:
    return _("About your order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, context["text"])
