"""A recovery code opened the account."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("A recovery code was used for your account at makegood")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _(
            "Somebody signed in with your password and one of your recovery codes. It opens nothing any more; you can make new ones here: %(factors)s"
        )
        % context,
        _("If it was not you, choose a new password at once: %(address)s") % context,
    )
