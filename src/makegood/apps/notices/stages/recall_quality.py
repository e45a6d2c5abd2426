"""Goods that are not as they should be, and that nobody was hurt by: the customer hears of it first."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.recall_safety import choices, signed


def subject(context: dict[str, Any]) -> str:
    return _("Your %(item)s from order %(order)s is not as it should be") % context


def text(context: dict[str, Any]) -> str:
    return signed(
        context,
        _("We found something wrong with goods that we sent you: %(item)s, order %(order)s.") % context,
        context["hazard"],
        context.get("what_to_do") or "",
        choices(context),
    )
