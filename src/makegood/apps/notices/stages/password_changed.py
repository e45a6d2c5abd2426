"""The password is another one now."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("Your password for makegood was changed")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your password was changed. Everywhere else where you were signed in, you are signed out."),
        _("If it was not you, choose a new one at once: %(address)s") % context,
    )
