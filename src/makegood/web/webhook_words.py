"""What the codes of messages to programs are called."""

from django.utils.translation import gettext_lazy as _

_PROBLEMS = {
    "": _("taken"),
    "no_address": _("its name has no address"),
    "address_unfit": _("its address is inside a network of its own"),
    "no_connection": _("no connection"),
    "no_answer": _("no answer in time"),
    "connection_broke": _("the connection broke"),
    "refused": _("refused"),
    "gone": _("gone: it wants no more"),
    "redirected": _("it points elsewhere, which is not followed"),
    "asked_to_wait": _("it asked to wait"),
    "their_fault": _("something broke over there"),
}
_OFF = {
    "": "",
    "by_hand": _("off, by hand"),
    "gone": _("off: it said that it is gone"),
    "failing": _("off: nothing arrived for days"),
}


def problem_words(code: str) -> str:
    return str(_PROBLEMS[code])


def off_words(code: str) -> str:
    return str(_OFF[code])
