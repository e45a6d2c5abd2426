"""What the connections ask of the owner, as sentences with a way to it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.insight.chores import Chore
from makegood.web.domain_words import lost_because
from makegood.web.templatetags.money_tags import day


def shown_chores(found: list[Chore], zone: str) -> list[dict[str, Any]]:
    """{"text", "more", "to", "button"} of each."""
    return [_WORDS[one.kind](one.facts, zone) for one in found]


def _domain_lost(facts: dict[str, Any], zone: str) -> dict[str, Any]:
    fill = {"domain": facts["domain"], "day": day(facts["since"], zone)}
    return {
        "text": _("The domain %(domain)s is no longer ready to send since %(day)s: your mails leave from the service's address again.") % fill,
        "more": lost_because(facts["checks"]), "to": reverse("mail_settings") + "#domain", "button": _("See the records"),
    }  # fmt: skip


_WORDS = {"mail_domain_lost": _domain_lost}
