"""The parcel is there."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"received_on": "day", "sentence": "text"}
MUST = ("received_on",)


def subject(context: dict[str, Any]) -> str:
    return _("Your parcel has arrived: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your parcel arrived on %(day)s.") % {"day": day(context["received_on"])},
        context.get("sentence", ""),
    )
