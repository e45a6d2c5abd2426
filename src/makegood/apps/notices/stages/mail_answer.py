"""What a person answers to a mail that belongs to no case."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"about": "text", "text": "text"}
MUST = ("text",)
AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("Re: %(about)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, context["text"])
