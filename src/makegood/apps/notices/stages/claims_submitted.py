"""Several claims on one supplier in one mail, with one link. Nothing of the buyers stands in it."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day


def subject(context: dict[str, Any]) -> str:
    return _("%(n)s claims on your orders") % {"n": len(context["claims"])}


def text(context: dict[str, Any]) -> str:
    rows = [
        _("Order %(reference)s: %(pieces)s pieces, %(amount)s")
        % {"reference": one["reference"], "pieces": one["pieces"], "amount": amount(one["amount"])}
        for one in context["claims"]
    ]
    parts = (
        _("Hello,"),
        _("These pieces of your orders were not as agreed. For each we ask what stands beside it."),
        "\n".join(rows),
        _("Please answer by %(day)s. One page shows them all, no login: %(link)s")
        % {"day": day(context["answer_by"]), "link": context["link"]},
        str(context["shop_name"]),
    )
    return "\n\n".join(parts) + "\n"
