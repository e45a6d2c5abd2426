"""A person tries again what a provider refused or did not answer."""

from datetime import datetime

from django.utils.translation import gettext as _

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations import postage as writing
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def retry_postage(*, merchant_id: int, postage_id: str, by: Actor, now: datetime) -> None:
    """At once, by a job; the port looks first what became of the try before. Refuses `nothing_to_retry`."""
    with unit(merchants=[merchant_id], by=by):
        case, _order = hold_case(parcel_id=postage.postage_by(postage_id).parcel_id, now=now)
        found = postage.lock_postage(postage_id)
        if found.state == "bought" and found.file_id is None and found.label_url:
            found.next_try_at, found.tries = now, 0
            found.save(update_fields=["next_try_at", "tries"])
        elif found.state in ("failed", "void_failed") or (found.state == "wanted" and found.way == "stock"):
            writing.try_again(found, now=now)
        else:
            raise Refusal("nothing_to_retry", _("There is nothing to try again."), _("Reload the case."), status=409)
        timeline.note(f"case:{case.id}", "postage.retried", by=by, now=now, subject=found.public_id)
        if found.way == "stock":
            defer("give_postage", merchant_id=merchant_id)
        else:
            defer("carry_postage", lock=found.key, merchant_id=merchant_id, postage_id=found.public_id)
