"""When a line's money may leave, and how much it is. Pure over what the queries gave."""

from datetime import date, datetime
from typing import Any

from makegood.base.deadlines import Deadline
from makegood.casefile.money import left_of
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.policy.quote import Quote, compute, left_over
from makegood.policy.quote_input import read_input

STOPPED = ("missing", "wrong_item", "lost")


def may_pay(
    line: Any, offer: dict[str, Any], parcels: list[Any], deadlines: list[Deadline], now: datetime, *, supplier_pays: bool = True
) -> bool:  # fmt: skip
    """Released by what the offer says, or by the law's last day, whichever comes first (flow.md). `parcels`: those the line comes back in.

    `supplier_pays`: there is a credit that could be waited for (casefile.claiming.pays_in_time); where not, nothing waits for it.
    """
    if line.decision != "accepted_by_customer" or line.money != "due" or line.reception in STOPPED:
        return False
    release = offer["release_refund_on"] or "approval"
    waits = may_withhold(offer)
    if not waits and any(one.kind == "refund_due" and one.line_id == line.id and one.due_at <= now for one in deadlines):
        return True
    if release == "approval":
        return True
    arrived = line.reception == "received"
    posted = any(parcel.posted_on is not None for parcel in parcels)
    return {
        "proof_of_sending": posted or arrived,
        "carrier_scan": any(parcel.state == "in_transit" for parcel in parcels) or arrived,
        "delivery": arrived,
        "inspection": line.inspection == "done",
        "supplier_credit": not supplier_pays or line.recovery in ("credited", "short_credited"),
    }[release]


def may_withhold(offer: dict[str, Any]) -> bool:
    """The money of a withdrawal may wait for the goods or for proof that they were sent, past its day too (Dir. 2011/83 art. 13(3))."""
    return offer["right"] == "withdrawal" and offer["release_refund_on"] in ("proof_of_sending", "carrier_scan", "delivery")


def due_on(offer: dict[str, Any], promised: list[date], parcels: list[Any], today: date) -> date | None:
    """The day by which released money is due: the offer's, or today where it waited for goods that came after that day."""
    day = date.fromisoformat(offer["pay_by"]) if offer["pay_by"] else min(promised, default=None)
    return max(day, today) if day is not None and may_withhold(offer) and parcels else day


def ask_of(offer: dict[str, Any], quantity: int) -> dict[str, Any]:
    """The offer's own ask again: units where it was units (as many as are still in the line), otherwise its amount."""
    breakdown = offer["breakdown"]
    lines = []
    for line in breakdown["lines"]:
        units = min(line["quantity"], quantity)
        lines.append({"id": line["id"], "quantity": units} if units else {"id": line["id"], "amount": line["gross"]})
    ask: dict[str, Any] = {"lines": lines, "shipping": "none", "fees": []}
    if breakdown["shipping"]["gross"].strip("0."):
        ask["shipping"] = breakdown["shipping"]["gross"]
    if str(breakdown.get("duties", "0")).strip("0."):
        ask["duties"] = breakdown["duties"]
    ask["fees"] = [{"kind": fee["kind"], "amount": fee["amount"]} for fee in breakdown["fees"]]
    return ask


def requote(document: dict[str, Any], offer: dict[str, Any], quantity: int) -> Quote:
    """What the offer is worth today, with all earlier refunds. Raises Refusal where less is left than was offered.

    Of a line whose units came apart, whichever part is settled first takes the delivery with it.
    """
    ask = ask_of(offer, quantity)
    if quantity < units_of(offer) and ask["shipping"] != "none":
        currency = document["currency"]
        given = sum(minor_from_text(row["amount"], currency) for row in document["refunded"] if row.get("shipping"))
        left = min(minor_from_text(ask["shipping"], currency), minor_from_text(document["shipping"]["price"], currency) - given)
        ask["shipping"] = text_from_minor(left, currency) if left > 0 else "none"
    return compute(read_input({**document, "ask": ask}))


def units_of(offer: dict[str, Any]) -> int:
    """How many units the offer was made for; 0 where it is an amount alone."""
    return sum(line["quantity"] for line in offer["breakdown"]["lines"]) if offer.get("breakdown") else 0


def share_of(offer: dict[str, Any], quantity: int) -> int:
    """What of the offer's amount is these units', for people to read: of the goods alone where others came apart from them. Minor units."""
    whole = units_of(offer)
    if quantity >= whole:
        return int(offer["amount_minor"])
    return sum(minor_from_text(line["gross"], offer["currency"]) for line in offer["breakdown"]["lines"]) * quantity // whole


def requote_rest(document: dict[str, Any], offer: dict[str, Any], rest: int) -> Quote:
    """`rest` minor units of the offer, where a refund elsewhere gave the other part: of the goods that are left first, then of delivery.

    Pieces that are left and worth just that are asked for as pieces.
    """
    currency, ask, wanted = document["currency"], [], rest
    left, _ = left_over(left_of(document)[1])
    for line in offer["breakdown"]["lines"]:
        units, gross = left.get(line["id"], (0, 0))
        part, units = min(wanted, gross, minor_from_text(line["gross"], currency)), min(units, line["quantity"])
        wanted -= part
        if part:
            pieces = {"id": line["id"], "quantity": units}
            whole = units and compute(read_input({**document, "ask": {"lines": [pieces]}})).goods == part
            ask.append(pieces if whole else {"id": line["id"], "amount": text_from_minor(part, currency)})
    shipping = text_from_minor(wanted, currency) if wanted else "none"
    return compute(read_input({**document, "ask": {"lines": ask, "shipping": shipping, "fees": []}}))


def is_short(quote: Quote, offer: dict[str, Any]) -> bool:
    """Do the payments cover less of it than when it was offered?"""
    return quote.uncovered > minor_from_text(offer["breakdown"].get("uncovered", "0"), quote.currency)


def parts_of(quote: Quote) -> dict[str, int]:
    """Net goods, net shipping, tax, duties and kept fees of a quote, minor units."""
    tax = sum(line.tax for line in quote.lines) + quote.shipping[1]
    return {
        "goods": quote.goods - sum(line.tax for line in quote.lines),
        "shipping": quote.shipping[0] - quote.shipping[1],
        "tax": tax,
        "duties": quote.duties,
        "fees": sum(amount for _, amount in quote.fees),
    }
