"""Writes of what hubs do."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from makegood.apps.hubs import queries
from makegood.apps.hubs.models import (
    HubAct,
    HubInvoice,
    HubInvoiceLine,
    HubInvoiceWord,
    HubPrice,
    RestockBatch,
    RestockLine,
    Route,
    Sample,
    SampleLook,
)
from makegood.apps.hubs.pricing import minor_on
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.base.tenancy import current_scope, sole_merchant_id
from makegood.kernel.ids import new_public_id


def add_prices(*, hub_id: int, prices: Iterable[tuple[str, int]], currency: str, from_on: date, by: Actor, now: datetime) -> None:
    """(act, minor units); an earlier price stays what it was for its days."""
    HubPrice.objects.bulk_create(
        HubPrice(
            merchant_id=sole_merchant_id(),
            hub_id=hub_id,
            act=act,
            price_minor=minor,
            currency=currency,
            from_on=from_on,
            at=now,
            actor=str(by),
        )
        for act, minor in prices
    )
    current_scope().known.pop(queries.prices_wanted().key, None)


def want_act(*, hub: Any, act: str, quantity: int, subject: str, currency: str, by: Actor, now: datetime, **what: Any) -> HubAct:
    """Its turn is still to come; the timeline hears of it when it is done."""
    made = HubAct(
        merchant_id=sole_merchant_id(), public_id=new_public_id("act"), hub=hub, act=act, state="wanted", quantity=quantity, subject=subject,
        currency=currency, wanted_at=now, actor=str(by), **what,
    )  # fmt: skip
    add_later(made)
    if made.case_id is not None and (known := current_scope().known.get(("hub_acts", made.case_id))) is not None:
        known.append(made)
    return made


def do_act(act: HubAct, *, by: Actor, now: datetime) -> None:
    """It is done, at the price of its day."""
    day = now.astimezone(ZoneInfo(act.hub.zone)).date()
    act.state, act.at, act.done_on, act.actor = "done", now, day, str(by)
    act.price_minor = minor_on(queries.prices(), act.hub_id, act.act, day, act.currency, act.quantity)
    change_later(act, "state", "at", "done_on", "actor", "price_minor")


def record_act(
    *, hub: Any, act: str, quantity: int, subject: str, currency: str, by: Actor, now: datetime, **what: Any
) -> HubAct:  # fmt: skip
    """It is wanted and done in one step."""
    made = want_act(hub=hub, act=act, quantity=quantity, subject=subject, currency=currency, by=by, now=now, **what)
    do_act(made, by=by, now=now)
    return made


def drop_act(act: HubAct) -> None:
    """Nobody does it any more."""
    act.state = "void"
    change_later(act, "state")


def add_route(
    *, case: Any, line: Any, place: str, hub: Any, cost_minor: int, currency: str, record: list[dict[str, Any]], by: Actor, now: datetime,
    parcel_id: int | None = None, reason: str = "",
) -> Route:  # fmt: skip
    """With a `reason` it is a person's choice."""
    made = Route(
        merchant_id=case.merchant_id, public_id=new_public_id("rte"), case_id=case.id, line_id=line.id, parcel_id=parcel_id, place=place, hub=hub,
        cost_minor=cost_minor, currency=currency, chosen_by="person" if reason else "rule", reason=reason, record=record, at=now, actor=str(by),
    )  # fmt: skip
    add_later(made)
    if (known := current_scope().known.get(("routes", case.id))) is not None:
        known.append(made)
    timeline.note(
        f"case:{case.id}", "line.routed", by=by, now=now, subject=line.public_id, place=place, hub=hub.code if hub is not None else "",
        cost=cost_minor, currency=currency, reason=reason,
    )  # fmt: skip
    return made


def add_batch(*, hub: Any, number: int, destination: str, by: Actor, now: datetime) -> RestockBatch:
    made: RestockBatch = RestockBatch.objects.create(
        merchant_id=sole_merchant_id(),
        public_id=new_public_id("rst"),
        hub=hub,
        number=number,
        destination=destination,
        at=now,
        actor=str(by),
    )
    return made


def add_batch_line(batch: RestockBatch, act: HubAct, *, order_line_id: int, grade: str) -> RestockLine:
    made = RestockLine(merchant_id=batch.merchant_id, batch=batch, act=act, order_line_id=order_line_id, quantity=act.quantity, grade=grade)
    add_later(made)
    return made


def add_invoice(*, hub: Any, number: str, since: date, until: date, currency: str, by: Actor, now: datetime) -> HubInvoice:
    made: HubInvoice = HubInvoice.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("hiv"), hub=hub, number=number, since=since, until=until, currency=currency, at=now,
        actor=str(by),
    )  # fmt: skip
    return made


def add_invoice_lines(invoice: HubInvoice, lines: Iterable[Any]) -> None:
    """`lines`: with act, reference, done_on, quantity and amount_minor."""
    HubInvoiceLine.objects.bulk_create(
        HubInvoiceLine(
            merchant_id=invoice.merchant_id, public_id=new_public_id("hil"), invoice=invoice, place=place, act=one.act, reference=one.reference,
            done_on=one.done_on, quantity=one.quantity, amount_minor=one.amount_minor,
        )
        for place, one in enumerate(lines, 1)
    )  # fmt: skip


def add_word(
    line: HubInvoiceLine, *, verdict: str, cause: str, difference_minor: int, acts: list[str], by: Actor, now: datetime
) -> HubInvoiceWord:
    made: HubInvoiceWord = HubInvoiceWord.objects.create(
        merchant_id=line.merchant_id,
        line=line,
        verdict=verdict,
        cause=cause,
        difference_minor=difference_minor,
        acts=acts,
        at=now,
        actor=str(by),
    )
    return made


def pay_acts(line: HubInvoiceLine, acts: list[str]) -> None:
    """The accepted line pays these acts (public ids), and no others; none where its word was taken back."""
    HubAct.objects.filter(paid_by=line).exclude(public_id__in=acts).update(paid_by=None)
    HubAct.objects.filter(public_id__in=acts).update(paid_by=line)


def add_sample(*, hub: Any, by: Actor, now: datetime, **what: Any) -> Sample:
    made: Sample = Sample.objects.create(
        merchant_id=sole_merchant_id(), public_id=new_public_id("smp"), hub=hub, wanted_at=now, actor=str(by), **what
    )
    return made


def add_sample_look(sample: Sample, *, place: int, by: Actor, now: datetime, **what: Any) -> SampleLook:
    made: SampleLook = SampleLook.objects.create(merchant_id=sample.merchant_id, sample=sample, place=place, at=now, actor=str(by), **what)
    return made


def end_sample(sample: Sample, *, now: datetime) -> None:
    sample.ended_at = now
    sample.save(update_fields=["ended_at"])
