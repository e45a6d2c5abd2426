"""What was mailed, as it was written: all of it, one letter, and its HTML."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.notices import queries as notices
from makegood.apps.notices.html import html_of
from makegood.apps.notices.words import STATES
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.journeys.retry_notice import retry_notice
from makegood.web.clock import now_of
from makegood.web.mails import mail_page
from makegood.web.notice_words import kind_name
from makegood.web.scope import actor_of, needs, saw


@needs(CASES, sees="list")
def mail(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Newest first, by case, kind and state; what did not arrive stands above it."""
    if request.method == "POST":
        retry_notice(merchant_id=merchant.id, public_id=request.POST.get("notice", ""), by=actor_of(request), now=now_of(request))
        messages.success(request, _("It is sent again within a minute."))
        return HttpResponseRedirect(request.path)
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("case", "kind", "state")}
    context: dict[str, Any] = {
        "merchant": merchant, "failed": notices.failed_notices(), "way": wiring.mail_way(merchant.id), "asked": asked, "states": STATES,
        "notices": notices.mails_page(case_number=asked["case"], kind=asked["kind"], state=asked["state"]),
        "kinds": [(kind, kind_name(kind)) for kind in notices.kinds_sent()], "filtered": any(asked.values()),
    }  # fmt: skip
    return render(request, "desk/mail.html", context)


@needs(CASES, sees="letter")
def one_mail(request: HttpRequest, merchant: Merchant, notice_id: str) -> HttpResponse:
    notice = _notice(notice_id)
    saw(request, *_subject(notice))
    context = {"merchant": merchant, "one": notice, "name": kind_name(notice.kind), "has_html": notice.audience in ("customer", "buyer")}
    return render(request, "desk/mail_one.html", context)


@needs(CASES, sees="letter")
def html_mail(request: HttpRequest, merchant: Merchant, notice_id: str) -> HttpResponse:
    one = _notice(notice_id)
    saw(request, *_subject(one))
    return mail_page(html_of(text=one.text, headline=one.subject, shop_name=merchant.name, accent=merchant.accent, language=one.language))


def _subject(notice: Any) -> list[str]:
    """The case that it is about, else the letter itself."""
    return [returns.case_by_id(notice.case_id).public_id if notice.case_id else notice.public_id]


def _notice(notice_id: str) -> Any:
    found = notices.notice_of(notice_id)
    if found is None:
        raise Http404
    return found
