"""The hub's own questions, asked where a shop has said nothing of a category."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from makegood.apps.inspection import queries as inspections
from makegood.apps.inspection.asking import built_in, template_for
from makegood.base.unit import attempt
from makegood.journeys.set_inspection import set_inspection
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of
from makegood.web.question_rows import choices, read_rows, shown_rows
from makegood.web.scope import actor_of, at_hub


@at_hub
def questions(request: HttpRequest, hub: Any) -> HttpResponse:
    """POST without words in any row: ours are asked again."""
    refusal, language = None, get_language() or "en"
    posted = request.POST if request.method == "POST" else None
    category = (request.GET if posted is None else posted).get("category", "").strip().lower()[:80]
    if posted is not None:
        try:
            with attempt():
                set_inspection(
                    hub_id=hub.id, category=category, questions=read_rows(posted, language), by=actor_of(request), now=now_of(request)
                )
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(request.path)
        except Refusal as refused:
            refusal = refused
    own = inspections.hub_templates(hub.id)
    context = {
        "hub": hub, "refusal": refusal, "category": category, "categories": sorted({*own, *built_in()} - {""}),
        "rows": shown_rows(template_for(category, {}, own).questions, posted, language), **choices(),
    }  # fmt: skip
    return render(request, "dock/questions.html", context, status=refusal.status if refusal else 200)
