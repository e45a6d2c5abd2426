"""Somebody could not find their order; a person has found it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS = {"start": "text"}
MUST = ("order", "start")


def subject(context: dict[str, Any]) -> str:
    return _("We found your order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("You wrote to us because you could not find your order. It is %(order)s, and it can be found by this e-mail address now.")
        % context,
        _("Begin here: %(start)s") % context,
    )
