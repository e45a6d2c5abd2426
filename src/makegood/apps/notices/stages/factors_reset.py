"""Somebody else took away all that stood beside the password."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("Your second factor at makegood was reset")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _(
            "An owner of your shop, or whoever runs makegood for it, took away your app, your passkeys and your recovery codes. You are signed out everywhere."
        ),
        _("Sign in with your password and set them up anew: %(factors)s") % context,
        _("If you did not ask for this, call them, and choose a new password at once: %(address)s") % context,
    )
