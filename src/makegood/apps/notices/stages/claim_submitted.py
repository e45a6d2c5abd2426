"""A claim, to the supplier or carrier. Nothing of the buyer stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day


def subject(context: dict[str, Any]) -> str:
    return _("Claim on your order %(reference)s: %(pieces)s pieces") % context


def text(context: dict[str, Any]) -> str:
    return (
        "\n\n".join(
            (
                _("Hello,"),
                _("%(pieces)s pieces of your order %(reference)s were not as agreed. We ask %(amount)s.")
                % {"pieces": context["pieces"], "reference": context["reference"], "amount": amount(context["amount"])},
                _("Please answer by %(day)s. One tap is enough, no login: %(link)s")
                % {"day": day(context["answer_by"]), "link": context["link"]},
                str(context["shop_name"]),
            )
        )
        + "\n"
    )
