"""A rule has said no, without a person: why, and how to ask for one."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import letter, made

HOLDS = {"refused": "made"}
MUST = ("refused",)


def why(reason: str) -> str:
    """The law's word for why there is nothing, as a customer reads it."""
    if reason == "personalised":
        return _(
            "It was made with your own words, picture or measurements, for you alone. For a change of mind there is no right to send it back."
        )
    if reason in ("window_over", "guarantee_over"):
        return _("The time for this is over.")
    if reason == "conforms_to_contract":
        return _("It was made the way it was ordered.")
    return _("For this our rules offer nothing.")


def _refused(context: dict[str, Any]) -> str:
    return "\n\n".join(f"{one['title']}: {why(one['reason'])}" for one in context["refused"])


MADE = {"refused": _refused}


def subject(context: dict[str, Any]) -> str:
    return _("About %(item)s, order %(order)s") % context


def text(context: dict[str, Any]) -> str:
    asked = _(
        "This was worked out by a rule, not by a person. You can ask for a person on your page, with one tap; they answer within a day."
    )
    return letter(context, made(context, "refused", _refused), asked)
