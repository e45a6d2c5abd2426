"""Who bears what went wrong, in shares of a hundred, and what is asked back of whom. Pure. It never changes what the customer gets."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.returns.states import RECOVERY_ORDER
from makegood.kernel.refusal import Refusal
from makegood.policy.spread import spread

BEARERS = ("supplier", "carrier", "shop", "customer", "nobody")  # the order in which equal remainders get their cent
CLAIMED = ("supplier", "carrier")  # of whom something is asked back
WHOLE = 100
# What an inspection saw, and who bears it where nobody says otherwise.
BY_CAUSE = {
    "production_defect": "supplier", "wrong_item_sent": "supplier", "customization_error": "supplier", "transit_damage": "carrier",
    "customer_damage": "customer",
}  # fmt: skip


def checked(shares: Mapping[str, int]) -> dict[str, int]:
    """The same without zeros, in the order of BEARERS. Refuses `fault_not_whole`, `bearer_unknown`."""
    if unknown := sorted(shares.keys() - set(BEARERS)):
        raise Refusal(
            "bearer_unknown", _("Nobody here is called %(name)s.") % {"name": unknown[0][:40]}, _("Choose one of the list."), field="fault"
        )
    if any(share < 0 for share in shares.values()) or sum(shares.values()) != WHOLE:
        total = sum(shares.values())
        message = _("The shares add up to %(n)s, not to 100.") % {"n": total}
        raise Refusal(
            "fault_not_whole", message, _("Write what each bears in a hundred; together they are 100."), status=422, field="fault"
        )
    return {name: shares[name] for name in BEARERS if shares.get(name)}


def claim_on(record: Mapping[str, Any]) -> list[str]:
    """Of whom the promise claims back what a decision gives; what was called back is asked of its supplier, whatever the promise says."""
    return ["supplier"] if record.get("recall") else list(record["slots"]["claim_on"])


def shares_of(line: Any, claim_on: Iterable[str]) -> dict[str, int]:
    """What each bears: as a person has said; else as the inspection saw it, where the promise claims it back from them; else the whole from the first
    of CLAIMED that the promise names: without a word about shares nothing is asked back twice. A parcel that was lost on its way back is the
    carrier's."""
    if line.fault:
        return dict(line.fault)
    if line.reception == "lost":
        return {"carrier": WHOLE}
    named = [party for party in CLAIMED if party in claim_on]
    seen = BY_CAUSE.get(line.root_cause, "")
    if seen in named:
        return {seen: WHOLE}
    return {named[0]: WHOLE} if named else {}


def part_of(whole_minor: int, shares: Mapping[str, int], party: str) -> int:
    """The party's part of an amount; the parts of all add up to it: largest remainder, equal ones in the order of BEARERS."""
    parts = spread(whole_minor, [shares.get(name, 0) for name in BEARERS])
    return parts[BEARERS.index(party)] if sum(shares.values()) else 0


def recovery_of(claims: Iterable[Any]) -> str:
    """Where a line's recovery stands: with the least advanced of its claims; `none` where there is no claim."""
    return min((one.state for one in claims), key=RECOVERY_ORDER.index, default="none")
