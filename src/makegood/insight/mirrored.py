"""What a look finds of what the shop's own system is told, and of refunds through it; numbers W030 to W033 of docs/how-to/doctor.md."""

from collections.abc import Iterator
from typing import Any

from makegood.apps.mirror import queries as mirror
from makegood.apps.mirror.words import SERVED
from makegood.apps.orders.words import SHOP_SYSTEMS
from makegood.apps.settlement import queries as settlement
from makegood.base.connections import connection_of

Found = tuple[str, str, str, str]


def diagnose_mirror(merchant: Any) -> Iterator[Found]:
    """(id, level, message, what helps) for the unit's shop."""
    name, system, payer = merchant.slug, connection_of("shop"), connection_of("payments")
    if payer is not None and payer.party in SHOP_SYSTEMS and (system is None or system.party != payer.party):
        yield (
            "mg.E030", "error", f"{name}: refunds are to leave through {payer.party}, which is not connected.",
            "Connect the shop again under Settings, or choose another who pays.",
        )  # fmt: skip
    untold = len(mirror.errands_before_person())
    if untold:
        yield (
            "mg.W030", "warning", f"{name}: the shop's system was not told of {untold} things.",
            "See Today: each says why, and can be tried again or done there by hand.",
        )  # fmt: skip
    if system is not None and "open_return" in SERVED.get(system.party, ()) and not mirror.places():
        yield (
            "mg.W031", "warning", f"{name}: nobody has said at which location goods that come back are stock again.",
            "Choose it under Settings, Shop system.",
        )  # fmt: skip
    asked = len(settlement.in_question())
    if asked:
        yield (
            "mg.W032", "warning", f"{name}: {asked} refunds in the shop's system may be payments of ours.",
            "See Today: until somebody has said, they are not sent.",
        )  # fmt: skip
