"""One errand to the shop's own system is taken in hand, before that is called."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from makegood.apps.carriage import queries as carriage
from makegood.apps.mirror import operations as mirror
from makegood.apps.mirror import queries
from makegood.apps.mirror.ports import Telling, Units
from makegood.apps.mirror.states import OPEN, SENT
from makegood.apps.orders import queries as orders
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import SYSTEM, Actor
from makegood.base.links import link_for, token_of
from makegood.base.tenancy import merchant_of
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.elsewhere import key_of
from makegood.casefile.goods import place_for
from makegood.casefile.holding import hold_case
from makegood.casefile.mirroring import waits_for
from makegood.casefile.transfers import PATIENCE


@dataclass(frozen=True, slots=True)
class Taken:
    """`call`: tell, or look what became of it. `connection`: through which it was first told."""

    errand_id: str
    call: str
    connection: str
    telling: Telling


def take_errand(*, merchant_id: int, errand_id: str, now: datetime, by: Actor = SYSTEM) -> Taken | None:
    """None where nothing is due, or where others of the case come first: those wake it (record_errand).

    From here on it counts as told, whatever happens to us: whoever finds it later looks first.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=queries.errand_of(errand_id).case_id, now=now)
        read_together(queries.errands_wanted(case.id), queries.places_wanted())
        errands = queries.errands_of_case(case.id)
        errand = next(one for one in errands if one.public_id == errand_id)
        if errand.state not in OPEN or errand.next_try_at is None or errand.next_try_at > now:
            return None
        if errand.state == "waiting" and (waits_for(errand, errands) or _is_asked_about(errand)):
            mirror.change_errand(errand, by=by, now=now, next_try_at=None, problem="")
            return None
        call = "look" if errand.state in SENT else "tell"
        if call == "tell":
            mirror.change_errand(
                errand, by=by, now=now, state="asked", tries=errand.tries + 1, asks=0, asked_at=now, next_try_at=now + PATIENCE
            )
        else:
            mirror.change_errand(errand, by=by, now=now, asks=errand.asks + 1, next_try_at=now + PATIENCE)
        return Taken(errand_id, call, errand.connection, _telling(errand, errands, case, order, now))


def _telling(errand: Any, errands: list[Any], case: Any, order: Any, now: datetime) -> Telling:
    facts = errand.facts
    parent = next((one for one in errands if one.public_id == facts.get("parent")), None)
    place = place_for(facts.get("hub"), queries.places()) if facts.get("disposed") == "stock" else ""

    def units(name: str) -> tuple[Units, ...]:
        return tuple(
            Units(
                one["line"], one["quantity"], one.get("reason", ""), facts.get("disposed", ""), place, _already(errand, errands, one),
                one.get("variant", ""),
            )
            for one in facts.get(name, [])
        )  # fmt: skip

    return Telling(
        kind=errand.kind, key=errand.public_id, order=order.source_id, case=case.number,
        page=f"{settings.MAKEGOOD_BASE_URL}/desk/case/{case.public_id}/",
        units=units("units"), new=units("new"), left=facts.get("left", 0),
        parent=parent.ref if parent is not None else "", tracking=facts.get("tracking", ""), carrier=facts.get("carrier", ""),
        label=_label(facts.get("parcel", ""), case, now), amount_minor=facts.get("amount_minor", 0), currency=facts.get("currency", ""),
        text=facts.get("text", ""), tags=tuple(facts.get("tags", [])), first_at=errand.made_at.isoformat(),
        known=_known(errand, errands, order), shipping_minor=facts.get("shipping_minor", 0),
        payments=tuple((name, amount) for name, amount in facts.get("payments", [])),
        code=settlement.reimbursement_of(errand.subject).provider_ref if errand.kind == "give_card" else "",
    )  # fmt: skip


def _known(errand: Any, errands: list[Any], order: Any) -> tuple[str, ...]:
    """Theirs that are another errand's; of a refund, all of the order's that we have heard of."""
    if errand.kind == "give_credit":
        return tuple(queries.refs_of("give_credit"))
    if errand.kind != "record_refund":
        return ()
    past = {key_of(row).partition(":")[2] for row in orders.past_returns_of(order.id) if row.source == order.source}
    sent = {one.provider_ref for one in settlement.transfers_of_case(errand.case_id) if one.provider == errand.party and one.provider_ref}
    return tuple(sorted(past | sent | {one.ref for one in errands if one.kind == "record_refund" and one.ref}))


def _is_asked_about(errand: Any) -> bool:
    """Must a person say first whether a refund there is this one? Their word wakes it (mirror_case)."""
    if errand.kind != "record_refund":
        return False
    return bool(settlement.reimbursement_of(errand.facts["reimbursement"]).in_question)


def _already(errand: Any, errands: list[Any], unit: dict[str, Any]) -> int:
    """How many pieces of this line (of these goods, where new ones go out) the errands before it told the same of.

    Pieces are dealt with together with the new goods that go out for them; what a person sent may be another order.
    """
    name = "variant" if errand.kind == "send_new" else "line"
    kinds = ("send_new", "finish_units") if errand.kind == "finish_units" else (errand.kind,)
    same = [
        one
        for one in errands
        if one.id < errand.id and one.kind in kinds and one.state not in (("dropped", "by_hand") if one.kind == "send_new" else ("dropped",))
        and (one.facts.get("parent"), one.facts.get("disposed")) == (errand.facts.get("parent"), errand.facts.get("disposed"))
    ]  # fmt: skip
    return sum(told["quantity"] for one in same for told in one.facts.get("units", []) if told[name] == unit[name])


def _label(parcel_id: str, case: Any, now: datetime) -> str:
    """Where the label can be fetched, by the customer's private link; "" where that is ended, or can't be reached from outside."""
    base = settings.MAKEGOOD_BASE_URL
    if not parcel_id or not base.startswith("https://") or carriage.parcel_of(parcel_id).state not in ("announced", "in_transit"):
        return ""
    link = link_for(purpose="gift" if case.opened_by == "recipient" else "case", subject=case.public_id, now=now)
    return f"{base}/s/{merchant_of(case.merchant_id).slug}/case/{token_of(link)}/label/{parcel_id}.pdf" if link is not None else ""
