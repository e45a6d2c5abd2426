"""What follows where money went before the goods came back, and nothing came: told before it is chosen, reminded of, and after the day."""

from django.utils.translation import gettext_lazy as _

_BEFORE = {
    "ask_again": _("The money goes first. If nothing comes back by that day, we ask you again."),
    "note_debt": _("The money goes first. If nothing comes back by that day, we note the amount as owed to us and write to you; nothing is ever charged by itself."),
    "let_be": _("The money goes first. If nothing comes back by that day, we leave it at that."),
}  # fmt: skip


def before(follows: str) -> str:
    """On the offer and in the mails before the day."""
    return str(_BEFORE[follows])
