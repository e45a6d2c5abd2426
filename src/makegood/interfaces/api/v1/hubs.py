"""Hubs: prices, what they did, batches of stock, invoices, samples."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router

from makegood.apps.hubs import queries
from makegood.apps.hubs.pricing import prices_on
from makegood.apps.hubs.words import ACT_STATES
from makegood.apps.parties import queries as parties
from makegood.base.tenancy import merchant_of
from makegood.casefile.days import local_day
from makegood.interfaces.api.v1 import answers_hubs as shown
from makegood.interfaces.api.v1 import hub_shapes
from makegood.interfaces.api.v1.calls import call, caller_of, close_at_rest
from makegood.interfaces.api.v1.paging import Cursor, Limit, page_of, place_of
from makegood.interfaces.api.v1.schemas import answers
from makegood.journeys.answer_hub_line import answer_hub_line
from makegood.journeys.draw_sample import draw_sample
from makegood.journeys.record_act import record_act
from makegood.journeys.restock_batch import restock_batch
from makegood.journeys.set_hub_prices import set_hub_prices
from makegood.journeys.take_hub_invoice import InvoiceLine, take_hub_invoice
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.web.clock import now_of

router = Router(tags=["hubs"])
State = Literal[("", *ACT_STATES)]  # type: ignore[valid-type]


def _hub_id(code: str) -> int:
    found = next((one.hub_id for one in parties.hubs_of_shop() if one.hub.code == code), None)
    if found is None:
        raise Refusal("hub_unknown", "This shop does not use this hub.", "Choose one of its hubs.", status=404, field="hub")
    return int(found)


def _whole(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"items": items, "next": None}


@router.get("", response=answers(shown.HubPage), operation_id="list_hubs")
@call("read")
def list_hubs(request: HttpRequest) -> dict[str, Any]:
    """The first that is offered first, each with its prices as they are today."""
    today = local_day(now_of(request), merchant_of(caller_of(request).merchant_id).zone)
    return _whole([hub_shapes.hub(one, prices_on(queries.prices(), one.hub_id, today)) for one in parties.hubs_of_shop()])


@router.post("/{hub_id}/prices", response=answers(shown.Hub, 201), operation_id="set_hub_prices")
@call("write", status=201)
def prices(request: HttpRequest, hub_id: str, body: shown.PricesIn) -> dict[str, Any]:
    """What was done before `from_on` keeps the price that it had. Answers the hub with its prices as they are today."""
    caller, found = caller_of(request), _hub_id(hub_id)
    currency = merchant_of(caller.merchant_id).currency
    given = {one.act: minor_from_text(one.price, currency) for one in body.prices}
    set_hub_prices(merchant_id=caller.merchant_id, hub_id=found, prices=given, from_on=body.from_on, by=caller.by, now=now_of(request))
    today = local_day(now_of(request), merchant_of(caller.merchant_id).zone)
    used = next(one for one in parties.hubs_of_shop() if one.hub_id == found)
    return hub_shapes.hub(used, prices_on(queries.prices(), found, today))


@router.get("/acts", response=answers(shown.HubActPage), operation_id="list_hub_acts")
@call("read")
def acts(request: HttpRequest, cursor: Cursor = "", state: State = "", limit: Limit = 50) -> dict[str, Any]:
    """The newest first."""
    return page_of(request, queries.acts_page(before_id=place_of(request, cursor), limit=limit + 1, state=state), limit, hub_shapes.act)


@router.post("/acts/{act_id}/done", response=answers(shown.HubAct), operation_id="record_hub_act")
@call("receive")
def done(request: HttpRequest, act_id: str) -> dict[str, Any]:
    """What is destroyed needs a picture, which the dock takes: here it is refused."""
    caller = caller_of(request)
    made = record_act(merchant_id=caller.merchant_id, act_id=act_id, by=caller.by, now=now_of(request))
    close_at_rest(request, made.case_id)
    return hub_shapes.act(queries.act_of(act_id))


@router.get("/restocks", response=answers(shown.RestockPage), operation_id="list_restocks")
@call("read")
def restocks(request: HttpRequest) -> dict[str, Any]:
    return _whole([hub_shapes.restock(one) for one in queries.batches()])


@router.post("/restocks", response=answers(shown.Restock, 201), operation_id="restock_batch")
@call("receive", status=201)
def restock(request: HttpRequest, body: shown.RestockIn) -> dict[str, Any]:
    caller = caller_of(request)
    made = restock_batch(
        merchant_id=caller.merchant_id, act_ids=body.acts, destination=body.destination, by=caller.by, now=now_of(request)
    )  # fmt: skip
    for case_id in queries.cases_of_batch(made.id):
        close_at_rest(request, case_id)
    return hub_shapes.restock(queries.batch_of(made.public_id))


@router.get("/invoices", response=answers(shown.InvoicePage), operation_id="list_hub_invoices")
@call("read")
def invoices(request: HttpRequest) -> dict[str, Any]:
    return _whole([hub_shapes.brief(*one) for one in queries.invoices()])


@router.get("/invoices/{invoice_id}", response=answers(shown.Invoice), operation_id="get_hub_invoice")
@call("read")
def invoice(request: HttpRequest, invoice_id: str) -> dict[str, Any]:
    """Each line beside what was done, as that is known now."""
    return hub_shapes.invoice(invoice_id)


@router.post("/{hub_id}/invoices", response=answers(shown.Invoice, 201), operation_id="take_hub_invoice")
@call("write", status=201)
def bring(request: HttpRequest, hub_id: str, body: shown.InvoiceIn) -> dict[str, Any]:
    """Nothing is booked by it."""
    caller = caller_of(request)
    currency = merchant_of(caller.merchant_id).currency
    lines = [InvoiceLine(one.act, one.quantity, minor_from_text(one.amount, currency), one.reference, one.done_on) for one in body.lines]
    made = take_hub_invoice(
        merchant_id=caller.merchant_id, hub_id=_hub_id(hub_id), number=body.number, since=body.since, until=body.until, lines=lines, by=caller.by,
        now=now_of(request),
    )  # fmt: skip
    return hub_shapes.invoice(made.public_id)


@router.post("/invoices/lines/{line_id}", response=answers(shown.Invoice), operation_id="answer_hub_invoice_line")
@call("money")
def answer(request: HttpRequest, line_id: str, body: shown.VerdictIn) -> dict[str, Any]:
    """What is accepted is booked. Answers the whole invoice: what one line pays, no other can."""
    caller = caller_of(request)
    answer_hub_line(merchant_id=caller.merchant_id, line_id=line_id, verdict=body.verdict, by=caller.by, now=now_of(request))
    return hub_shapes.invoice(queries.invoice_line_of(line_id).invoice.public_id)


@router.get("/samples", response=answers(shown.SamplePage), operation_id="list_samples")
@call("read")
def samples(request: HttpRequest) -> dict[str, Any]:
    return _whole([hub_shapes.sample(one) for one in queries.samples()])


@router.post("/{hub_id}/samples", response=answers(shown.Sample, 201), operation_id="draw_sample")
@call("write", status=201)
def draw(request: HttpRequest, hub_id: str, body: shown.SampleIn) -> dict[str, Any]:
    """The dock looks at the pieces."""
    caller = caller_of(request)
    made = draw_sample(
        merchant_id=caller.merchant_id, hub_id=_hub_id(hub_id), sku=body.sku, lot=body.lot, batch=body.batch, category=body.category,
        worst_percent=body.worst_percent, by=caller.by, now=now_of(request),
    )  # fmt: skip
    return hub_shapes.sample(queries.sample_of(made.public_id))
