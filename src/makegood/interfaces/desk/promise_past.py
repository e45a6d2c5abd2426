"""Earlier promises: listed, compared, taken up again."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import PROMISE
from makegood.apps.policies import queries as policies
from makegood.base.tenancy import Merchant
from makegood.insight.promise import Card, cards_of, differing, markets_of, said_by
from makegood.interfaces.desk.promise import HERE, names_behind, spoken
from makegood.interfaces.desk.promise_values import said_sets
from makegood.journeys.keep_draft import keep_draft
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs


@needs(PROMISE)
def versions(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    published = policies.publications()
    names = names_behind({one.actor for one in published})
    rows = [{"one": one, "who": names.get(one.actor, "")} for one in published]
    context = {"merchant": merchant, "tab": "promise", "rows": rows, "now": now_of(request), "draft": policies.draft()}
    return render(request, "desk/promise_versions.html", context)


def _text_of(name: str) -> tuple[str, Any]:
    """(text, publication or None for the draft). Refuses `version_unknown`."""
    draft = policies.draft() if name == "draft" else None
    if draft is not None:
        return draft.text, None
    found = policies.publication_of(int(name)) if name.isascii() and name.isdigit() and len(name) < 16 else None
    if found is None:
        raise Refusal("version_unknown", "There is no such promise.", "Choose two from the list.", status=404)
    return found.version.text, found


@needs(PROMISE)
def compare(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """Two promises beside each other: rules that came, went, moved or changed, and the sentences."""
    (then, one), (now, two) = _text_of(request.GET.get("then", "")), _text_of(request.GET.get("now", ""))
    today, market = now_of(request).date(), markets_of(merchant, now_of(request))[0]
    before, after = ({card.rule.key: card for card in cards_of(text, market=market, language=spoken(), on=today)} for text in (then, now))
    lines = differing(*(said_by(text, market=market, language=spoken(), on=today).lines for text in (then, now)))
    context = {
        "merchant": merchant, "tab": "promise", "one": one, "two": two, "rules": _rules(before, after, merchant.currency), "market": market,
        "lines": [line for line in lines if line[0] in ("new", "gone")],
    }  # fmt: skip
    return render(request, "desk/promise_compare.html", context)


def _rules(then: dict[str, Card], now: dict[str, Card], currency: str) -> list[dict[str, Any]]:
    """What became of each rule: new, gone, changed, or moved; of a change only what is not the same on both sides."""
    found = []
    for name in dict.fromkeys([*now, *then]):
        old, new = then.get(name), now.get(name)
        sides = [_side(card, currency) for card in (old, new)]
        if old is None or new is None:
            found.append({"id": name, "what": "new" if old is None else "gone", "then": sides[0], "now": sides[1]})
        elif sides[0] != sides[1]:
            same = set(sides[0]) & set(sides[1])
            then_only, now_only = ([one for one in side if one not in same] for side in sides)
            found.append({"id": name, "what": "changed", "then": then_only, "now": now_only})
    common = [name for name in then if name in now]
    if [name for name in now if name in then] != common:
        found.append({"id": "", "what": "order", "then": [], "now": []})
    return found


def _side(card: Card | None, currency: str) -> list[tuple[str, str]]:
    """[(what is said, how)]: when the rule holds, what it gives, and its own words."""
    if card is None:
        return []
    rule = card.rule
    gives = [(str(name), said) for name, said in said_sets(rule.sets, currency)]
    own = [(_("In your own words"), rule.say)] if rule.say else []
    return [(_("When"), rule.when or _("always")), *gives, *own]


@needs(PROMISE)
def take(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """An earlier promise as the draft; a draft that is there is not written over unseen."""
    if request.method == "POST":
        text, _one = _text_of(request.POST.get("version", ""))
        draft = policies.draft()
        edition = request.POST.get("edition", "")
        if draft is not None and edition != str(draft.edition):
            raise Refusal("draft_changed", "There is a draft.", "Look at it first: forget it, or publish it.", status=409)
        keep_draft(
            merchant_id=merchant.id, text=text, edition=draft.edition if draft is not None else 0, by=actor_of(request), now=now_of(request)
        )
    return HttpResponseRedirect(reverse(HERE))
