"""A supplier or carrier has not answered a claim, or has not sent what it accepted. Nothing of the buyer stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day


def subject(context: dict[str, Any]) -> str:
    if context["step"] == "credit_claim":
        return _("The credit has not come yet: order %(reference)s") % context
    return _("Not answered yet: claim on your order %(reference)s") % context


def text(context: dict[str, Any]) -> str:
    values = {
        "reference": context["reference"], "pieces": context["pieces"], "amount": amount(context["amount"]), "was": day(context["was"]),
        "day": day(context["answer_by"]), "link": context["link"],
    }  # fmt: skip
    if context["step"] == "credit_claim":
        said = _("You accepted our claim on order %(reference)s. What you owe us for it was to come by %(was)s, and is not here.")
    else:
        said = _("We asked %(amount)s for %(pieces)s pieces of your order %(reference)s, and an answer by %(was)s. None has come.")
    wanted = (
        _("Please see to it by %(day)s. One tap is enough, no login: %(link)s") if context["link"] else _("Please see to it by %(day)s.")
    )
    return "\n\n".join((_("Hello,"), said % values, wanted % values, str(context["shop_name"]))) + "\n"
