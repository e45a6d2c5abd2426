"""A person sends a line's goods to another place than the cheapest one, and says why."""

from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs.words import REASONS
from makegood.apps.parties import queries as parties
from makegood.apps.returns import queries
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case
from makegood.casefile.places import weigh
from makegood.casefile.routing import as_record
from makegood.casefile.sending_back import promised_of
from makegood.kernel.refusal import Refusal


def choose_route(
    *, merchant_id: int, line_id: int, place: str, reason: str, by: Actor, now: datetime, hub_id: int | None = None
) -> Any:  # fmt: skip
    """The Route, which the label follows. Refuses `reason_needed`, `place_unknown`, `label_given` (409) and `place_barred`, whatever bars it."""
    if reason not in REASONS:
        raise Refusal("reason_needed", "A reason is needed.", "Choose one of the list.", field="reason")
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(line_id=line_id, now=now)
        line = queries.line_by_id(line_id)
        if line.reception not in ("not_required", "expired"):
            raise Refusal("label_given", "The customer has a label already.", "Wait for the parcel; what comes can be sent on.", status=409)
        promised, paid_by = promised_of(case, line)
        routed = weigh(case, order, [line], promised=promised, paid_by=paid_by, now=now)
        chosen = next((one for one in routed.places if one.kind == place and (place != "hub" or one.hub_id == hub_id)), None)
        if chosen is None or place == "none":
            raise Refusal("place_unknown", "The goods can't go there.", "Choose one of the list.", field="place")
        if not chosen.is_lawful:
            raise Refusal(
                "place_barred",
                "Something forbids that place: it stands beside it.",
                "Choose another place.",
                field="place",
                bars=list(chosen.bars),
            )
        return hubs.add_route(
            case=case, line=line, place=place, hub=parties.hub_used(chosen.hub_id), cost_minor=chosen.minor, reason=reason,
            currency=merchant_of(merchant_id).currency, record=as_record(routed), by=by, now=now,
        )  # fmt: skip
