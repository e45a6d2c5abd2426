"""What somebody signs in with, beside the password, was changed."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("The second step of your sign-in was changed")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("An app, a passkey or your recovery codes were added, removed or made anew."),
        _("If that was not you: choose a new password at once, here: %(address)s Then look at what is listed under You, Second step.")
        % context,
    )
