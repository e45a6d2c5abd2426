"""A credit for which there is no claim: a person says what it is."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import credits
from makegood.apps.claims.operations.crediting import add_match, subject_of
from makegood.apps.claims.words import MEANINGS
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.base.actor import Actor
from makegood.base.locks import hold_recoveries
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

# Where it then is: theirs again; ours as a gain; ours for something that no case is about.
INTO = {"sent_back": "provider:clearing", "goodwill": "recovery", "something_else": "expense:goods"}


def explain_credit(*, merchant_id: int, credit_id: str, meaning: str, by: Actor, now: datetime) -> Any:
    """All that is left of it: `sent_back` (it was theirs), `goodwill` (they gave it without a claim), `something_else` (for goods that no case is
    about). Refuses meaning_unknown, credit_used_up."""
    with unit(merchants=[merchant_id], by=by):
        if meaning not in MEANINGS:
            raise Refusal("meaning_unknown", _("This is not known."), _("Choose one of the list."), status=422, field="meaning")
        hold_recoveries(merchant_id)
        credit = credits.credit_of(credit_id)
        if not credit.left_minor:
            raise Refusal("credit_used_up", _("Nothing is left of this credit."), _("Reload the page to see what it was for."), status=409)
        left = credit.left_minor
        match = add_match(credit, meaning=meaning, amount_minor=left, by=by, now=now)
        parts = (("claims:unmatched", credit.currency, left), (INTO[meaning], credit.currency, -left))
        ledger.write([NewEntry("posted", "credit_explained", subject_of(match), parts)], by=by, now=now)
        return credit
