"""When a claim on a supplier can be made for a line, and what the supplier sees of it. Pure over what the queries gave."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from makegood.apps.claims.packet import packet_of
from makegood.apps.suppliers.terms import covers, refunded_first, wanted_evidence
from makegood.apps.suppliers.windows import Window, claim_terms, window_of
from makegood.base.deadlines import end_deadlines, set_deadline
from makegood.casefile.ball import CLAIM_OPENS
from makegood.casefile.days import end_of_day, local_day
from makegood.casefile.facts import Way
from makegood.policy.rules import Policy


def window_for(agreement: Any, kind: str, order: Any, way: Way) -> Window:
    """By the days of the line's own parcel. The day of an estimated delivery is the order's promised one, else dispatch and the agreement's transit
    days. The order counts as paid on the day on which the customer placed it: it can't have been paid at the supplier before, so no last day is
    too late. That a customer confirmed the receipt is not known here."""
    estimated = order.promised_on
    if estimated is None and way.shipped_on is not None and (days := transit_days(agreement.terms, order.market)) is not None:
        estimated = way.shipped_on + timedelta(days=days)
    return window_of(
        agreement.terms, kind, market=order.market, ordered_on=order.placed_on, dispatched_on=way.shipped_on, estimated_on=estimated,
        delivered_on=way.delivered_on, paid_on=order.placed_on,
    )  # fmt: skip


def transit_days(terms: dict[str, Any], market: str) -> int | None:
    """The agreement's days on the road into a market, or into its country; None where it does not say."""
    known = terms.get("transit_days") or {}
    found: int | None = known.get(market, known.get(market.split("-")[0]))
    return found


def packet_for(
    order: Any, item: Any, quantity: int, kind: str, agreement: Any, way: Way, window: Window, *, drafted_on: date
) -> dict[str, Any]:
    """Their own words are quoted where a person has confirmed them."""
    terms = agreement.terms
    said = claim_terms(terms, kind) or {}
    return packet_of(
        order_number=order.number, sku=item.sku, title=item.title, quantity=quantity, kind=kind, term=said.get("says") if agreement.confirmed else None,
        began_on=window.began_on, opens_on=window.opens_on, closes_on=window.closes_on, credit_as=terms.get("credit_as"),
        evidence=wanted_evidence(terms, kind), shipped_on=way.shipped_on, delivered_on=way.delivered_on, drafted_on=drafted_on, batch=item.batch,
    )  # fmt: skip


def date_claim(claim: Any, *, zone: str, now: datetime) -> None:
    """The open deadlines of a drafted claim: the day on which it opens, where that is ahead, and its last day. Those that it had are void."""
    end_deadlines(state="void", now=now, case_id=claim.case_id, kind=(CLAIM_OPENS, "claim_window"), subject=claim.public_id)
    source = f"agreement {claim.agreement.code}" if claim.agreement is not None else str(claim.packet["term"])
    rest: dict[str, Any] = {"now": now, "source": source, "case_id": claim.case_id, "line_id": claim.line_id, "subject": claim.public_id}
    if is_ahead(claim, local_day(now, zone)):
        set_deadline(kind=CLAIM_OPENS, owner="system", due_at=end_of_day(claim.opens_on - timedelta(days=1), zone), **rest)
    if claim.window_until is not None:
        set_deadline(kind="claim_window", owner="shop", due_at=end_of_day(claim.window_until, zone), **rest)


def is_ahead(claim: Any, today: date) -> bool:
    """Does the supplier take this claim only from a later day on?"""
    return claim.opens_on is not None and claim.opens_on > today


def pays_in_time(line: Any, agreement: Any, order: Any, way: Way, today: date) -> bool:
    """Is there a supplier's credit that a refund could wait for? Not where nobody covers it, where it was refused, where the claim can't be made
    yet, and not where the supplier pays only once the customer was refunded: each would wait for the other for ever."""
    if agreement is None or line.recovery in ("refused", "written_off"):
        return False
    kind = line.kinds[0]
    if covers(agreement.terms, kind) is False or refunded_first(agreement.terms):
        return False
    window = window_for(agreement, kind, order, way)
    return not window.is_ahead(today) and not window.is_over(today) and window.why != "never_opens"


def waits_for_ever(policy: Policy, agreements: Iterable[Any]) -> list[tuple[str, str]]:
    """(rule, supplier's code): rules that keep a refund back until the supplier's credit, for goods of a supplier that pays only once the customer
    was refunded."""
    waiting = [rule for rule in policy.rules if rule.sets.get("release_refund_on") == "supplier_credit"]
    codes = [one.code for one in agreements if refunded_first(one.terms)] if waiting else []
    return [(rule.id, code) for rule in waiting for code in codes if rule.holds is None or rule.holds({"supplier.code": code}) is not False]
