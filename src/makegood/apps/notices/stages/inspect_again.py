"""A parcel lies at the hub and was not looked at in time. Nothing of the buyer stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day


def subject(context: dict[str, Any]) -> str:
    return _("Not looked at yet: %(number)s") % context


def text(context: dict[str, Any]) -> str:
    said = _("The parcel %(number)s of %(shop_name)s is with you and was to be looked at by now. Somebody waits for their money.") % context
    return (
        "\n\n".join((_("Hello,"), said, _("Please look at it by %(day)s.") % {"day": day(context["until"])}, str(context["shop_name"])))
        + "\n"
    )
