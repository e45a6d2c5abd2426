"""The folders in which shops put their files of orders, looked at again and again."""

import logging
from datetime import datetime

from makegood.base.tenancy import Merchant
from makegood.base.unit import all_merchant_ids
from makegood.intake import folder
from makegood.interfaces.jobs.job import plan_anew
from makegood.kernel.refusal import Refusal
from makegood.web.follow import after_import

log = logging.getLogger(__name__)


def look(*, now: datetime) -> list[str]:
    """Names of the files that were put away. One shop's trouble (a folder that can't be written) is not the others'."""
    ended = []
    for merchant in Merchant.objects.filter(id__in=all_merchant_ids()).order_by("id"):
        try:
            ended += folder.look(merchant, now=now, follow=after_import(merchant_id=merchant.id, now=now))
        except (OSError, Refusal):
            log.exception("the folder of a shop can't be looked through", extra={"merchant": merchant.id})
    if ended:
        plan_anew()
    return ended
