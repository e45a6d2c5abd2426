"""One function for preview and decision: what was shown is what is decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from makegood.apps.claims.expected import expected_recovery, recovered_shares, recovered_shares_wanted
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.policies import queries as policies
from makegood.apps.settlement import queries as settlement
from makegood.apps.stock import queries as stock
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.terms import evidence_plan
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.together import Wanted, merchant_wanted, read_together
from makegood.casefile.claiming import window_for
from makegood.casefile.days import local_day
from makegood.casefile.elsewhere import counted_past
from makegood.casefile.evidence import plan_of
from makegood.casefile.facts import LineSource, facts_of, way_of
from makegood.casefile.money import left_of, quote_order
from makegood.casefile.sourcing import Wish
from makegood.casefile.ways import days_to_promise, is_personal, listed
from makegood.law.load import zone_of
from makegood.policy.decide import decide
from makegood.policy.decision import Decision
from makegood.policy.offer_money import OfferMoney
from makegood.policy.offers import make_offers, resting_in
from makegood.policy.rules import Policy, load_policy
from makegood.policy.slots import RELEASES

# A shop that has published nothing promises nothing: the law's floor stands, and a person decides.
NOTHING_PROMISED = "policy: nothing-promised\ncurrency: {currency}\nrules:\n  - id: a-person-decides\n    set: {{approval: review}}\n"
_RANK = {"offered": 2, "needs_review": 1, "refused": 0}


@dataclass(frozen=True, slots=True)
class Asked:
    """One line that is asked about: an order line, or the line of a case that exists."""

    order_line_id: int
    quantity: int
    kinds: tuple[str, ...]
    major: bool | None = None
    photos: int = 0
    events: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """`record` is what is kept: the decision, the offers, the money that they were made of, and which policy was used and why."""

    asked: Asked
    order_line: Any
    decision: Decision
    offers: list[dict[str, Any]]
    evidence_plan: list[dict[str, Any]]
    policy_id: int | None
    record: dict[str, Any]

    @property
    def outcome(self) -> str:
        """The decision's; where something is offered but nothing is left to give (all was refunded before), a person looks."""
        return "needs_review" if self.decision.outcome == "offered" and not self.offers else self.decision.outcome


def decide_lines(
    order: Any,
    asked: list[Asked],
    *,
    now: datetime,
    notified_on: date | None = None,
    needed_by: date | None = None,
    first_decision: bool = True,
) -> list[Decided]:
    """Decide each line of one order. Reads through queries, writes nothing."""
    read_together(*deciding_wanted(order, now))
    merchant = merchant_of(order.merchant_id)
    lines = {line.id: line for line in orders.lines_of(order.id)}
    reimbursements = settlement.reimbursements_of_order(order.id)
    document = quote_order(order, list(lines.values()), orders.payments_of(order.id), counted_past(order.id), reimbursements)
    left, _ = left_of(document)
    wanted: dict[str, int] = {}
    for one in asked:
        name = lines[one.order_line_id].public_id
        wanted[name] = wanted.get(name, 0) + one.quantity
    takes_all = all(wanted.get(name, 0) >= units for name, units in left.items())
    today = local_day(now, zone_of(order.market))
    shared = {
        "hub": parties.hub_of_shop(),
        "history": orders.customer_history(order),
        "shipments": orders.parcels_of_lines(order.id),
        "agreements": agreements_of(lines.values()),
        "recovered": recovered_shares(now),
        "value": sum(_value(lines[one.order_line_id], one.quantity) for one in asked),
        "notified": notified_on or today,
        "needed_by": needed_by,
        "today": today,
        "listed": listed(order.id),
    }
    candidates = _policies(order, merchant, now)

    def decide(one: Asked, *, with_shipping: bool) -> Decided:
        line = lines[one.order_line_id]
        money = _money(document, line, one, shared, order, with_shipping=with_shipping)
        return _decide_one(order, one, line, money, shared, today, candidates)

    found = [decide(one, with_shipping=takes_all and index == 0) for index, one in enumerate(asked)]
    if takes_all and found[0].outcome != "refused" and any(one.outcome == "refused" for one in found):
        found[0] = decide(asked[0], with_shipping=False)  # something stays with the customer: its flat postage would have been paid anyway
    return found


def deciding_wanted(order: Any, now: datetime) -> list[Wanted]:
    """What a decision on this order reads."""
    frozen = policies.version_wanted(order.policy_id) if order.policy_id else policies.in_force_wanted(order.placed_at)
    return [
        merchant_wanted(order.merchant_id),
        orders.lines_wanted(order.id),
        orders.payments_wanted(order.id),
        orders.past_wanted(order.id),
        orders.shipments_wanted(order.id),
        orders.shipment_lines_wanted(order.id),
        settlement.same_wanted(order.id),
        orders.history_wanted(order),
        settlement.of_order_wanted(order.id),
        parties.hub_wanted(),
        recovered_shares_wanted(now),
        stock.stocks_wanted(order.id),
        stock.sources_wanted(order.id),
        frozen,
        policies.in_force_wanted(now),
    ]


def agreements_of(lines: Iterable[Any]) -> dict[int, Any]:
    """The agreements of these order lines, by id."""
    return suppliers.agreements_by_id([line.agreement_id for line in lines if line.agreement_id])


def _value(line: Any, quantity: int) -> int:
    return int(line.gross_minor * quantity // line.quantity)


def _policies(order: Any, merchant: Merchant, now: datetime) -> list[tuple[str, Policy, int | None]]:
    """The policy in force when the order was placed, then the one of today where it is another."""
    found: list[tuple[str, Policy, int | None]] = []
    frozen = policies.version_by_id(order.policy_id) or policies.version_in_force(order.placed_at)
    current = policies.version_in_force(now)
    if frozen is not None:
        found.append(("at_order", policies.loaded(frozen), frozen.id))
    if current is not None and (frozen is None or current.hash != frozen.hash):
        found.append(("newer", policies.loaded(current), current.id))
    return found or [("nothing_promised", load_policy(NOTHING_PROMISED.format(currency=merchant.currency)), None)]


def _money(document: dict[str, Any], line: Any, asked: Asked, shared: dict[str, Any], order: Any, *, with_shipping: bool) -> OfferMoney:
    wish = Wish(asked.quantity, is_personal(line), shared["today"], shared["needed_by"])
    agreement = shared["agreements"].get(line.agreement_id)
    production, transit, leaves = days_to_promise(line, agreement, wish, market=order.market, listed=shared["listed"])
    return OfferMoney(
        order=document,
        line=line.public_id,
        quantity=asked.quantity,
        with_shipping=with_shipping,
        production_days=production,
        transit_days=transit,
        replacement_days=leaves,
        shop_rate=order.shop_rate,
    )


def _decide_one(
    order: Any,
    asked: Asked,
    line: Any,
    money: OfferMoney,
    shared: dict[str, Any],
    today: date,
    candidates: list[tuple[str, Policy, int | None]],
) -> Decided:
    agreement = shared["agreements"].get(line.agreement_id)
    way = way_of(order, line, shared["shipments"])
    claim_until = None
    if agreement is not None:
        claim_until = window_for(agreement, asked.kinds[0], order, way).closes_on
    source = LineSource(
        order=order,
        line=line,
        kinds=asked.kinds,
        quantity=asked.quantity,
        case_value_minor=shared["value"],
        notified_on=shared["notified"],
        opened_on=today,
        major=asked.major,
        needed_by=shared["needed_by"],
        photos=asked.photos,
        events=asked.events,
        agreement=agreement,
        hub=shared["hub"],
        way=way,
        history=shared["history"],
        claim_until=claim_until,
        recovery=expected_recovery(shared["recovered"].get(agreement.code), shared["recovered"]) if agreement is not None else None,
    )
    facts = facts_of(source)
    tried = []
    for why, policy, policy_id in candidates:
        decision = decide(facts, policy, on=today)
        offers = make_offers(decision, money=money, market=order.market)
        tried.append((why, policy_id, decision, offers))
    used = tried[0]
    if len(tried) > 1 and _better(tried[1], tried[0]):
        used = tried[1]
    why, policy_id, decision, offers = used
    plan = _plan(decision, agreement, asked.kinds[0])
    record = decision.as_json() | {
        "currency": decision.currency,
        "offers": offers,
        "resting_days": resting_in(decision, offers, order.market),
        "added": [],
        "money": money.as_json(),
        "market": order.market,
        "policy_used": why,
        "policies_weighed": [_weighed(one) for one in tried],
        "evidence_plan": plan,
    }
    return Decided(asked, line, decision, offers, plan, policy_id, record)


def _weighed(tried: Any) -> dict[str, Any]:
    """Why this policy and not the other: what each came to."""
    why, _, decision, offers = tried
    remedies, amount = [offer["remedy"] for offer in offers], _worth(tried)[2]
    return {"policy": why, "policy_hash": decision.policy_hash, "outcome": decision.outcome, "remedies": remedies, "most_minor": amount}


def _better(one: Any, other: Any) -> bool:
    """Is `one` better for the customer, and the money back no less?

    So a flat rate for the way back never exceeds the one that was shown before the purchase, whatever else is new.
    """
    return _worth(one) > _worth(other) and _money_back(one) >= _money_back(other)


def _money_back(tried: Any) -> int:
    return max((offer["amount_minor"] for offer in tried[3] if offer["remedy"] == "refund"), default=0)


def _worth(tried: Any) -> tuple[int, ...]:
    """What a policy is worth to the customer: more than refused, then more remedies, then more money, then nothing to send or to pay for
    sending it, then the money sooner."""
    _, _, decision, offers = tried
    return (
        _RANK[decision.outcome],
        len(offers),
        max((offer["amount_minor"] for offer in offers), default=0),
        sum(offer["ship_back"] == "none" for offer in offers),
        sum(offer["ship_back"] == "none" or offer["return_paid_by"] == "shop" for offer in offers),
        -min((RELEASES.index(offer["release_refund_on"]) for offer in offers if offer["release_refund_on"]), default=0),
    )


def _plan(decision: Decision, agreement: Any, kind: str) -> list[dict[str, Any]]:
    """Everything that anyone will need, asked once: [{kind, count, for}]. Never a condition of a right."""
    wanted = evidence_plan(agreement.terms, kind) if agreement is not None else []
    return plan_of(kind=kind, decision=decision.slots["evidence"], supplier=wanted, claim_on=decision.slots["claim_on"])


def replayed_offers(record: dict[str, Any]) -> Any:
    """The function by which `policy.decide.replay` makes a record's offers again."""
    money = OfferMoney(**record["money"])
    return lambda decision: make_offers(decision, money=money, market=record["market"], resting=record.get("resting_days"))
