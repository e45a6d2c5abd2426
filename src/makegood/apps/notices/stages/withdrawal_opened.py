"""The order of a withdrawal is known: the customer gets the page on which the rest happens."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"noun": "text", "when": "text"}
MUST = ("noun", "when", "item", "order")
AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("Your %(noun)s: %(item)s, order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("About your %(noun)s of %(when)s: %(item)s from order %(order)s.") % context,
        _("Your page says for each item what goes back by which day, and what goes back to you by which day."),
    )
