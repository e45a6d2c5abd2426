"""A month's books are closed: for the accountant."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter


def subject(context: dict[str, Any]) -> str:
    return _("%(shop_name)s: refunds and credit notes of %(month)s") % {**context, "month": f"{context['first']:%Y-%m}"}


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("The month %(month)s is closed: refunds, credits, credit notes by country and rate, recoveries, and what is owed at its end.")
        % {"month": f"{context['first']:%Y-%m}"},
        _("It is here, as a page, a table and a document: %(address)s") % context,
        _("What is booked into it later stands as a correction in the next month."),
    )
