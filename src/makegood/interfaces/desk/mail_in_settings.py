"""Where the shop's mail comes in, and a look at the mailbox whose result is said in words."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from makegood import wiring
from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.ports import MailboxFailed, Position
from makegood.apps.inbox.words import DONE_WITH, SECURITY
from makegood.apps.parties.abilities import KEYS
from makegood.base.tenancy import Merchant
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_mailbox import record_mailbox_look, set_mailbox
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.mailbox_words import mailbox_words
from makegood.web.scope import actor_of, needs
from makegood.web.security import count_try

FIELDS = ("way", "address", "host", "port", "security", "user", "folder", "done_with", "done_folder", "trusted", "since")
WAYS = [("imap", "IMAP"), ("postmark", "Postmark"), ("mailgun", "Mailgun"), ("sendgrid", "SendGrid")]


@needs(KEYS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    box, refusal = inbox.mailbox(), None
    shown: dict[str, Any] = {name: getattr(box, name) if box else "" for name in FIELDS}
    plus = box.plus if box else True
    shown["since"] = box.since.isoformat() if box and box.since else ""
    if box is None or not box.host:
        shown |= {"port": 993, "security": "tls", "folder": "INBOX", "done_with": "seen"}
    if request.method == "POST":
        shown, plus = {name: request.POST.get(name, "") for name in FIELDS}, "plus" in request.POST
        form = shown | {"plus": "on" if plus else ""} | {name: request.POST.get(name, "")[:500] for name in ("password", "key")}
        try:
            set_mailbox(merchant_id=merchant.id, form=form, by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved. Now check it.") if shown["way"] == "imap" else _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    context = {
        "box": box, "shown": shown, "plus": plus, "ways": WAYS, "security": SECURITY, "done_with": DONE_WITH, "hook": hook_address(merchant),
        "signs": wiring.mail_in_secret(merchant.id)[1] if box and box.way == "raw" else "", "counts": inbox.counts(),
        "trouble": mailbox_words(box.checked_as) if box and box.checked_as not in ("", "good") else None,
    }  # fmt: skip
    return settings_page(request, "mail_in", merchant, refusal, **context)


def hook_address(merchant: Merchant) -> str:
    """What a service is told to call: a secret stands in it, but for our own way, whose messages are signed."""
    way, secret, _key = wiring.mail_in_secret(merchant.id)
    if not way:
        return ""
    return settings.MAKEGOOD_BASE_URL + reverse("hook_mail_in", args=[way, merchant.slug, "-" if way == "raw" else secret])


def check(request: HttpRequest) -> HttpResponse:
    """Asked at once and here, while no transaction is open. Nothing is fetched or marked."""
    response = _ready(request)
    asking = getattr(request, "asking", None)
    if asking is None:
        return response  # type: ignore[no-any-return]
    merchant_id, known, trusted, by = asking
    outcome, found = "good", None
    try:
        port = wiring.mailbox(merchant_id)
        found = port.look(known) if port is not None else None
    except MailboxFailed as failed:
        outcome = str(failed)
    record_mailbox_look(merchant_id=merchant_id, outcome=outcome, by=by, now=now_of(request))
    if found is None:
        what, mend, said = mailbox_words(outcome)
        words = " ".join((what, mend, _("The server's words: %(said)s") % {"said": said} if said else ""))
        messages.warning(request, words.strip())
    else:
        said = ngettext(
            "The mailbox is there: %(n)s mail waits to be fetched.", "The mailbox is there: %(n)s mails wait to be fetched.", found.waiting
        )
        messages.success(request, said % {"n": found.waiting})
        if found.signs_as and not trusted:
            fill = {"name": found.signs_as}
            messages.info(
                request,
                _("Its newest mail bears findings about the sender, signed as “%(name)s”. If that is your mail provider, write it below.")
                % fill,
            )
    return HttpResponseRedirect(reverse("mail_in_settings"))


@needs(KEYS)
def _ready(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    box = inbox.mailbox()
    if request.method == "POST" and box is not None and box.way == "imap":
        count_try("mailbox-look", str(merchant.id), now=now_of(request), most=20, per=timedelta(minutes=10))
        request.asking = merchant.id, Position(box.validity, box.last_uid), box.trusted, actor_of(request)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("mail_in_settings"))
