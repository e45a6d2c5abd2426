"""Each night's seal over all lines that were written since the last one, so that a line cut off at a chain's end is missed, too.

A line's own hash finds a change and a gap; nothing after the last line of a chain does. A seal counts the lines of a shop between two ids and
digests their hashes in the order of their ids. It reaches only as far as the night before had seen: no transaction lasts a day, so that no
line can still come in below it.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max

from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import sole_merchant_id
from makegood.base.timeline import TimelineLine

NAME = "chains.sealed"


def seal(*, by: Actor, now: datetime) -> int:
    """Seal what the last seal had seen, for the unit's shop; how many lines."""
    merchant_id = sole_merchant_id()
    chain = f"seals:{merchant_id}"
    last = TimelineLine.objects.filter(chain=chain).order_by("-seq").first()
    after, through = (0, 0) if last is None else (last.body["through"], last.body["seen"])
    lines, digest = _digest(merchant_id, after, through)
    seen = TimelineLine.objects.filter(merchant_id=merchant_id).aggregate(most=Max("id"))["most"] or 0
    timeline.note(chain, NAME, by=by, now=now, after=after, through=through, lines=lines, digest=digest, seen=seen)
    return lines


def _digest(merchant_id: int, after: int, through: int) -> tuple[int, str]:
    """How many lines have an id above `after` and up to `through`, and SHA-256 over `id:hash` of each, a line each."""
    found, count = hashlib.sha256(), 0
    rows = TimelineLine.objects.filter(merchant_id=merchant_id, id__gt=after, id__lte=through).order_by("id").values_list("id", "hash")
    for number, hashed in rows.iterator(5000):
        found.update(f"{number}:{hashed}\n".encode())
        count += 1
    return count, found.hexdigest()


def broken_seals() -> Iterator[str]:
    """A sentence for each seal of the unit's shops that what is there does not meet."""
    for one in TimelineLine.objects.filter(name=NAME).order_by("merchant_id", "seq").iterator(500):
        lines, digest = _digest(one.merchant_id, one.body["after"], one.body["through"])
        if (lines, digest) != (one.body["lines"], one.body["digest"]):
            said = "taken out or changed" if lines < one.body["lines"] else "put in or changed"
            yield (
                f"{one.chain}: of the {one.body['lines']} lines that were sealed on {one.at:%Y-%m-%d} "
                f"(ids {one.body['after'] + 1} to {one.body['through']}) {lines} are there: some were {said}"
            )
