"""What a person wrote about a declared withdrawal."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"noun": "text", "receipt": "text", "text": "text"}
MUST = ("text",)


def subject(context: dict[str, Any]) -> str:
    return _("About your %(noun)s (%(receipt)s)") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, context["text"])
