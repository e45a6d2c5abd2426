"""Which claims go out by themselves now, grouped as their supplier wants them. Pure: nothing here reads a clock or sends.

A person has a while to look at each draft. What lacks a picture that the supplier wants waits for a person as well; but no claim waits for its group,
a person or a picture when its last day comes near: a claim with too little is better than none.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from makegood.casefile.claiming import is_ahead

LOOK = timedelta(hours=1)  # after it was drafted nobody but a person sends it
AHEAD_DAYS = 2  # so many days before its last one a claim goes, whatever its group
BATCH_DAYS = 3  # a batch is gathered for so long from its first claim on
WEEKLY = 0  # Monday
PICTURES = ("photo", "photo_of_product", "photo_of_packaging", "all_in_one_frame")


def due_groups(claims: Iterable[Any], shown: Mapping[int, int], *, today: date, now: datetime) -> list[list[Any]]:
    """Drafted claims on one supplier (of one agreement), in the groups in which they go now; those that wait are in none.

    `shown`: by the claim's id, how many pictures it has. `grouping` is the agreement's: order, batch (the same article of the same lot, as
    far as the order names one), week, or unknown: each alone.
    """
    groups: dict[Any, list[Any]] = {}
    for one in claims:
        if one.state == "drafted" and not is_ahead(one, today) and (now - one.drafted_at >= LOOK or is_urgent(one, today)):
            groups.setdefault(_key(one), []).append(one)
    due = []
    for group in groups.values():
        urgent = [one for one in group if is_urgent(one, today)]
        ready = [one for one in group if one in urgent or not lacks_pictures(one, shown.get(one.id, 0))]
        if ready and (urgent or _is_time(ready, today, now)):
            due.append(ready)
    return due


def is_urgent(claim: Any, today: date) -> bool:
    return claim.window_until is not None and claim.window_until - today <= timedelta(days=AHEAD_DAYS)


def lacks_pictures(claim: Any, shown: int) -> bool:
    """Does the supplier want to see more than there is?"""
    wanted = [one for one in claim.packet.get("evidence") or [] if one["kind"] in PICTURES and not one.get("if_doubtful")]
    return shown < max((int(one.get("count", 1)) for one in wanted), default=0)


def _grouping(claim: Any) -> str:
    return str(claim.agreement.terms.get("grouping") or "")


def _key(claim: Any) -> Any:
    by = {"order": claim.case.order_id, "batch": (claim.packet["sku"], claim.packet.get("batch")), "week": ""}
    return (claim.agreement_id, by.get(_grouping(claim), claim.id))


def _is_time(group: list[Any], today: date, now: datetime) -> bool:
    grouping = _grouping(group[0])
    if grouping == "week":
        return today.weekday() == WEEKLY
    if grouping == "batch":
        return now - min(one.drafted_at for one in group) >= timedelta(days=BATCH_DAYS)
    return True
