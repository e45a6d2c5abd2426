"""Nothing arrives any more at an address to which a shop's events go."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("Events no longer go to one of your programs")


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("One of the addresses to which your shop's events go has not taken any for days, or said that it is gone. It is off now."),
        _("Nothing is lost: once it works again, turn it on and send what it missed, here: %(webhooks)s") % context,
    )
