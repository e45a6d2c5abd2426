"""What the customer chose, and what happens next."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("What happens next: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, context["sentence"], *context.get("steps", []))
