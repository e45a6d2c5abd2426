"""A new member of the shop."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("%(shop_name)s invites you to makegood") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context, _("%(inviter)s invites you to work on returns for %(shop_name)s. Open the link below and choose a password.") % context
    )
