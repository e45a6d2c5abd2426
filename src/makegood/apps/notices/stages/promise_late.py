"""A day that we had named has passed: said before the customer asks, with a new one."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter, made

HOLDS = {"what": "made", "was": "day", "until": "day"}
MUST = ("until",)


def _what(context: dict[str, Any]) -> str:
    step = str(context["what"])
    if step in ("decide", "answer_mail"):
        said = _("We wanted to have answered you about %(item)s by now, and have not.")
    elif step in ("inspect", "chase_hub"):
        said = _("%(item)s is with us, and has not been looked at yet.")
    elif step in ("carry_back", "trace_parcel"):
        said = _("The parcel with %(item)s has not reached us yet. We ask the carrier; you have nothing to do.")
    elif step in ("redo_remake", "start_remake", "make", "chase_remake", "carry_remake", "take_order"):
        said = _("Your new %(item)s is not there yet.")
    elif step == "return_difference":
        said = _("What you paid on top for the exchange of %(item)s should have gone back by now, and has not.")
    elif step.startswith("resolve_"):
        said = _("We have not told you yet what becomes of %(item)s.")
    else:
        said = _("The money for %(item)s should have left by now, and has not.")
    return said % {"item": context["item"]}


MADE = {"what": _what}


def subject(context: dict[str, Any]) -> str:
    return _("It takes longer than we said: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        made(context, "what", _what),
        _("We had said %(day)s. That was not kept, and we are sorry.") % {"day": day(context["was"])} if context.get("was") else "",
        _("The new day is %(day)s. You hear from us by then, also where it takes longer still.") % {"day": day(context["until"])},
        _("What the law gives you, and its days, do not change by this. You can always write to us on your page."),
    )
