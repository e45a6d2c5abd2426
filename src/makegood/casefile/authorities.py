"""What authorities have to be told about dangerous goods, each rule once, and who in the shop hears of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.parties import queries as parties
from makegood.apps.recalls import queries as recalls
from makegood.apps.suppliers import queries as suppliers
from makegood.base.actor import Actor
from makegood.casefile.days import local_day
from makegood.casefile.recalling import Weighed
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


def reports_of_recall(sku: str, weighed: Weighed, *, shop: Any, now: datetime) -> tuple[bool, list[Report]]:
    """(does it bear the shop's own brand, what has to be told if these goods could hurt anyone)."""
    maker = recalls.makers([sku]).get(sku)
    own_brand = maker is not None and maker.own_brand
    known = {one.code: one.organisation.country for one in suppliers.current_agreements(local_day(now, shop.zone))}
    sent_from = {known[code] for code in weighed.suppliers if code in known}
    return own_brand, reports_for(weighed.markets, shop=shop, own_brand=own_brand, sent_from=sent_from, known_at=now)


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
