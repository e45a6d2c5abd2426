"""There is one thing less to sign in with."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("An app or a passkey was removed from your account at makegood")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("An app for codes or a passkey was removed from your account. You see what is left here: %(factors)s") % context,
        _("If it was not you, choose a new password at once: %(address)s") % context,
    )
