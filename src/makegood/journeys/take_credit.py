"""A credit has come from a supplier or a carrier: it is written down as it came, once, and held until it is known what it is for."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.claims import credits
from makegood.apps.claims.operations.crediting import add_credit
from makegood.apps.claims.words import WAYS
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.base.actor import Actor
from makegood.base.locks import hold_recoveries
from makegood.base.unit import unit
from makegood.kernel.currency import exponent
from makegood.kernel.refusal import Refusal

CLEARING = {"invoice": "expense:goods"}  # what was taken off an invoice never came as money: the goods cost so much less


def take_credit(
    *, merchant_id: int, party: str, who: str, amount_minor: int, currency: str, came_on: date, way: str, by: Actor, now: datetime,
    reference: str = "", named: str = "",
) -> Any:  # fmt: skip
    """The Credit. `way`: typed, statement, invoice (taken off one: no money came), api. Nothing is converted: it stays in its currency.

    Refuses amount_needed, unknown_currency, who_needed, day_ahead, and `credit_known` where this number of theirs was taken before.
    """
    with unit(merchants=[merchant_id], by=by):
        hold_recoveries(merchant_id)
        who, reference = who.strip()[:60], reference.strip()[:80]
        _check(party, who, amount_minor, currency, way)
        if came_on > now.date():
            raise Refusal("day_ahead", _("This day has not come yet."), _("Write the day on which it came."), status=422, field="came_on")
        if (same := credits.same_reference(who, reference)) is not None:
            message = _("%(who)s has credited under the number %(reference)s before.") % {"who": who, "reference": reference}
            remedy = _("Nothing was added. If it is another credit, give it another number.")
            raise Refusal("credit_known", message, remedy, status=409, field="reference", credit=same.public_id)
        made = add_credit(
            merchant_id=merchant_id, party=party, who=who, amount_minor=amount_minor, currency=currency, came_on=came_on, way=way,
            reference=reference, named=named.strip(), by=by, now=now,
        )  # fmt: skip
        parts = ((CLEARING.get(way, "provider:clearing"), currency, amount_minor), ("claims:unmatched", currency, -amount_minor))
        ledger.write([NewEntry("posted", "credit_held", made.public_id, parts)], by=by, now=now)
        return made


def _check(party: str, who: str, amount_minor: int, currency: str, way: str) -> None:
    if party not in ("supplier", "carrier"):
        raise Refusal("party_unknown", _("Credits come from suppliers and carriers."), _("Say which of the two."), field="party")
    if way not in WAYS:
        raise Refusal("way_unknown", _("It is not known how this came."), _("Choose one of the list."), field="way")
    if not who:
        raise Refusal(
            "who_needed", _("From whom did it come?"), _("Choose a supplier, or write the carrier's name."), status=422, field="who"
        )
    if not 0 < amount_minor < 10**15:
        raise Refusal("amount_needed", _("A credit is more than nothing."), _("Write the amount that came."), status=422, field="amount")
    exponent(currency)
