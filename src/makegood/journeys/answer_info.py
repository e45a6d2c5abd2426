"""The shop answers what the supplier asked about a claim, from what it has."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import asks
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.deadlines import end_deadlines
from makegood.base.unit import unit
from makegood.casefile.asking_customer import INFO_BY, names_buyer
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def answer_info(*, merchant_id: int, claim_id: str, words: str, files: Sequence[int], by: Actor, now: datetime) -> Any:
    """The claim with the answer on it; whoever calls sends it on (submit_claim), and the supplier's days begin anew.

    `files`: pictures of the case that the claim does not have yet. Refuses info_not_wanted, answer_empty (no words, no picture, and nothing new
    came), `names_buyer` where it would tell the supplier who the buyer is, file_unknown.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim, words = claimed.claim_of(claim_id), words.strip()
        if claim.state != "info_requested":
            raise Refusal("info_not_wanted", _("Nothing is asked about this claim now."), _("Reload the page."), status=409)
        there = {name for one in claimed.all_evidence_of_claim(claim.id) for name in (one.file_id, one.whole_id)}
        shown = {one.file_id: one.kind for one in queries.shown_in(case.id) if one.file_id}
        if unknown := [one for one in files if one not in shown]:
            raise Refusal("file_unknown", _("There is no such picture in this case."), _("Reload the page."), status=404, file=unknown[0])
        new, ask = [one for one in dict.fromkeys(files) if one not in there], asks.ask_of(claim.id)
        if not (words or new or (ask is not None and ask.ended_as == "answered")):
            raise Refusal("answer_empty", _("There is no answer yet."), _("Write a line, or tick a picture."), status=422, field="words")
        if names_buyer(words, orders.contact_of(order.id)):
            message = _("This would tell the supplier who the buyer is.")
            raise Refusal("names_buyer", message, _("Leave out names, addresses and numbers of the buyer."), status=422, field="words")
        claims.attach(claim, [(one, shown[one]) for one in new])
        claims.add_answer(claim, by=by, now=now, answer="info_given", words=words[:5000])
        if ask is not None and ask.ended_at is None:
            claims.end_ask(ask, "unneeded", photos=0, by=by, now=now)
        end_deadlines(state="void", now=now, case_id=case.id, kind=INFO_BY, subject=claim.public_id)
        return claim
