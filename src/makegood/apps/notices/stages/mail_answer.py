"""What a person answers to a mail that belongs to no case."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    about = str(context["about"])
    if about.lower().startswith(("re:", "aw:")):
        return about
    return f"Re: {about}" if about else _("Your mail to us")


def text(context: dict[str, Any]) -> str:
    return letter(context, context["text"])
