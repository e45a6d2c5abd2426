"""The shop's records of processing: a page, a text to hand over, and a form for what only the shop knows."""

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from makegood import wiring
from makegood.apps.parties.abilities import PRIVACY
from makegood.apps.parties.words import PROCESSING_SAYS
from makegood.backup.nightly import status
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.insight.processing import Processing, mail_recipient, processing_of
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.keep_processing import keep_processing
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.downloads import download
from makegood.web.processing_words import SAID, Section, as_text, sections_of
from makegood.web.scope import actor_of, needs
from makegood.web.templatetags.money_tags import day_short


@needs(PRIVACY)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            says = {name: request.POST.get(name, "") for name in PROCESSING_SAYS}
            keep_processing(merchant_id=merchant.id, says=says, by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    records, sections = _records(request, merchant)
    asked = [
        (name, SAID[name], request.POST.get(name, "") if refusal else records.says[name])
        for name in PROCESSING_SAYS
        if _is_asked(name, records)
    ]
    return settings_page(request, "processing", merchant, refusal, sections=sections, asked=asked)


@needs(PRIVACY)
def text(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    _found, sections = _records(request, merchant)
    content = as_text(merchant, sections, day=day_short(local_day(now_of(request), merchant.zone), merchant.zone))
    return download(content, "processing.txt", "text/plain; charset=utf-8")


def _is_asked(name: str, records: Processing) -> bool:
    return name != "representative" or records.needs_representative or bool(records.says[name])


def _records(request: HttpRequest, merchant: Merchant) -> tuple[Processing, list[Section]]:
    way = wiring.mail_way(merchant.id)
    mail = mail_recipient(way, wiring.installation_host())
    records = processing_of(merchant, mail=mail, today=local_day(now_of(request), merchant.zone))
    return records, sections_of(merchant, records, measures=_measures())


def _measures() -> list[str]:
    """What this installation does, as it is set up; what is off is not claimed."""
    found = [
        _("Each shop's rows stand behind two walls, one of them in the database itself."),
        _("Passwords are kept by Argon2; tokens and recovery codes as digests; keys of other systems and the secrets of apps encrypted."),
        _("Who looked at a customer's data, and who did what in a case, stays and can't be changed."),
    ]
    if settings.MAKEGOOD_BASE_URL.startswith("https://"):
        found.append(_("Pages and programs are reached by https only."))
    plan = status(Path(settings.MAKEGOOD_DATA)).plan
    if plan.hour is not None and not settings.MAKEGOOD_DEMO:
        found.append(_("Each night everything is saved, encrypted, and the copy is opened to see that it works."))
    return found
