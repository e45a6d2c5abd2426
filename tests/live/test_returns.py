"""A case becomes a Shopify return: opened, announced, disposed, closed; and whatever goes wrong on the way stands before a person."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from makegood.apps.carriage import queries as carriage
from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.set_places import set_places
from tests.cast import KIM, STAFF
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, running

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    return Live(fresh_shop(twin), now)


def parcel_of(sold: Sold) -> Any:
    with unit(merchants=[sold.live.shop.id]):
        return carriage.parcels_of_case(sold.case.id)[0]


def comes_back(sold: Sold, *, result: str = "as_it_should", grade: str = "A", disposition: str = "") -> None:
    who: dict[str, Any] = {"merchant_id": sold.live.shop.id, "by": KIM, "now": sold.live.now}
    receive_parcel(parcel_id=parcel_of(sold).id, **who)
    with unit(merchants=[sold.live.shop.id]):
        lines = [line.id for line in returns.lines_of_case(sold.case.id) if line.reception == "received"]
    for line_id in lines:
        record_inspection(line_id=line_id, result=result, grade=grade, disposition=disposition, **who)
    sold.follow()


def test_a_case_is_a_return_there_from_its_label_to_its_end(live: Live) -> None:
    sold = live.sell(("Lamp", 2, "39.00"), stock=True)
    place = live.twin.location()
    set_places(merchant_id=live.shop.id, places={None: (place, "Hub Leipzig")}, by=STAFF, now=live.now)
    sold.complain(kind="change_of_mind")
    sold.tell()
    assert [(one["status"], one["returnLineItems"]["nodes"]) for one in sold.there()] == [
        ("OPEN", [{"quantity": 1, "processedQuantity": 0, "returnReason": "UNWANTED"}])
    ]
    record_posting(
        merchant_id=live.shop.id, parcel_id=parcel_of(sold).id, carrier="DHL", tracking_number="00340434", by=STAFF, now=live.now
    )
    sold.follow()
    sold.send()
    sold.tell()
    way = sold.there()[0]["reverseFulfillmentOrders"]["nodes"][0]
    assert [one["deliverable"]["tracking"]["number"] for one in way["reverseDeliveries"]["nodes"]] == ["00340434"]
    comes_back(sold)
    sold.send()
    sold.tell()
    found = sold.there()[0]
    assert found["reverseFulfillmentOrders"]["nodes"][0]["lineItems"]["nodes"][0]["dispositions"] == [
        {"type": "RESTOCKED", "quantity": 1, "location": {"id": place}}
    ]
    assert (found["name"], found["status"]) == (f"{sold.node['name']}-R1", "CLOSED")
    assert {state for _, state, _ in sold.tell()} == {"done"} and sold.given_back() == 3900
