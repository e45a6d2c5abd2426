"""What the shop promises."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from makegood.apps.policies import queries
from makegood.base.tenancy import merchant_of
from makegood.insight.promise import checked, markets_of
from makegood.interfaces.api.v1.answers_shop import PolicyText, PolicyVersion, PublicationPage
from makegood.interfaces.api.v1.calls import call, caller_of
from makegood.interfaces.api.v1.schemas import PolicyIn, answers
from makegood.journeys.publish_policy import publish_policy
from makegood.policy.rules import load_policy
from makegood.web.clock import now_of

router = Router(tags=["policies"])


@router.get("", response=answers(PublicationPage), operation_id="list_policies")
@call("read")
def published(request: HttpRequest) -> dict[str, Any]:
    items = [
        {
            "id": one.version.public_id, "name": one.version.name, "hash": one.version.hash, "from": one.from_at.isoformat(), "note": one.note,
        }
        for one in queries.publications()
    ]  # fmt: skip
    return {"items": items, "next": None}


@router.get("/{policy_id}", response=answers(PolicyText), operation_id="get_policy")
@call("read")
def get_policy(request: HttpRequest, policy_id: str) -> dict[str, Any]:
    """A version as it was published, word for word. It never changes."""
    found = queries.version_of(policy_id)
    return {"id": found.public_id, "name": found.name, "hash": found.hash, "text": found.text}


@router.post("", response=answers(PolicyVersion, 201), operation_id="publish_policy")
@call("write", status=201)
def publish(request: HttpRequest, body: PolicyIn) -> dict[str, Any]:
    caller, now, report = caller_of(request), now_of(request), None
    if body.check:
        load_policy(body.text)  # what can't be read is refused with every error, before it is checked
        report = checked(body.text, markets=markets_of(merchant_of(caller.merchant_id), now), on=now.date())
    found = publish_policy(
        merchant_id=caller.merchant_id, text=body.text, by=caller.by, now=now, from_at=body.from_at, note=body.note, checked=report
    )
    return {"id": found.public_id, "name": found.name, "hash": found.hash}
