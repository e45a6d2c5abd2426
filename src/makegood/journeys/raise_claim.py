"""What the supplier owes us is written down before the window closes."""

from datetime import date, datetime
from typing import Any

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
from makegood.casefile.claiming import date_claim, packet_for, window_for
from makegood.casefile.days import local_day
from makegood.casefile.facts import Way, way_of
from makegood.casefile.holding import hold_case
from makegood.casefile.passing import pass_ball
from makegood.kernel.money import minor_from_text


def raise_claim(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> list[Any]:
    """A drafted Claim on the supplier for each line where the decision asks for one and the agreement covers the trouble.

    No agreement, not covered, cost unknown or the window passed: no claim, and the timeline says why, once. Terms that nobody confirmed date a
    claim, but give up none. One whose window is ahead is drafted too, and waits for its day (open_claim).
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now)
        decisions, done = queries.latest_decisions(case.id), claimed.lines_with_claims(case.id)
        lines = [
            line for line in queries.lines_of_case(case.id) if line.recovery == "none" and line.id not in done and _wanted(line, decisions)
        ]
        if not lines:
            return []
        merchant = merchant_of(merchant_id)
        order_lines = {line.id: line for line in order_queries.lines_of(order.id)}
        agreements = suppliers.agreements_by_id([one.agreement_id for one in order_lines.values() if one.agreement_id])
        shown, ways = queries.shown_in(case.id), order_queries.parcels_of_lines(order.id)
        made = []
        for line in lines:
            order_line = order_lines[line.order_line_id]
            agreement = agreements.get(order_line.agreement_id or 0)
            files = _pictures(line, shown)
            way = way_of(order, order_line, ways)  # the supplier's clock runs from the item's own parcel
            claim = _draft(line, order, way, order_line, agreement, files, merchant, local_day(now, merchant.zone), by, now)
            if claim is not None:
                made.append(claim)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _pictures(line: Any, shown: list[Any]) -> list[tuple[int, str]]:
    """What was shown of this item; where nothing was, what was shown of all of them together: customers are asked once."""
    own = [(one.file_id, one.kind) for one in shown if one.file_id and one.line_id == line.id]
    return own or [(one.file_id, one.kind) for one in shown if one.file_id]


def _wanted(line: Any, decisions: dict[int, Any]) -> bool:
    return line.decision == "accepted_by_customer" and line.id in decisions and "supplier" in decisions[line.id].record["slots"]["claim_on"]


def _why_not(line: Any, agreement: Any, asked: int | None, window: Window, today: date) -> str:
    if agreement is None:
        return "no_agreement"
    if agreement.confirmed and covers(agreement.terms, line.kinds[0]) is False:
        return "not_covered"
    if asked is None:
        return "cost_unknown"
    return "window_passed" if agreement.confirmed and (window.is_over(today) or window.why == "never_opens") else ""


def _draft(
    line: Any,
    order: Any,
    way: Way,
    order_line: Any,
    agreement: Any,
    files: list[tuple[int, str]],
    merchant: Merchant,
    today: date,
    by: Actor,
    now: datetime,
) -> Any:
    kind = line.kinds[0]
    window = window_for(agreement, kind, order, way) if agreement is not None else Window()
    asked = _asked(agreement, order_line, kind, line.quantity, merchant.currency)
    why_not = _why_not(line, agreement, asked, window, today)
    if why_not:
        chain = f"case:{line.case_id}"
        if not timeline.lines_of(chain).filter(name="claim.not_raised", subject=line.public_id).exists():
            timeline.note(chain, "claim.not_raised", by=by, now=now, subject=line.public_id, why=why_not)
        return None
    packet = packet_for(order, order_line, line.quantity, kind, agreement, way, window, drafted_on=today)
    claim = claims.draft(
        line=line, files=files, by=by, now=now, party="supplier", agreement=agreement, kind=kind, quantity=line.quantity, asked_minor=asked,
        currency=agreement.currency, packet=packet, opens_on=window.opens_on, window_until=window.closes_on,
    )  # fmt: skip
    returns.move_axis(line, "recovery", "drafted", by=by, now=now)
    date_claim(claim, zone=merchant.zone, now=now)
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
