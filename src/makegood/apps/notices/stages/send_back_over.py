"""Nothing was on its way by the last day to send it; where the money went first, with what follows."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import amount, day, is_hidden, letter

HOLDS = {"until": "day", "owed": "amount", "let_be": "yes"}
MUST = ("item", "until")


def subject(context: dict[str, Any]) -> str:
    return _("The day to send it has passed: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    law = _("If something is wrong with it, what the law gives you for that does not end with this day.")
    values = {"item": context["item"], "day": day(context["until"])}
    first = _("The money for %(item)s went first, and nothing was on its way to us by %(day)s.") % values
    if not is_hidden(context) and context["owed"]:
        return letter(
            context,
            first,
            _("We note %(amount)s as owed to us. Nothing is charged by itself.") % {"amount": amount(context["owed"])},
            _(
                "If you have sent it, or still send it, this falls away: tell us on your page, a receipt of posting is enough. Or write to us."
            ),
            law,
        )
    if not is_hidden(context) and context["let_be"]:
        return letter(context, first, _("We leave it at that: you have nothing to do."), law)
    return letter(
        context,
        _("The label for %(item)s could be used until %(day)s, and nothing has reached us by then.") % values,
        _(
            "If you have sent it, tell us on your page: a receipt of posting is enough. If you still want to send it, write to us, and we look at it."
        ),
        law,
    )
