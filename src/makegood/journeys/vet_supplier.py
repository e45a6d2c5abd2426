"""The shop writes down what it knows of a supplier before it relies on it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.sourcing import operations as sourcing
from makegood.apps.sourcing import queries
from makegood.apps.sourcing.words import ANSWERS, ASKED
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def vet_supplier(*, merchant_id: int, code: str, answers: Mapping[str, str], by: Actor, now: datetime) -> Any:
    """The Vetting, a new version of all `answers` ({question: yes, partly, no; "" or left out: not known}).

    Refuses `supplier_unknown`, `question_unknown`, `answer_unknown`, and `nothing_changed` where the newest version says the same.
    """
    known = {question: answer for question, answer in answers.items() if answer}
    for question, answer in known.items():
        if question not in ASKED:
            raise Refusal("question_unknown", _("This question is not asked."), _("Reload the page."), field=question)
        if answer not in ANSWERS:
            raise Refusal("answer_unknown", _("This answer is not known."), _("Choose one of the answers."), field=question)
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        if not suppliers.versions_of(code):
            raise Refusal("supplier_unknown", _("There is no such supplier."), _("Add it first, with its terms."), status=404, field="code")
        newest = queries.vettings_of(code)[:1]
        if known == (newest[0].answers if newest else {}):
            raise Refusal("nothing_changed", _("Nothing has changed."), _("Answer a question, or leave it as it is."), status=409)
        return sourcing.vet(code=code, answers=known, by=by, now=now)
