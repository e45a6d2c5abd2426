"""A link to a new password."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("A new password for makegood")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Somebody, we hope you, asked for a new password. Open this link within the hour and choose one:"),
        str(context["address"]),
        _("The link works once. If it was not you, do nothing: your password stays as it is."),
    )
