"""Claims that go out by themselves, where the shop said so."""

import logging
from datetime import datetime

from makegood.apps.claims import queries as claims
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.terms import goes_by_mail
from makegood.base.actor import SYSTEM
from makegood.base.tenancy import merchant_of
from makegood.base.unit import all_merchant_ids, unit
from makegood.casefile.autopilot import due_groups
from makegood.casefile.days import local_day
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow

log = logging.getLogger(__name__)


def send_due(*, now: datetime) -> int:
    """Each group in one mail and one transaction; how many claims were sent. One that a person sent or changed meanwhile is looked at again next time."""
    sent = 0
    for merchant_id in all_merchant_ids():
        for group in _due(merchant_id, now):
            try:
                with unit(merchants=[merchant_id], by=SYSTEM):
                    submit_claim(
                        merchant_id=merchant_id, claim_id=group[0][0], beside=[name for name, _case in group[1:]], by=SYSTEM, now=now
                    )
                    for case_id in sorted({case_id for _name, case_id in group}):
                        follow(merchant_id=merchant_id, case_id=case_id, now=now)
                sent += len(group)
            except Refusal as refusal:
                log.warning("claims wait for a person", extra={"claims": [name for name, _case in group][:20], "code": refusal.code})
    return sent


def _due(merchant_id: int, now: datetime) -> list[list[tuple[str, int]]]:
    """[[(claim, case)]] of a shop."""
    with unit(merchants=[merchant_id]):
        codes = suppliers.on_autopilot()
        drafted = claims.drafted_on(codes) if codes else []
        waiting = [one for one in drafted if one.agreement is not None and one.agreement.email and goes_by_mail(one.agreement.terms)]
        if not waiting:
            return []
        shown = claims.pictures_of(one.id for one in waiting)
        groups = due_groups(waiting, shown, today=local_day(now, merchant_of(merchant_id).zone), now=now)
        return [[(one.public_id, one.case_id) for one in group] for group in groups]
