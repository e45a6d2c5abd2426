"""One conversation a case: the marks that its mails carry, and the case of whoever answers one of them.

A mark is a case's public id and a keyed digest of it, in letters that survive folding to lower case: `cas_….0123456789abcdef`. Nobody
can make one for a case that they were not written to about.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

_MARK = re.compile(r"(cas_[0-9a-z]{6,20})\.([0-9a-f]{16})(?![0-9a-f])", re.IGNORECASE)
_NOTICE = re.compile(r"<(ntc_[0-9a-z]{6,20})@", re.IGNORECASE)


def _domain() -> str:
    return settings.MAKEGOOD_MAIL_FROM.rpartition("@")[2] or "localhost"


def mark_of(case_id: str) -> str:
    """`case_id`: the public one."""
    return f"{case_id}.{_digest(case_id)}"


def _digest(case_id: str) -> str:
    return salted_hmac("makegood.mail.thread", case_id.lower(), algorithm="sha256").hexdigest()[:16]


def root_of(case_id: str) -> str:
    """The message that all mails of a case answer to: mail programs put them together by it. It was never sent itself."""
    return f"<{mark_of(case_id)}@{_domain()}>"


def subject_of(said: Mapping[str, Any]) -> str:
    """One subject for all letters of a case, in the active language: some mail programs part a conversation where it changes.

    What a letter is about stands in its first line. `said`: the notice's values; "" where they name no case.
    """
    if not said.get("number") or not said.get("order"):
        return ""
    return _("Order %(order)s, case %(number)s") % {"order": said["order"], "number": said["number"]}


def message_id_of(notice_id: str) -> str:
    """The same for each try, whichever server it goes by: under the installation's own domain, which is a real one."""
    return f"<{notice_id}@{_domain()}>"


def reply_address(inbox: str, case_id: str) -> str:
    """The shop's inbox with the case's mark in it (RFC 5233): `returns+cas_….0123456789abcdef@shop.example`."""
    box, _, domain = inbox.rpartition("@")
    return f"{box}+{mark_of(case_id)}@{domain}" if box else ""


def case_of_reference(header: str | Iterable[str]) -> str | None:
    """The public id of the case that a header (To, In-Reply-To, References...) belongs to; None where no true mark of ours stands in it."""
    text = header if isinstance(header, str) else " ".join(header)
    for case_id, digest in _MARK.findall(text[:20_000]):
        if constant_time_compare(_digest(case_id), digest.lower()):
            return str(case_id)
    return None


def notices_in_reference(header: str | Iterable[str]) -> list[str]:
    """Public ids of notices whose Message-ID stands in a header, for mail programs that keep only the last one. Not signed: check whose they are."""
    text = header if isinstance(header, str) else " ".join(header)
    return list(dict.fromkeys(_NOTICE.findall(text[:20_000])))


def is_ours(message_id: str) -> bool:
    """A mail that we wrote ourselves has such an id, under our own domain. Whoever forges one only keeps their mail from being answered."""
    found = _NOTICE.match(message_id.strip())
    return found is not None and message_id.strip().rpartition("@")[2].rstrip(">").casefold() == _domain().casefold()
