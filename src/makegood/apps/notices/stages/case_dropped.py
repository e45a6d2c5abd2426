"""The customer let it go."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter

HOLDS: dict[str, str] = {}
AT_ONCE = True


def subject(context: dict[str, Any]) -> str:
    return _("Closed as you asked: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(context, _("You told us that this is settled for you. If that changes, your page is still there.") % context)
