"""What others owe us is written down before their windows close: the supplier, the carrier, each its share."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import operations as claims
from makegood.apps.claims import queries as claimed
from makegood.apps.orders import queries as order_queries
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.suppliers import queries as suppliers
from makegood.apps.suppliers.terms import asked_minor, covers
from makegood.apps.suppliers.windows import Window
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.casefile.carrier_claiming import carried, carrier_packet
from makegood.casefile.claiming import date_claim, packet_for, window_for
from makegood.casefile.days import local_day
from makegood.casefile.facts import Way, way_of
from makegood.casefile.fault import CLAIMED, claim_on, part_of, recovery_of, shares_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.money import minor_from_text


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with all that a claim on it is drafted from."""

    line: Any
    item: Any
    order: Any
    way: Way
    agreement: Any
    shipped: list[Any]
    shares: dict[str, int]
    files: list[tuple[int, str]]
    merchant: Merchant
    by: Actor
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now, self.merchant.zone)


def raise_claim(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> list[Any]:
    """A drafted Claim on each party that bears a share of a line's trouble, where the decision or a person asks for one.

    No agreement, not covered, cost unknown or the window passed: no claim, and the timeline says why, once. Terms that nobody confirmed date a
    claim, but give up none. One whose window is ahead is drafted too, and waits for its day (open_claim).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        decisions = queries.latest_decisions(case.id)
        lines = [line for line in queries.lines_of_case(case.id) if line.recovery == "none" and line.decision == "accepted_by_customer"]
        wanted = {line.id: shares_of(line, _claim_on(line, decisions)) for line in lines}
        lines = [line for line in lines if any(party in wanted[line.id] for party in CLAIMED)]
        if not lines:
            return []
        there = claimed.claims_by_line(case.id)
        merchant = merchant_of(merchant_id)
        items = {line.id: line for line in order_queries.lines_of(order.id)}
        agreements = suppliers.agreements_by_id([one.agreement_id for one in items.values() if one.agreement_id])
        shown, ways = queries.shown_in(case.id), order_queries.parcels_of_lines(order.id)
        made: list[Any] = []
        for line in lines:
            item, own = items[line.order_line_id], there.get(line.id, [])
            one = _Line(
                line, item, order, way_of(order, item, ways), agreements.get(item.agreement_id or 0), ways.get(item.id, []), wanted[line.id],
                _pictures(line, shown), merchant, by, now,
            )  # fmt: skip
            missing = [party for party in CLAIMED if party in one.shares and party not in {claim.party for claim in own}]
            drafted = [claim for party in missing if (claim := _DRAFT[party](one)) is not None]
            made += drafted
            returns.move_axis(line, "recovery", recovery_of([*own, *drafted]), by=by, now=now)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _pictures(line: Any, shown: list[Any]) -> list[tuple[int, str]]:
    """What was shown of this item; where nothing was, what was shown of all of them together: customers are asked once."""
    own = [(one.file_id, one.kind) for one in shown if one.file_id and one.line_id == line.id]
    return own or [(one.file_id, one.kind) for one in shown if one.file_id]


def _claim_on(line: Any, decisions: dict[int, Any]) -> list[str]:
    return claim_on(decisions[line.id].record) if line.id in decisions else []


def _why_not(one: _Line, asked: int | None, window: Window) -> str:
    agreement = one.agreement
    if agreement is None:
        return "no_agreement"
    if agreement.confirmed and covers(agreement.terms, one.line.kinds[0]) is False:
        return "not_covered"
    if asked is None:
        return "cost_unknown"
    return "window_passed" if agreement.confirmed and (window.is_over(one.today) or window.why == "never_opens") else ""


def _not_raised(one: _Line, why: str, party: str) -> None:
    chain = f"case:{one.line.case_id}"
    said: dict[str, Any] = {"why": why} if party == "supplier" else {"why": why, "party": party}
    told = timeline.lines_of(chain).filter(name="claim.not_raised", subject=one.line.public_id)
    if not any(line.body.get("party", "supplier") == party for line in told):
        timeline.note(chain, "claim.not_raised", by=one.by, now=one.now, subject=one.line.public_id, **said)


def _on_supplier(one: _Line) -> Any:
    line, agreement = one.line, one.agreement
    kind = line.kinds[0]
    window = window_for(agreement, kind, one.order, one.way) if agreement is not None else Window()
    whole = _asked(agreement, one.item, kind, line.quantity, one.merchant.currency)
    if why := _why_not(one, whole, window):
        return _not_raised(one, why, "supplier")
    packet = packet_for(one.order, one.item, line.quantity, kind, agreement, one.way, window, drafted_on=one.today)
    return _drafted(
        one, "supplier", whole or 0, agreement.currency, packet, agreement=agreement, kind=kind, opens_on=window.opens_on,
        window_until=window.closes_on,
    )  # fmt: skip


def _on_carrier(one: _Line) -> Any:
    """For what the goods cost us; by the law's own days."""
    parcels = carriage.parcels_of_case(one.line.case_id) if one.line.reception == "lost" else []
    back = next((parcel for parcel in parcels if one.line.id in carriage.line_ids_in(parcel)), None)
    what = carried(one.line, one.order, one.agreement, one.way, one.shipped, back, one.merchant)
    if what.notice is None:
        return _not_raised(one, "not_covered", "carrier")
    if one.item.cost_minor is None:
        return _not_raised(one, "cost_unknown", "carrier")
    if what.notice.until is not None and what.notice.until < one.today:
        return _not_raised(one, "window_passed", "carrier")
    packet = carrier_packet(one.order, one.item, one.line.quantity, what, one.merchant, one.now)
    return _drafted(
        one, "carrier", one.item.cost_minor * one.line.quantity, one.merchant.currency, packet, agreement=None, kind=what.kind,
        carrier=what.carrier, window_until=what.notice.until,
    )  # fmt: skip


_DRAFT = {"supplier": _on_supplier, "carrier": _on_carrier}


def _drafted(one: _Line, party: str, whole: int, currency: str, packet: dict[str, Any], **what: Any) -> Any:
    claim = claims.draft(
        line=one.line, files=one.files, by=one.by, now=one.now, party=party, quantity=one.line.quantity, share=one.shares[party],
        whole_minor=whole, asked_minor=part_of(whole, one.shares, party), currency=currency, packet=packet, **what,
    )  # fmt: skip
    date_claim(claim, zone=one.merchant.zone, now=one.now)
    return claim


def _asked(agreement: Any, order_line: Any, kind: str, quantity: int, shop_currency: str) -> int | None:
    """The agreement's own price for the item, else our cost where it is in the same currency; otherwise unknown."""
    if agreement is None:
        return None
    price = (agreement.terms.get("prices") or {}).get(order_line.sku)
    if price is not None:
        return asked_minor(agreement.terms, kind, cost_minor=minor_from_text(price, agreement.currency), quantity=quantity)
    if order_line.cost_minor is None or agreement.currency != shop_currency:
        return None
    return asked_minor(agreement.terms, kind, cost_minor=order_line.cost_minor, quantity=quantity)
