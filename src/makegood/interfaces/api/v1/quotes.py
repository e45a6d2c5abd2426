"""What a refund would come to, and the question behind it: the same function as `makegood refund quote`. Writes nothing.

Both answer in that command's own form (amounts as decimal strings of the document's currency), so that one can be fed to the other.
"""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.insight.refund_document import document_of_order, documents_of_case
from makegood.interfaces.api.v1.answers_money import RefundDocuments, RefundQuote
from makegood.interfaces.api.v1.calls import call
from makegood.interfaces.api.v1.schemas import Strict, answers
from makegood.policy.quote import quote

router = Router(tags=["reimbursements"])


class AskedLineIn(Strict):
    """`line` is an order line's id or ref; either pieces, or an amount with its tax."""

    line: str = Field(max_length=120)
    quantity: int | None = Field(default=None, ge=1, le=1_000_000)
    amount: str | None = Field(default=None, max_length=24)


class FeeIn(Strict):
    kind: str = Field(min_length=1, max_length=40)
    amount: str | None = Field(default=None, max_length=24)
    percent: str | None = Field(default=None, max_length=12)


class RefundAskIn(Strict):
    lines: list[AskedLineIn] = Field(default_factory=list, max_length=500)
    shipping: Literal["none", "all"] | str = Field(default="none", max_length=24)
    duties: Literal["none", "all"] | str = Field(default="none", max_length=24)
    fees: list[FeeIn] = Field(default_factory=list, max_length=20)


@router.post("/orders/{order_id}/refund-quote", response=answers(RefundQuote), operation_id="quote_refund")
@call("read")
def refund_quote(request: HttpRequest, order_id: str, body: RefundAskIn) -> dict[str, Any]:
    """What would go back if this were refunded now, after all that went back before; and the document that it was worked out from."""
    order = orders.order_of(order_id)
    names = {name: line.public_id for line in orders.lines_of(order.id) for name in (line.source_id, line.public_id) if name}
    ask = body.model_dump(exclude_none=True)
    ask["lines"] = [{"id": names.get(line.pop("line"), "unknown"), **line} for line in ask["lines"]]
    document = {**document_of_order(order), "ask": ask}
    return {"order": order.public_id, "quote": quote(document), "document": document}


@router.get("/cases/{case_id}/refund-documents", response=answers(RefundDocuments), operation_id="list_refund_documents")
@call("read")
def refund_documents(request: HttpRequest, case_id: str) -> dict[str, Any]:
    """For each refund of the case, or each offer that was chosen, the question that `makegood refund quote` answers, and the answer."""
    found = documents_of_case(returns.case_of(case_id))
    return {"items": [{"document": one, "quote": quote(one)} for one in found]}
