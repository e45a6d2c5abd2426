"""The supplier wants to see what the shop has not: the customer is asked, once, for the shop's sake."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import asks
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.notices import operations as notices
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.deadlines import set_deadline
from makegood.base.unit import unit
from makegood.casefile.asking_customer import ASK, DAYS, INFO_BY, page_for
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.casefile.telling import Telling
from makegood.kernel.refusal import Refusal

LONGEST, MOST_PHOTOS = 1000, 5


def ask_customer(*, merchant_id: int, claim_id: str, words: str, photos: int, by: Actor, now: datetime) -> Any:
    """The CustomerAsk. A mail with a link for just this; whether they answer changes nothing of what they get.

    Refuses info_not_wanted, asked_before, words_needed, photos_not_possible, no_address.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=claimed.claim_of(claim_id).case_id, now=now)
        claim, telling = claimed.claim_of(claim_id), Telling(case, order, now=now)
        if claim.state != "info_requested" or case.closed_at is not None:
            raise Refusal("info_not_wanted", _("Nothing is asked about this claim now."), _("Reload the page."), status=409)
        if asks.ask_of(claim.id) is not None:
            message = _("The customer was asked for this claim before.")
            raise Refusal("asked_before", message, _("Answer with what there is: nobody is asked twice."), status=409)
        if not words.strip():
            raise Refusal(
                "words_needed", _("What should the customer show or say?"), _("Write it in a sentence."), status=422, field="words"
            )
        if not 0 <= photos <= MOST_PHOTOS:
            raise Refusal("photos_not_possible", _("Up to five pictures can be asked for."), _("Choose fewer."), status=422, field="photos")
        if not telling.email():
            raise Refusal("no_address", _("There is no address to write to."), _("Answer with what there is."), status=409)
        until = local_day(now, telling.merchant.zone) + timedelta(days=DAYS)
        made = claims.add_ask(claim, photos=photos, until_on=until, by=by, now=now)
        text = words.strip()[:LONGEST]
        returns.add_words(case=case, texts=[(claim.line_id, ASK, text)], author="staff", by=by, now=now)
        set_deadline(
            kind=INFO_BY, owner="customer", due_at=end_of_day(until, telling.merchant.zone), now=now, source="our own day", case_id=case.id,
            line_id=claim.line_id, subject=claim.public_id, told_on=now.date(),
        )  # fmt: skip
        context = telling.context(wanted=text, until=until, show=page_for(claim, telling.merchant, now=now))
        notices.write_notice(kind="claim_info_asked", context=context, **telling.to_customer(by))
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made
