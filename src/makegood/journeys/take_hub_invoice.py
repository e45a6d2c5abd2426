"""A hub's invoice comes in, line by line. Nothing is booked by it: each line waits for the shop's word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as invoiced
from makegood.apps.hubs.words import ACTS
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

MOST, LONGEST_DAYS, DEAREST = 2000, 366, 10**12
CODE = r"([0-9A-Za-z]{4}-[0-9A-Za-z]{4}|[Mm][Gg][0-9A-Za-z]{10}|[a-z]{3}_[0-9a-z]{16}|[A-Za-z0-9_./#-]{0,19}[0-9][A-Za-z0-9_./#-]{0,20})"
_NUMBER = re.compile(r"[A-Za-z0-9 _./#-]{1,40}\Z")
# A case number, a label's code, an id of ours, or a code of the hub's own: with a digit, as a name has none, and nobody's name is kept here.
_CODE = re.compile(CODE + r"\Z")


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """`reference`: a label's code, a case number or an act's id; "" where it sums up. `amount_minor` for all `quantity`, without tax."""

    act: str
    quantity: int
    amount_minor: int
    reference: str = ""
    done_on: date | None = None


def take_hub_invoice(
    *, merchant_id: int, hub_id: int, number: str, since: date, until: date, lines: Sequence[InvoiceLine], by: Actor, now: datetime
) -> Any:  # fmt: skip
    """The HubInvoice, in the shop's currency. Refuses `hub_unknown`, `number_invalid`, `invoice_known` (409), `days_invalid`, `lines_invalid`."""
    number = number.strip()
    if not _NUMBER.match(number):
        raise Refusal("number_invalid", "This is no invoice number.", "Type it as it stands on the invoice.", field="number")
    if until < since or (until - since).days > LONGEST_DAYS:
        raise Refusal("days_invalid", "These days can't be an invoice's.", "Give its first and its last day.", field="until")
    _check(lines)
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        used = next((one for one in queries.hubs_used() if one.hub_id == hub_id), None)
        if used is None:
            raise Refusal("hub_unknown", "This shop does not use this hub.", "Choose one of its hubs.", status=404, field="hub")
        if invoiced.is_known(hub_id, number):
            raise Refusal("invoice_known", "This invoice is here already.", "Look for it in the list.", status=409, field="number")
        made = hubs.add_invoice(hub=used.hub, number=number, since=since, until=until, currency=shop.currency, by=by, now=now)
        hubs.add_invoice_lines(made, lines)
        timeline.note(
            f"shop:{merchant_id}", "hub.invoiced", by=by, now=now, subject=made.public_id, hub=used.hub.code, lines=len(lines),
            amount=sum(one.amount_minor for one in lines), currency=shop.currency,
        )  # fmt: skip
        return made


def _check(lines: Sequence[InvoiceLine]) -> None:
    if not 0 < len(lines) <= MOST:
        raise Refusal("lines_invalid", "An invoice has between one line and two thousand.", "Bring it in week by week.", field="lines")
    wrong = next((place for place, one in enumerate(lines, 1) if not is_sound(one)), None)
    if wrong is not None:
        raise Refusal(
            "lines_invalid", "One of the lines can't be read.", "A line has an act, a number of pieces and an amount; a reference is a code.",
            field="lines", line=wrong,
        )  # fmt: skip


def is_sound(line: InvoiceLine) -> bool:
    """Can it be a line at all?"""
    counted = line.act in ACTS and 0 < line.quantity <= 10**6 and 0 <= line.amount_minor <= DEAREST
    return counted and (not line.reference or _CODE.match(line.reference) is not None)
