"""How a recall stands: who was told, what they chose, what it cost, what the supplier owes for it; and goods that may not be offered in the EU."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.claims import queries as claims
from makegood.apps.orders import sales
from makegood.apps.recalls import queries as recalls
from makegood.apps.settlement import queries as settlement
from makegood.apps.suppliers import queries as suppliers
from makegood.base.tenancy import Merchant
from makegood.casefile.days import local_day
from makegood.law.places import in_eea


@dataclass(frozen=True, slots=True)
class Cost:
    """Minor units of `currency`: what customers got back, and of the supplier what was asked, accepted and credited."""

    currency: str
    refunded: int = 0
    asked: int = 0
    accepted: int = 0
    credited: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    progress: recalls.Progress
    costs: list[Cost]
    new_goods: int
    to_send: list[Any]
    tasks: list[Any]


def standing_of(recall: Any) -> Standing:
    """`new_goods`: pieces that are sent anew. `to_send`: claims that wait to be sent."""
    cases = recalls.cases_of_recall(recall.id)
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for paid in settlement.reimbursements_of_cases(cases):
        if paid.state in ("pending", "posted"):
            sums[paid.currency]["refunded"] += paid.amount_minor
    made = claims.claims_of_cases(cases)
    for one in made:
        for name in ("asked", "accepted", "credited"):
            sums[one.currency][name] += getattr(one, f"{name}_minor")
    progress = recalls.progress_of(recall.id)
    costs = [Cost(currency, **found) for currency, found in sorted(sums.items())]
    return Standing(
        progress,
        costs,
        progress.answers.get("replacement", 0),
        [one for one in made if one.state == "drafted"],
        recalls.tasks_of_recall(recall.id),
    )


QUARTER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A product from outside the EEA that was sold there in the last quarter, and nobody in the EU answers for it."""

    sku: str
    title: str
    supplier: str
    country: str
    pieces: int


def nobody_answers(merchant: Merchant, *, now: datetime) -> list[Unanswered]:
    """What may not be offered in the EU (Reg. (EU) 2023/988 art. 16(1)); those that sell most first. A shop in the EEA whose brand is on it is
    its manufacturer and answers itself."""
    today = local_day(now, merchant.zone)
    abroad = {one.code: one.organisation.country for one in suppliers.current_agreements(today) if not in_eea(one.organisation.country)}
    if not abroad:
        return []
    rows = [row for row in sales.pieces_to(now - QUARTER, now, suppliers=list(abroad)) if in_eea(row[3].split("-")[0])]
    known = recalls.makers({row[0] for row in rows})
    found: dict[tuple[str, str], Unanswered] = {}
    for sku, supplier, title, _market, pieces in rows:
        maker = known.get(sku)
        if maker is not None and (maker.responsible or (maker.own_brand and in_eea(merchant.country))):
            continue
        before = found.get((sku, supplier))
        found[(sku, supplier)] = Unanswered(sku, title, supplier, abroad[supplier], pieces + (before.pieces if before else 0))
    return sorted(found.values(), key=lambda one: (-one.pieces, one.sku))
