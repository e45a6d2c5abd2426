"""What is asked of a piece that comes back, and what the shop calls the grades."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.asking import built_in, template_for
from makegood.apps.inspection.scale import SCALE
from makegood.apps.inspection.words import GRADES
from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import SETTINGS
from makegood.base.tenancy import Merchant
from makegood.base.unit import attempt
from makegood.interfaces.desk.shop_settings import settings_page
from makegood.journeys.set_grades import set_grades
from makegood.journeys.set_inspection import set_inspection
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.question_rows import choices, read_rows, shown_rows
from makegood.web.scope import actor_of, needs


@needs(SETTINGS)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    """`category` chooses whose questions are shown. POST: `do` is questions, again (the hub's, or ours) or grades."""
    refusal, do, language = None, request.POST.get("do", ""), get_language() or "en"
    category = (request.POST if do else request.GET).get("category", "").strip().lower()[:80]
    if request.method == "POST":
        try:
            with attempt():
                _act(request, merchant, do, category, language)
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    own = inspections.shop_templates().get(merchant.id, {})
    used = parties.hub_of_shop()
    asked = template_for(category, own, inspections.hub_templates(used.hub_id) if used is not None else {})
    named = request.POST if do == "grades" else {f"grade_{grade}": name for grade, name in (merchant.settings.get(SCALE) or {}).items()}
    context = {
        "category": category, "own": category in own, "categories": sorted({*own, *built_in()} - {""}),
        "rows": shown_rows(asked.questions, request.POST if do == "questions" else None, language),
        "grades": [(grade, str(named.get(f"grade_{grade}", ""))) for grade in GRADES], **choices(),
    }  # fmt: skip
    return settings_page(request, "inspection", merchant, refusal, **context)


def _act(request: HttpRequest, merchant: Merchant, do: str, category: str, language: str) -> None:
    by, now = actor_of(request), now_of(request)
    if do == "grades":
        set_grades(merchant_id=merchant.id, names={one: request.POST.get(f"grade_{one}", "") for one in GRADES}, by=by, now=now)
        return
    questions = [] if do == "again" else read_rows(request.POST, language)
    if do == "questions" and not questions:
        raise Refusal("question_invalid", _("A template has at least one question."), _("Write one, or ask the hub's again."), field="q0")
    set_inspection(merchant_id=merchant.id, category=category, questions=questions, by=by, now=now)
