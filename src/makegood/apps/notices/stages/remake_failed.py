"""The new one could not be made or did not arrive."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS: dict[str, str] = {}
MUST = ("item",)


def subject(context: dict[str, Any]) -> str:
    return _("The new one went wrong: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("Your new %(item)s did not work out: it could not be made, or it did not arrive. That is ours to put right.") % context,
        _("A person looks at it now and writes to you. If you would rather have your money back, tell us on your page."),
    )
