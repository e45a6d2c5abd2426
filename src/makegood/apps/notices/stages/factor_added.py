"""There is another thing to sign in with."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("Your account at makegood got another way to prove that it is you")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("An app for codes or a passkey was added to your account. You see all of them here: %(factors)s") % context,
        _("If it was not you, choose a new password at once: %(address)s Then remove what you do not know.") % context,
    )
