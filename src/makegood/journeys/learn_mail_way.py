"""The owner says how their mails are signed: by hand, or by the headers of a mail that arrived."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.apps.notices.ports import Seen
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

_SELECTOR = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9_-]{0,61}[a-z0-9])?)*\Z", re.I)


def learn_mail_way(*, merchant_id: int, selector: str = "", seen: Seen | None = None, by: Actor, now: datetime) -> None:
    """`seen` replaces all that is known; a typed `selector` only that. DNS is asked anew by a job.

    Refuses `no_server`, `selector_unfit`, `headers_unread` (no sender in them), `headers_of_another` (another domain's mail) and
    `not_signed`.
    """
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        server = queries.mail_server()
        if server is None or not server.host:
            raise Refusal("no_server", _("No server of your own is set."), _("Fill in your mail server first."), status=409)
        domain = queries.domain_question(server).domain
        if seen is None:
            notices.learn_way(selector=_selector(selector), signing_domain="")
        else:
            _check(seen, domain)
            notices.learn_way(
                selector=seen.selector, signing_domain="" if seen.signing_domain == domain else seen.signing_domain,
                envelope_domain="" if seen.envelope_domain == domain else seen.envelope_domain, sending_ip=seen.sending_ip,
            )  # fmt: skip
        timeline.note(f"shop:{merchant_id}", "mail_server.learnt", by=by, now=now, how="typed" if seen is None else "headers")
        defer("check_mail_domain", merchant_id=merchant_id)


def _selector(text: str) -> str:
    name = text.strip().lower().partition("._domainkey")[0]
    if len(name) > 120 or (name and not _SELECTOR.match(name)):
        remedy = _("It is the first part of the entry's name, before ._domainkey: for example s1 or google.")
        raise Refusal("selector_unfit", _("This is no selector."), remedy, field="selector")
    return name


def _check(seen: Seen, domain: str) -> None:
    if not seen.domain:
        remedy = _("In your mailbox open the test mail, choose “Show original” or “Source”, and copy all of it.")
        raise Refusal("headers_unread", _("There is no mail in this text."), remedy, field="headers")
    if seen.domain != domain:
        message = _("This mail came from %(other)s, not from %(domain)s.") % {"other": seen.domain, "domain": domain}
        raise Refusal("headers_of_another", message, _("Copy the test mail that left by your own server."), field="headers")
    if not seen.selector:
        message = _("Your server did not sign this mail: there is no DKIM-Signature in it.")
        raise Refusal("not_signed", message, _("Switch DKIM on at your mail provider, then send a new test mail."), field="headers")
