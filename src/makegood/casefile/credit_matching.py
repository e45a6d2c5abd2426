"""Which claims a credit is for. Pure. Only what is beyond doubt is matched by itself; the rest a person says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

WAITING = ("submitted", "acknowledged", "info_requested")  # sent and not answered: what is paid of it is thereby accepted


@dataclass(frozen=True, slots=True)
class Found:
    """`parts`: (claim, minor units), none where a person has to say. `why` something is held: "" (nothing is), more (than is owed), several,
    other_currency, not_known."""

    parts: tuple[tuple[Any, int], ...]
    why: str = ""


def owed_on(claim: Any) -> int:
    """What a credit can still be for: of an accepted claim the rest of what was accepted, of an unanswered one all that is asked."""
    return int(claim.asked_minor if claim.state in WAITING else claim.accepted_minor - claim.credited_minor)


def find(*, amount_minor: int, currency: str, named: str, claims: Sequence[Any]) -> Found:
    """By what the credit names (our number of the claim, theirs, the order's), else by an amount that only one accepted claim is owed.

    What names one claim is for it, short or whole; what names several is for all of them where it is their sum, and otherwise a person's.
    """
    said = named.strip().lstrip("#").casefold()
    of_name = [one for one in claims if said and said in _names(one)]
    alike = [one for one in of_name or claims if one.currency == currency and owed_on(one) > 0]
    if of_name:
        if not alike:
            return Found((), "other_currency")
        if len(alike) == 1:
            part = min(amount_minor, owed_on(alike[0]))
            return Found(((alike[0], part),), "more" if part < amount_minor else "")
        if sum(map(owed_on, alike)) == amount_minor:
            return Found(tuple((one, owed_on(one)) for one in alike))
        return Found((), "several")
    if said:
        return Found((), "not_known")
    exact = [one for one in alike if one.state not in WAITING and owed_on(one) == amount_minor]
    return Found(((exact[0], amount_minor),)) if len(exact) == 1 else Found((), "several" if exact else "not_known")


def shared_out(amount_minor: int, claims: Iterable[Any]) -> list[tuple[Any, int]]:
    """A credit over several claims that a person has named: each whole, in their order, as far as it goes."""
    left, parts = amount_minor, []
    for one in claims:
        part = min(left, owed_on(one))
        if part > 0:
            parts.append((one, part))
            left -= part
    return parts


def _names(claim: Any) -> set[str]:
    return {str(name).lstrip("#").casefold() for name in (claim.public_id, claim.filed_as, claim.packet.get("reference", "")) if name}
