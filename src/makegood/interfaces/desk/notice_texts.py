"""The shop's mails in its own words: each kind in each language, with what is wrong beside it, and how it reads on a real case."""

from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from makegood.apps.notices import queries as notices
from makegood.apps.notices.html import html_of
from makegood.apps.notices.quiet import hours_of
from makegood.apps.notices.stages import own_kinds, stage_of
from makegood.apps.notices.writing import original_words
from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.parties.queries import members_of
from makegood.base.tenancy import Merchant
from makegood.casefile.own_texts import faults_of, preview
from makegood.insight.promise import markets_of
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.change_notice_text import change_notice_text
from makegood.journeys.set_quiet_hours import set_quiet_hours
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.mails import mail_page
from makegood.web.notice_words import KINDS, PLACES, kind_name
from makegood.web.scope import actor_of, needs, saw

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES if code in ("en", "de"))
EXAMPLE_LINK = "https://example.com/s/shop/case/…/"


@needs(SETTINGS)
def notice_texts(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """All kinds, which are in the shop's own words, and the hours in which no mail comes."""
    refusal = None
    if request.method == "POST":
        try:
            begin, end = (_hour(request.POST.get(name, "")) for name in ("quiet_from", "quiet_until"))
            set_quiet_hours(merchant_id=merchant.id, begin=begin, end=end, by=actor_of(request), now=now_of(request))
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as found:
            refusal = found
    own = merchant.settings.get("own_texts", {})
    rows = [
        {"kind": kind, "name": KINDS[kind][0], "when": KINDS[kind][1], "own": [code for code in LANGUAGES if kind in own.get(code, [])]}
        for kind in KINDS if kind in own_kinds()
    ]  # fmt: skip
    begin, end = hours_of(merchant.settings)
    trouble = [{"one": one, "name": kind_name(one.kind)} for one in notices.texts_in_trouble()]
    return settings_page(
        request, "notices", merchant, refusal, rows=rows, codes=LANGUAGES, begin=begin, end=end, hours=range(24), trouble=trouble
    )


def _hour(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else -1


@needs(SETTINGS, sees="letter")
def notice_text(request: HttpRequest, merchant: Merchant, kind: str, language: str) -> HttpResponse:
    """One kind in one language: change it, look at it on a case, compare versions, go back."""
    if kind not in own_kinds() or kind not in KINDS or language not in LANGUAGES:
        raise Http404
    now, ours, versions = now_of(request), original_words(kind, language), notices.versions_of(kind, language)
    newest = versions[0] if versions else None
    shown = (newest.subject, newest.text) if newest is not None and newest.text else ours
    refusal, wrong, do = None, [], request.POST.get("do", "")
    if request.method == "POST":
        shown = (request.POST.get("subject", "")[:2000], request.POST.get("text", "")[:20000].replace("\r\n", "\n"))
        markets = markets_of(merchant, now)
        if do in ("save", "ours"):
            try:
                subject, text = shown if do == "save" else ("", "")
                typed = request.POST.get("version", "")
                change_notice_text(
                    merchant_id=merchant.id, kind=kind, language=language, subject=subject, text=text, markets=markets,
                    version=int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0, by=actor_of(request), now=now,
                )  # fmt: skip
                messages.success(request, _("Saved. From now on this mail is written so."))
                return HttpResponseRedirect(request.path)
            except Refusal as found:
                refusal = found
        else:
            wrong = faults_of(kind, language, *shown, markets=markets, on=now.date())
    examples, names = notices.examples_of(kind), {f"staff:person:{one.person_id}": one.person.name for one in members_of(merchant.id)}
    looked_at = request.POST.get("example") or request.GET.get("example", "")
    chosen = next((one for one in examples if one.public_id == looked_at), examples[0] if examples else None)
    saw(request, *([chosen.public_id] if chosen else []))
    said = preview(kind, language, *shown, said=chosen.said if chosen else None, merchant=merchant, link=EXAMPLE_LINK, on=now.date())
    if do == "html":
        return mail_page(html_of(text=said.text, headline=said.subject, shop_name=merchant.name, accent=merchant.accent, language=language))
    context = {
        "kind": kind, "language": language, "called": KINDS[kind][0], "when": KINDS[kind][1], "subject": shown[0], "text": shown[1], "said": said,
        "examples": examples, "chosen": chosen, "wrong": wrong, "looked": do == "look", "version": newest.version if newest else 0,
        "is_own": newest is not None and bool(newest.text), "places": _places(kind), "codes": LANGUAGES, "newest": newest,
        "versions": [{"one": one, "who": names.get(one.actor, one.actor), "lines": lines_between(ours[1], one.text) if one.text else []} for one in versions],
        "ours": ours, "changes": lines_between(ours[1], shown[1]),
    }  # fmt: skip
    return settings_page(request, "notice", merchant, refusal, **context)


def _places(kind: str) -> list[dict[str, Any]]:
    stage = stage_of(kind)
    return [
        {"name": name, "says": PLACES.get(name, name), "must": name in stage.must, "condition": sort == "yes"}
        for name, sort in stage.places.items()
    ]


def lines_between(one: str, other: str) -> list[tuple[str, str]]:
    """(`same`, `del` or `ins`, the line): what changes from one text to the other; nothing where they are the same."""
    before, after = one.splitlines(), other.splitlines()
    found: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if what == "equal":
            found += [("same", line) for line in before[a:b]]
        else:
            found += [("del", line) for line in before[a:b]] + [("ins", line) for line in after[c:d]]
    return found if before != after else []
