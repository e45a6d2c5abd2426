"""A replacement order, to the supplier. Nothing of the buyer stands in it: to whom it goes is on the page."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day


def subject(context: dict[str, Any]) -> str:
    return _("Please send again, order %(reference)s: %(pieces)s × %(goods)s") % context


def text(context: dict[str, Any]) -> str:
    values = {"day": day(context["answer_by"]), "link": context["link"]}
    return (
        "\n\n".join(
            (
                _("Hello,"),
                _("The customer of order %(reference)s gets new goods: %(pieces)s × %(goods)s. Please send them.") % context,
                _("Please say by %(day)s when they leave. One tap is enough, no login; to whom they go stands there: %(link)s") % values,
                str(context["shop_name"]),
            )
        )
        + "\n"
    )
