"""A supplier has not said when new goods leave, or the day that it said has passed. Nothing of the buyer stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day


def subject(context: dict[str, Any]) -> str:
    if context["step"] == "make":
        return _("Has it left? Order %(reference)s: %(pieces)s × %(goods)s") % context
    return _("Not answered yet, order %(reference)s: %(pieces)s × %(goods)s") % context


def text(context: dict[str, Any]) -> str:
    values = {
        "was": day(context["was"]),
        "day": day(context["answer_by"]),
        **{name: context[name] for name in ("reference", "pieces", "goods", "link")},
    }
    if context["step"] == "make":
        said = _(
            "The new goods for order %(reference)s (%(pieces)s × %(goods)s) were to leave by %(was)s. We have not heard that they did."
        )
    else:
        said = _("We asked you to send new goods for order %(reference)s (%(pieces)s × %(goods)s), and to say by %(was)s when they leave.")
    wanted = (
        _("The customer waits. Please answer by %(day)s. One tap is enough, no login: %(link)s")
        if context["link"]
        else _("The customer waits. Please answer by %(day)s.")
    )
    return "\n\n".join((_("Hello,"), said % values, wanted % values, str(context["shop_name"]))) + "\n"
