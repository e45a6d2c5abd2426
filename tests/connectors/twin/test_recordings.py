"""What Shopify answered a live store, the twin answers: the recordings' requests that are ours, asked again."""

from typing import Any

import pytest

from tests.connectors.twin.replay import Replay, at, orders_in
from tests.connectors.twin.shared import needs_shared, recorded
from tests.harness.twin import TwinShop

pytestmark = needs_shared

MUTATION = """mutation Refund($input: RefundInput!) { refundCreate(input: $input) @idempotent(key: "one") {
  refund { id note createdAt updatedAt totalRefundedSet { shopMoney { amount currencyCode } }
    refundLineItems(first: 5) { nodes { id quantity restockType restocked lineItem { id title } subtotalSet { shopMoney { amount currencyCode } } } }
    transactions(first: 5) { nodes { id kind status gateway amountSet { shopMoney { amount currencyCode } } } } }
  order { id displayFinancialStatus totalRefundedSet { shopMoney { amount currencyCode } } } userErrors { field message } } }"""
READ = """query Read($id: ID!) { order(id: $id) { id name displayFinancialStatus displayFulfillmentStatus
  refunds { id note totalRefundedSet { shopMoney { amount currencyCode } } }
  returns(first: 5) { nodes { id status } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  transactions { id kind status gateway amountSet { shopMoney { amount currencyCode } } }
  totalRefundedSet { shopMoney { amount currencyCode } } } }"""

MIXED = """firstReturnRequest readAfterFirstRequest approveFirst readAfterApprove secondReturnRequest readAfterSecondRequest declineSecond
  readAfterDecline closeFirst readAfterClose reopenFirst readAfterReopen processFirst readAfterProcess"""
CREATE, UPDATE, DISPOSE = "reverseDeliveryCreateValidation", "reverseDeliveryUpdateValidation", "reverseFulfillmentDisposeValidation"
WAY_BACK = [
    "locations",
    "returnRequest",
    "returnApproveRequest",
    *(f"{CREATE}.{one}" for one in ("missingReverseFulfillmentOrder", "wrongTypeReverseFulfillmentOrder")),
    *(f"{CREATE}.{one}" for one in ("missingReverseFulfillmentOrderLine", "wrongTypeReverseFulfillmentOrderLine")),
    *(f"{CREATE}.{one}" for one in ("duplicateReverseFulfillmentOrderLine", "overQuantity")),
    "reverseDeliveryCreate",
    *(f"{UPDATE}.{one}" for one in ("missingReverseDelivery", "wrongTypeReverseDelivery")),
    "reverseDeliveryUpdate",
    *(f"{DISPOSE}.{one}" for one in ("missingReverseFulfillmentOrderLine", "wrongTypeReverseFulfillmentOrderLine")),
    *(f"{DISPOSE}.{one}" for one in ("missingLocation", "wrongTypeLocation")),
    "reverseFulfillmentDispose",
    "downstreamRead",
    "returnProcess",
    "explicitReturnRequest",
    "explicitReturnApproveRequest",
    f"{CREATE}.unrelatedReverseFulfillmentOrderLine",
    "reverseDeliveryExplicitCreate",
]
STORY = {
    "2026-04_order-return-status-lifecycle": [
        "zeroCase.readAfterCreate",
        *(f"mixedCase.{one}" for one in MIXED.split()),
        *(f"declinedCase.{one}" for one in ("returnRequest", "declineRequest", "readAfterDecline")),
        *(f"canceledCase.{one}" for one in ("returnRequest", "approveRequest", "cancel", "readAfterCancel")),
        *(f"removedCase.{one}" for one in ("returnCreate", "removeFromReturn", "readAfterRemove")),
    ],
    "2026-04_returnApprove-decline-state-preconditions": [
        *(f"openCase.{one}" for one in ("returnRequest", "returnApproveRequest", "approveOpenInvalid", "declineOpenInvalid")),
        *(f"declinedCase.{one}" for one in ("returnRequest", "returnDeclineRequest", "approveDeclinedInvalid", "declineDeclinedInvalid")),
        *(f"unknownIdCase.{one}" for one in ("approveMissingHydrate", "approveMissing", "declineMissing")),
    ],
    "2026-04_return-reason-validation": ["missingReasonCreate", "missingReasonRequest", "otherBlankNoteCreate", "otherBlankNoteRequest", "otherDefinitionNoNoteRequest", "invalidReasonCreate", "invalidReasonRequest"],
    "2026-04_return-reverse-logistics-recorded": WAY_BACK,
    "2026-04_return-shipping-fee-recorded": ["returnCreate", "downstreamRead", "hiddenInputProbe"],
    "2026-04_return-customer-note-recorded": ["returnRequest", "downstreamRead"],
    "2026-04_return-query-roots-recorded": ["returnableFulfillments"],
    "2026-04_refund-create-transactions-validation": ["invalidKind", "missingParent", "mismatchedGateway", "happyPath"],
}  # fmt: skip


def put_into(shop: TwinShop, recording: Any) -> Replay:
    """The recorded orders, unpaid where their payments were not asked for, and the recorded locations."""
    locations = (
        (recording.get("locations") or {}).get("response", {}).get("payload", {}).get("data", {}).get("locations", {}).get("nodes", [])
    )
    shop.control("clock", at="2026-07-20T05:42:40+00:00")
    shop.control("seed", orders=orders_in(recording), documents=locations)
    if locations:  # and no other
        with shop.shop.change():
            shop.shop.remove(shop.location())
    return Replay(shop)


@pytest.mark.parametrize("name", STORY)
def test_the_recorded_requests_are_answered_as_recorded(twin_shop: TwinShop, name: str) -> None:
    recording = recorded(name)
    replay = put_into(twin_shop, recording)
    for path in STORY[name]:
        replay.ask(at(recording, path))


@pytest.mark.parametrize("name", ["over-refund-user-errors", "partial-shipping-restock-parity"])
def test_refunds_of_lines_and_shipping_are_answered_as_recorded(twin_shop: TwinShop, name: str) -> None:
    recording = recorded(f"2025-01_refund-create-{name}")
    replay = put_into(twin_shop, recording)
    location = "gid://shopify/Location/112829759794"
    twin_shop.control("seed", documents=[{"id": location, "name": "Transfer", "isActive": True}])
    asked = {"variables": {"input": recording["variables"]["input"]}, "response": recording["mutation"]["response"]}
    replay.ask(asked, MUTATION)
    replay.ask(recording["downstreamRead"], READ)


def without_origin(query: str) -> str:
    """As the recording's version took it, `origin` stood without a selection."""
    return query.replace("  origin\n", "  origin { __typename }\n")


def test_store_credit_is_answered_as_recorded(twin_shop: TwinShop) -> None:
    recording = recorded("2026-04_store-credit-account-parity")
    customer = at(recording, "setup.createCustomer.response.data.customerCreate.customer")
    twin_shop.control("clock", at="2026-07-10T11:48:42+00:00")
    twin_shop.control("seed", documents=[{"id": customer["id"], "email": customer["email"], "displayName": customer["displayName"]}])
    replay = Replay(twin_shop)
    for path in [
        "setup.createAccountCredit",
        *(f"validations.{one}" for one in recording["validations"]),
        "mutation",
        "debit",
        "downstreamRead",
    ]:
        step = at(recording, path)
        replay.ask(step, without_origin(step["request"]["query"]))


def test_lists_of_orders_are_answered_as_recorded(twin_shop: TwinShop) -> None:
    """By tag, name, status and id, counted, and the next page."""
    recording = recorded("2026-04_order-catalog-count-read")
    twin_shop.control("clock", at="2026-07-03T12:26:58+00:00")
    answered = recording["response"]["data"]
    unpaged = {"name": "#1", "createdAt": "2026-05-20T00:00:00Z", "displayFinancialStatus": "PAID"}  # the store had more of these
    newer = [one | {"createdAt": f"2026-07-03T0{9 - place}:00:00Z"} for place, one in enumerate(answered["byStatus"]["nodes"])]
    twin_shop.seed(unpaged, *newer, *answered["seedCatalog"]["nodes"])
    replay = Replay(twin_shop)
    catalogue, page = recording["upstreamCalls"]
    replay.ask({"variables": recording["variables"], "response": recording["response"]}, catalogue["query"])
    seen = replay.last["data"]["recent"]["pageInfo"]["endCursor"]
    replay.ask(
        {"variables": recording["nextPage"]["variables"] | {"after": seen}, "response": recording["nextPage"]["response"]}, page["query"]
    )
