"""What the shop promises."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.policies import queries
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import PolicyIn, answers
from makegood.journeys.publish_policy import publish_policy
from makegood.web.clock import now_of

router = Router(tags=["policies"])


@router.get("", response=answers())
@call("read")
def published(request: HttpRequest) -> dict[str, Any]:
    items = [
        {"id": one.version.public_id, "name": one.version.name, "hash": one.version.hash, "from": one.from_at.isoformat()}
        for one in queries.publications()
    ]
    return {"items": items, "next": None}


@router.post("", response=answers(201))
@call("write", status=201)
def publish(request: HttpRequest, body: PolicyIn) -> dict[str, Any]:
    caller = caller_of(request)
    found = publish_policy(merchant_id=caller.merchant_id, text=body.text, by=caller.by, now=now_of(request))
    return {"id": found.public_id, "name": found.name, "hash": found.hash}
