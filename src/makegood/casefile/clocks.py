"""Five clocks of a line: until when the customer can ask, and the supplier, an insurer, the carrier and the bank can be turned to. Pure.

They are computed from what is known today, and each says where it comes from; one without a day says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.casefile.claiming import window_for
from makegood.casefile.facts import Way
from makegood.kernel.period import add_days
from makegood.law.card_disputes import last_dispute_day
from makegood.law.carriage_claims import carrier_day

KINDS = ("customer", "supplier", "protection", "carrier", "card")


@dataclass(frozen=True, slots=True)
class Clock:
    """`until`: its last day; `opens_on`: before it nothing is taken. `source`: law:withdrawal, law:conformity, promise, agreement:<code>, dispute, card,
    paypal, or a citation. `why` there is no day: nothing_more, no_agreement, none_known, not_theirs, no_card, or a Window's why. `done`: it was met.
    """

    kind: str
    until: date | None = None
    opens_on: date | None = None
    source: str = ""
    why: str = ""
    done: bool = False

    def is_over(self, today: date) -> bool:
        return not self.done and self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class Known:
    """What the clocks are read from. `item`: the order's line; `sent_from`: the country that the goods came from; `claims` and `disputes` of the
    line's case.
    """

    order: Any
    item: Any
    line: Any
    decision: Any
    agreement: Any
    way: Way
    sent_from: str
    claims: tuple[Any, ...] = ()
    disputes: tuple[Any, ...] = ()


def clocks_of(known: Known) -> list[Clock]:
    """In the order of KINDS, each once."""
    return [_customer(known), _supplier(known), Clock("protection", why="none_known"), _carrier(known), _card(known)]


def nearest(clocks: Iterable[Clock], today: date) -> Clock | None:
    """The one that runs out first of those that still run and that somebody of ours can meet: never the customer's own."""
    running = [one for one in clocks if one.kind != "customer" and not one.done and one.until is not None and one.until >= today]
    return min(running, key=lambda one: one.until or today, default=None)


def lost_meanwhile(known: Known, clocks: Iterable[Clock], today: date) -> int | None:
    """What it costs that the customer may still ask while the supplier takes no claim any more: our cost of the pieces, minor units of the shop's
    currency; None where that is not so, or the cost is not known.
    """
    by_kind = {one.kind: one for one in clocks}
    supplier, customer = by_kind["supplier"], by_kind["customer"]
    late = supplier.is_over(today) or supplier.why == "never_opens"
    if not late or customer.until is None or customer.until < today or known.item.cost_minor is None:
        return None
    return int(known.item.cost_minor * known.line.quantity)


def _customer(known: Known) -> Clock:
    """The latest of what the law and the promise give for this trouble."""
    if known.decision is None:
        return Clock("customer", why="none_known")
    record, found = known.decision.record, []
    for given in record["entitlements"].values():
        found += [
            (date.fromisoformat(given[name]["until"]), f"law:{name}")
            for name in ("withdrawal", "conformity")
            if (given.get(name) or {}).get("until")
        ]
    window = record["slots"].get("window") or {}
    start = {"delivery": known.way.last_delivered_on, "order": known.order.placed_on, "shipment": known.way.shipped_on}.get(
        window.get("from", "")
    )
    if "until" in window:
        found.append((date.fromisoformat(window["until"]), "promise"))
    elif start is not None:
        found.append((add_days(start, int(window["days"])), "promise"))
    if not found:
        return Clock("customer", why="nothing_more")
    until, source = max(found, key=lambda one: (one[0], one[1].startswith("law")))
    return Clock("customer", until, source=source)


def _supplier(known: Known) -> Clock:
    if known.agreement is None:
        return Clock("supplier", why="no_agreement")
    source = f"agreement:{known.agreement.code}"
    window = window_for(known.agreement, known.line.kinds[0], known.order, known.way)
    made = any(one.line_id == known.line.id and one.state != "drafted" for one in known.claims)
    return Clock("supplier", window.closes_on, window.opens_on, source, "" if window.closes_on else window.why, made)


def _carrier(known: Known) -> Clock:
    found = carrier_day(
        known.line.kinds[0], start=known.sent_from, end=known.order.market.split("-")[0], handed_over_on=known.way.shipped_on,
        delivered_on=known.way.delivered_on,
    )  # fmt: skip
    if found is None:
        return Clock("carrier", why="not_theirs")
    return Clock("carrier", found.until, source=found.cite, why="" if found.until else "start_not_known")


def _card(known: Known) -> Clock:
    """Our answer's last day where a dispute waits for one; otherwise the last day on which one can be begun."""
    waiting = [one.due_at.date() for one in known.disputes if one.due_at is not None and one.state in ("told", "needs_response")]
    if waiting:
        return Clock("card", min(waiting), source="dispute")
    order = known.order
    found = last_dispute_day(
        order.payment_method, paid_on=order.placed_on, came_on=known.way.last_delivered_on, expected_on=order.promised_on
    )
    return Clock("card", why="no_card") if found is None else Clock("card", found.until, source=found.cite)
