"""A withdrawal has come in: its receipt on a durable medium (Dir. 2011/83 art. 11a(4)). It confirms receipt only."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter, made

HOLDS = {"noun": "text", "when": "text", "title": "text", "statement": "text", "earlier": "made", "link": "text"}
MUST = ("title", "statement", "earlier", "link")
AT_ONCE = True


def _earlier(context: dict[str, Any]) -> str:
    earlier = context.get("earlier")
    return _("You sent us the same before, on %(when)s (%(number)s). That first one counts.") % earlier if earlier else ""


MADE = {"earlier": _earlier}


def subject(context: dict[str, Any]) -> str:
    return _("Receipt of your %(noun)s: %(shop_name)s, %(when)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context | {"link": "", "number": ""},
        context["title"] + " " + _("This confirms receipt."),
        made(context, "earlier", _earlier),
        _("This is what we received:"),
        context["statement"],
        _("This receipt, also as a PDF: %(link)s") % context,
    )
