"""By which server the shop's mails go, and a test mail to oneself whose result is said in words."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.notices.words import MAIL_SECURITY
from makegood.apps.parties.abilities import KEYS
from makegood.base.tenancy import Merchant
from makegood.interfaces.desk.mail_domain import MOST_HEADERS, domain_context, learn
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_mail_server import record_mail_test, set_mail_server
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.mail_words import mail_words
from makegood.web.scope import actor_of, needs
from makegood.web.security import count_try
from makegood.web.sending import test_mail, try_one

FIELDS = ("provider", "region", "host", "port", "security", "user", "sender", "sender_name", "reply_to")

SERVICES = [
    ("postmark", "Postmark"), ("mailgun", "Mailgun"), ("brevo", "Brevo"), ("mailjet", "Mailjet"), ("resend", "Resend"),
    ("mailersend", "MailerSend"),
]  # fmt: skip


@needs(KEYS)
def mail_settings(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    server, refusal = notices.mail_server(), None
    shown: dict[str, Any] = {name: getattr(server, name) if server else "" for name in FIELDS}
    if server is None or not server.host:
        shown |= {"port": 587, "security": "starttls"}
    if request.method == "POST" and request.POST.get("do") == "learn":
        refusal = learn(request, merchant)
        if refusal is None:
            return HttpResponseRedirect(request.path + "#domain")
    elif request.method == "POST":
        shown = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            form = shown | {name: request.POST.get(name, "")[:500] for name in ("password", "hook_secret")}
            set_mail_server(merchant_id=merchant.id, form=form, by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved. Now send yourself a test mail."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    tested = mail_words(server.tested_as) if server and server.tested_as not in ("", "taken") else None
    service, secret = wiring.mail_hook(merchant.id)
    context = {
        "box": inbox.mailbox(), "services": SERVICES, "hook": _hook_address(service, secret, merchant), "shown": shown, "server": server, "way": wiring.mail_way(merchant.id), "security": MAIL_SECURITY, "tested": tested,
        "installation": urlsplit(settings.MAKEGOOD_SMTP_URL).hostname, "installation_from": settings.MAKEGOOD_MAIL_FROM,
        "pasted": request.POST.get("headers", "")[:MOST_HEADERS], "selector": request.POST.get("selector", "")[:200],
        **domain_context(server, merchant),
    }  # fmt: skip
    return settings_page(request, "mail", merchant, refusal, **context)


def _hook_address(service: str, secret: str, merchant: Merchant) -> str:
    """What the service is told to call; where it can't sign, with our password in it."""
    if not service:
        return ""
    base, path = settings.MAKEGOOD_BASE_URL, reverse("hook_mail_status", args=[service, merchant.slug])
    scheme, _sep, rest = base.partition("://")
    return f"{scheme}://{secret}@{rest}{path}" if secret.startswith("makegood:") else base + path


def mail_test(request: HttpRequest) -> HttpResponse:
    """Asked at once and here, at most twenty seconds, while no transaction is open: it tells what this machine meets, without a worker too."""
    response = _ready(request)
    testing = getattr(request, "testing", None)
    if testing is None:
        return response  # type: ignore[no-any-return]
    merchant_id, mail, by = testing
    failed = try_one(wiring.mail(merchant_id, unproven=True), mail)  # to see whether it is ready it has to be tried before it is
    record_mail_test(merchant_id=merchant_id, outcome=str(failed or "taken"), by=by, now=now_of(request))
    if failed is None and wiring.mail_way(merchant_id, unproven=True) == "outbox":
        messages.warning(request, _("It lies as a file in the outbox folder, and nobody gets it: no mail server is set up."))
    elif failed is None:
        to = _("It was taken and is on its way to %(to)s. Nothing there in a few minutes? Look among the unwanted mail.") % {"to": mail.to}
        messages.success(request, to)
    else:
        what, mend, said = mail_words(str(failed))
        words = " ".join((what, mend, _("The server's words: %(said)s") % {"said": said} if said else ""))
        messages.warning(request, words.strip())
    return HttpResponseRedirect(reverse("mail_settings"))


@needs(KEYS)
def _ready(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Who may, how often, and what is sent; the mail itself goes after this unit has ended."""
    if request.method == "POST":
        count_try("mail-test", str(merchant.id), now=now_of(request), most=10, per=timedelta(minutes=10))
        server = notices.mail_server()
        request.testing = merchant.id, test_mail(merchant, server, str(getattr(request.user, "email", ""))), actor_of(request)  # type: ignore[attr-defined]
    return HttpResponseRedirect(reverse("mail_settings"))
