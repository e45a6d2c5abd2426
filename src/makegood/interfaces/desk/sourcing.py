"""Settings > Suppliers > what is known of one: the checklist with its score, and samples that were sent back to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from makegood.apps.parties.abilities import SETTINGS
from makegood.apps.sourcing import queries as sourcing
from makegood.apps.sourcing.score import score_of
from makegood.apps.sourcing.words import ASKED, QUESTIONS, STEPS
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.casefile.days import local_day
from makegood.interfaces.desk.promise import names_behind
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.begin_test_return import begin_test_return
from makegood.journeys.end_test_return import end_test_return
from makegood.journeys.record_test_step import record_test_step
from makegood.journeys.vet_supplier import vet_supplier
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.forms import day_typed
from makegood.web.scope import actor_of, needs
from makegood.web.sourcing_words import ANSWERS, ASKS, OUTCOMES, PARTS, WAITS, allowed_words, measured_words, score_words
from makegood.web.sourcing_words import STEPS as STEPS_SAID


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant, code: str) -> HttpResponse:
    """What is known, each answer to be changed; the test return that runs with its next step; all of before, dated."""
    versions = suppliers.versions_of(code)
    if not versions:
        raise Refusal("supplier_unknown", _("There is no such supplier."), _("See the list of them."), status=404)
    refusal, now = None, now_of(request)
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, code)
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    found = sourcing.vetted(code)
    running = next((one for one in found.tests if not one.outcome), None)
    return settings_page(
        request, "supplier_vetting", merchant, refusal, code=code, who=versions[0].organisation.name, agreement=versions[0],
        score=score_words(found.score), parts=_parts(request, found, refusal), answers=ANSWERS.items(), test=_test(running) if running else None,
        tests=[_test(one) for one in found.tests if one.outcome], vettings=_versions(found.vettings), today=local_day(now, merchant.zone),
        products=suppliers.products_of(code)[:200], others=[one for one in suppliers.by_code() if one != code],
    )  # fmt: skip


def _act(request: HttpRequest, merchant: Merchant, code: str) -> None:
    form = request.POST
    who: dict[str, Any] = {"merchant_id": merchant.id, "by": actor_of(request), "now": now_of(request)}
    match form.get("do"):
        case "vet":
            vet_supplier(code=code, answers={one: form.get(one, "") for one in ASKED}, **who)
            messages.success(request, _("Saved."))
        case "begin":
            begin_test_return(code=code, sku=form.get("sku", ""), asked_on=day_typed(form.get("on", ""), "on"), **who)
            messages.success(request, _("The test return has begun."))
        case "step":
            on = day_typed(form.get("on", ""), "on")
            record_test_step(test_id=form.get("test", ""), step=form.get("step", ""), on=on, **who)
            messages.success(request, _("Written down."))
        case "end":
            end_test_return(test_id=form.get("test", ""), outcome=form.get("outcome", ""), **who)
            messages.success(request, _("Written down."))
        case _:
            raise Refusal("step_unknown", _("This step is not known."), _("Reload the page."))


def _parts(request: HttpRequest, found: Any, refusal: Refusal | None) -> list[dict[str, Any]]:
    """The checklist; beside a question that a test return measured stands what it showed, which goes before what is said."""
    typed = request.POST if refusal is not None and request.POST.get("do") == "vet" else None
    said = typed if typed is not None else found.vettings[0].answers if found.vettings else {}
    seen = {one.question: f"{measured_words(one)} {_('It counts as: %(answer)s.') % {'answer': ANSWERS[one.answer]}}" for one in found.seen}
    return [
        {
            "title": PARTS[part],
            "rows": [{"name": one, "asks": ASKS[one], "said": said.get(one, ""), "seen": seen.get(one, "")} for one in asked],
        }
        for part, asked in QUESTIONS.items()
    ]


def _test(test: Any) -> dict[str, Any]:
    """Steps that have a day, what is waited for, and which may be written down next."""
    done = [{"said": STEPS_SAID[step], "on": test.steps[step]} for step in STEPS if step in test.steps]
    ahead = STEPS[STEPS.index(test.step) :] if test.step else ()
    return {
        "one": test, "done": done, "waits": WAITS.get(test.step, ""), "ahead": [(step, STEPS_SAID[step]) for step in ahead],
        "allowed": allowed_words(test, test.step) if test.step else "", "outcome": OUTCOMES.get(test.outcome, ""),
        "passed": [STEPS_SAID[step] for step in STEPS if step not in test.steps] if test.outcome else [],
    }  # fmt: skip


def _versions(vettings: list[Any]) -> list[dict[str, Any]]:
    who = names_behind(one.actor for one in vettings)
    return [{"one": one, "score": score_words(score_of(one.answers)), "who": who.get(one.actor, "")} for one in vettings]
