"""What the hub saw is other than what was said: a person looks at the decision again."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices.stages.phrases import day, letter

HOLDS = {"answer_by": "day"}
MUST = ("item", "answer_by")
BY = "answer_by"


def subject(context: dict[str, Any]) -> str:
    return _("We looked at it: %(item)s") % context


def text(context: dict[str, Any]) -> str:
    return letter(
        context,
        _("We have looked at %(item)s, and it is not quite as we had understood. A person looks at it again and writes to you by %(day)s.")
        % {"item": context["item"], "day": day(context["answer_by"])},
        _("You have nothing to do. If you want to add something, your page takes words and photos."),
    )
