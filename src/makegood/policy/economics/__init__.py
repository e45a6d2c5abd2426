"""What each lawful way to make a line good really costs this shop, every number with its source. It advises; the policy decides (promise.md, 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from makegood.kernel.money import round_half_up, text_from_minor
from makegood.law.calendar import add_business_days
from makegood.policy.decision import Decision
from makegood.policy.economics.basis import Basis, Owed, check_values, owed_of
from makegood.policy.economics.figures import Figure, figures_for
from makegood.policy.economics.parts import Part, parts_of
from makegood.policy.economics.ways import NEW_ONES, SMALLER, Way, pick_of, ways_of
from makegood.policy.facts import read_facts


@dataclass(frozen=True, slots=True)
class Cost:
    """One way: `minor` is the sum of its parts, in minor units of the policy's currency; `minutes` of staff are in it.

    `arrives_on`: when a new one is there, None where nobody knows or nothing is sent; `too_late`: after the day the customer needs it.
    """

    way: Way
    parts: tuple[Part, ...]
    minutes: int
    arrives_on: date | None = None
    too_late: bool = False

    @property
    def minor(self) -> int:
        return sum(part.minor for part in self.parts)

    @property
    def direct(self) -> int:
        """Goods that are gone and what others are paid, without staff, profit and what may happen: the measure of the published table."""
        return sum(part.minor for part in self.parts if part.group == "direct")

    def as_json(self, currency: str) -> dict[str, Any]:
        return {
            "remedy": self.way.remedy,
            "ship_back": self.way.ship_back,
            "basis": self.way.basis,
            "cost": text_from_minor(self.minor, currency),
            "direct": text_from_minor(self.direct, currency),
            "staff_minutes": self.minutes,
            "arrives_on": None if self.arrives_on is None else self.arrives_on.isoformat(),
            "too_late": self.too_late,
            "parts": [
                {
                    "name": part.name,
                    "group": part.group,
                    "amount": text_from_minor(part.minor, currency),
                    "figures": [figure.as_json(currency) for figure in part.figures],
                }
                for part in self.parts
            ],
        }


@dataclass(frozen=True, slots=True)
class Costs:
    """`rows`: cheapest first. `policy` and `cheapest` are rows of it; `alternative`: no returns are taken and the customer disputes the payment."""

    currency: str
    rows: tuple[Cost, ...]
    policy: Cost
    cheapest: Cost
    alternative: Cost

    def as_json(self) -> dict[str, Any]:
        """Amounts as decimal strings (contract.md); each row says whether the policy picks it and whether it is the cheapest."""
        rows = [
            row.as_json(self.currency) | {"policy": row is self.policy, "cheapest": row is self.cheapest} for row in self.rows
        ]  # fmt: skip
        return {"currency": self.currency, "rows": rows, "alternative": self.alternative.as_json(self.currency)}


def economics(
    decision: Decision,
    *,
    offers: Sequence[Mapping[str, Any]] = (),
    owed: Owed | None = None,
    measured: Mapping[str, Figure] | None = None,
) -> Costs:
    """Price every lawful way for the decision's line.

    `offers`: their days say when a new one arrives; `owed`: what a refund gives back where more is known than the facts tell (tax, earlier
    refunds); `measured`: the shop's own figures by name, which stand over the defaults. Refuses `bad_input`, `price_unknown` and `cost_unknown`.
    """
    values = read_facts(decision.facts, decision.currency, decision.on)
    check_values(values)
    figures = figures_for(decision.currency, measured)
    basis = Basis(
        decision=decision,
        values=values,
        figures=figures,
        owed=owed_of(decision, values) if owed is None else owed,
        quantity=values.get("case.quantity") or 1,
        new_by=_new_by(decision, values, offers, figures),
    )
    ways = ways_of(decision, values)
    picked = pick_of(decision, ways)
    rows = sorted(_with_refusals([_cost(way, basis) for way in ways], basis), key=lambda row: (row.minor, row.way.place))
    return Costs(
        currency=decision.currency,
        rows=tuple(rows),
        policy=next(row for row in rows if row.way == picked),
        cheapest=rows[0],
        alternative=_cost(Way("dispute", "none", "possible"), basis),
    )


def _cost(way: Way, basis: Basis) -> Cost:
    arrives = basis.new_by if way.remedy in NEW_ONES else None
    needed = basis.values.get("case.needed_by")
    late = arrives is not None and needed is not None and arrives > needed
    parts, minutes = parts_of(way, basis, late=late)
    return Cost(way, tuple(parts), minutes, arrives, late)


def _with_refusals(rows: list[Cost], basis: Basis) -> list[Cost]:
    """A smaller extra binds nobody: who does not take it uses the right beside it, and that is paid for as well."""
    rights = [row.minor for row in rows if row.way.basis == "statutory" and row.way.remedy not in SMALLER]
    if not rights:
        return rows
    taken, found = basis.get("extra_taken"), []
    for row in rows:
        more = min(rights) - row.minor
        if row.way.remedy in SMALLER and row.way.basis != "statutory" and more > 0:
            part = Part("not_taken", "risk", round_half_up(more * (1 - taken.value)), (taken,))
            row = replace(row, parts=(*row.parts, part))
        found.append(row)
    return found


def _new_by(
    decision: Decision, values: Mapping[str, Any], offers: Sequence[Mapping[str, Any]], figures: Mapping[str, Figure]
) -> date | None:
    """The last day of an offer of a new one; without one, working days to make it and to carry it from the day of the decision."""
    told = [str(offer["eta_until"]) for offer in offers if offer["remedy"] in NEW_ONES and offer.get("eta_until")]
    if told:
        return date.fromisoformat(max(told))
    made = values.get("item.production_days")
    if made is None and values.get("item.personalised") is not False:
        return None
    return add_business_days(decision.on, (made or 0) + 1 + figures["carriage_days"].value, str(values["order.market"]))
