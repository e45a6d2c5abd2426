"""What authorities have to be told about dangerous goods, each rule once, and who in the shop hears of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.parties import queries as parties
from makegood.base.actor import Actor
from makegood.law.load import market_used
from makegood.law.places import is_third
from makegood.law.safety import Report, reports, roles_of


def reports_for(markets: Iterable[str], *, shop: Any, own_brand: bool, sent_from: Iterable[str], known_at: datetime) -> list[Report]:
    """Of all markets where it was sold and of the shop's own; where one rule holds for several, its earliest day. `sent_from`: the suppliers' countries."""
    roles = roles_of(own_brand=own_brand, brought_in=any(is_third(country, home=shop.country) for country in sent_from))
    found: dict[tuple[str, str, str], Report] = {}
    for market in sorted({market_used(one) for one in (*markets, shop.country)}):
        for one in reports(market, roles=roles, known_at=known_at):
            key = (one.market, one.cite, one.duty)
            if key not in found or one.due_at < found[key].due_at:
                found[key] = one
    return sorted(found.values(), key=lambda one: (one.due_at, one.market, one.cite))


def letters_to_owners(tasks: list[Any], *, about: str, shop: Any, by: Actor, now: datetime, late: bool = False) -> list[dict[str, Any]]:
    """What is written to each owner, as `write_notice` takes it: what to tell whom by when. It waits for no quiet hours."""
    if not tasks:
        return []
    rows = [
        {
            "market": one.market,
            "duty": one.duty,
            "portal": one.portal,
            "cite": one.cite,
            "by_law": one.by_law,
            "until": one.due_at.isoformat(),
        }
        for one in tasks
    ]
    context = {
        "rows": rows, "item": about, "cause": tasks[0].cause, "late": late, "zone": shop.zone, "shop_name": shop.name,
        "desk": f"{settings.MAKEGOOD_BASE_URL}/desk/recalls/",
    }  # fmt: skip
    owners = [
        one.person for one in parties.members_of(shop.id) if one.role == "owner" and one.joined_at is not None and one.person.is_active
    ]
    return [
        {
            "kind": "authority_asked", "case": None, "audience": "staff", "to": person.email, "by": by, "now": now, "context": context,
            "language": person.language or (shop.languages[0] if shop.languages else "en"),
        }
        for person in owners
    ]  # fmt: skip
