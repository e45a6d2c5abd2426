"""A replacement order is called off. Nothing of the buyer stands in it."""

from typing import Any

from django.utils.translation import gettext as _


def subject(context: dict[str, Any]) -> str:
    return _("Please do not send it: order %(reference)s, %(pieces)s × %(goods)s") % context


def text(context: dict[str, Any]) -> str:
    return (
        "\n\n".join(
            (
                _("Hello,"),
                _("We asked you to send new goods for order %(reference)s: %(pieces)s × %(goods)s. They are not needed any more.")
                % context,
                _("If they have left already, please write to us."),
                str(context["shop_name"]),
            )
        )
        + "\n"
    )
