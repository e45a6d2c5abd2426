"""The shop accepts a line of a hub's invoice, or disputes it. What is accepted is booked; what is disputed later is taken back by its opposite."""

from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as invoiced
from makegood.apps.hubs.words import VERDICTS
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

CODE = "hub_invoiced"


def answer_hub_line(*, merchant_id: int, line_id: str, verdict: str, by: Actor, now: datetime) -> Any:
    """The HubInvoiceWord. `verdict`: accepted, disputed, or open (what was said before is taken back).

    An accepted line pays its acts: no other line can pay them then. Refuses `invoice_line_unknown`, `verdict_unknown`, `line_answered` (409),
    `act_twice` (409: it would be paid a second time; dispute it).
    """
    if verdict not in VERDICTS:
        raise Refusal("verdict_unknown", "This can't be said to a line.", "Accept it or dispute it.", field="verdict")
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        invoice = invoiced.invoice_line_of(line_id).invoice
        match = next(one for one in invoiced.compared(invoice.public_id).matches if one.line.public_id == line_id)
        line = match.line
        before = invoiced.standing_word(line)
        if (before.verdict if before is not None else "open") == verdict:
            raise Refusal("line_answered", "This was said already.", "Reload the invoice.", status=409)
        if verdict == "accepted" and match.cause == "act_twice":
            raise Refusal("act_twice", "What this line asks for is paid by another line.", "Dispute it.", status=409, field="verdict")
        if before is not None and before.verdict == "accepted":
            ledger.undo(line.public_id, CODE, by=by, now=now)
        if verdict == "accepted":
            parts = (("expense:hub", invoice.currency, line.amount_minor), ("hub:payable", invoice.currency, -line.amount_minor))
            ledger.write([NewEntry("posted", CODE, line.public_id, parts)], by=by, now=now)
        timeline.note(
            f"shop:{merchant_id}", f"hub.line_{verdict}", by=by, now=now, subject=line.public_id, cause=match.cause, amount=line.amount_minor,
            difference=match.difference_minor, currency=invoice.currency,
        )  # fmt: skip
        hubs.pay_acts(line, [one.id for one in match.acts] if verdict == "accepted" else [])
        return hubs.add_word(
            line,
            verdict=verdict,
            cause=match.cause,
            difference_minor=match.difference_minor,
            acts=[one.id for one in match.acts],
            by=by,
            now=now,
        )
