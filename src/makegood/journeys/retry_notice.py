"""A person tries a mail again."""

from datetime import datetime

from makegood.apps.notices import operations as notices
from makegood.apps.notices import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def retry_notice(*, merchant_id: int, public_id: str, by: Actor, now: datetime) -> None:
    """Refuses `notice_unknown`."""
    with unit(merchants=[merchant_id], by=by):
        notice = queries.notice_of(public_id)
        if notice is None:
            raise Refusal("notice_unknown", "There is no such message.", "Reload the page.", status=404)
        notices.retry(notice.id)
        chain = f"notice:{notice.id}" if notice.case_id is None else f"case:{notice.case_id}"
        timeline.note(chain, "notice.retried", by=by, now=now, subject=public_id)
