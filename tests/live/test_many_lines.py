"""An order of 130 lines: what stands beyond the first page is refunded, returned and read like the rest."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.connectors.shopify.client import Answer, Shopify
from tests.harness.live import Live
from tests.harness.twin import fresh_shop, running

pytestmark = pytest.mark.django_db
LAST = 129


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


@pytest.fixture
def live(twin: Any, now: datetime) -> Live:
    return Live(fresh_shop(twin), now)


def test_pieces_beyond_the_first_page_are_named_in_our_refund_returned_and_read_from_a_persons(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = live.sell(*((f"Lamp {place}", 1, "39.00") for place in range(LAST + 1)))
    with unit(merchants=[live.shop.id]):
        assert len(orders.lines_of(sold.order.id)) == LAST + 1
    sold.complain(line=LAST)
    with monkeypatch.context() as cut:
        whole = Shopify.call
        silent = Answer("later", problem="no_answer")
        cut.setattr(Shopify, "call", lambda self, name, *more: silent if name == "refund_pieces" else whole(self, name, *more))
        sold.send()
    assert sold.given_back() == 0  # the second page could not be read: nothing left without its pieces
    live.wait(5)
    sold.send()
    refund = live.twin.order(sold.node["id"])["refunds"][0]
    assert [(one["lineItem"], one["quantity"]) for one in refund["refundLineItems"]] == [(sold.line(LAST), 1)]
    live.tick()
    units = [{"line": sold.line(place), "quantity": 1} for place in range(LAST)]
    live.twin.act("refund", order=sold.node["id"], amount="5031.00", lines=units)
    sold.hear()
    with unit(merchants=[live.shop.id]):
        past = orders.past_returns_of(sold.order.id)
        named = {one.line_id for one in past if one.quantity}
        assert len(named) == LAST + 1 and sum(one.amount_minor for one in past) == 39_00 * (LAST + 1)


def test_a_piece_beyond_the_first_page_of_its_parcel_is_returned(live: Live) -> None:
    sold = live.sell(*((f"Lamp {place}", 1, "39.00") for place in range(LAST + 1)))
    sold.complain(kind="change_of_mind", line=LAST)
    sold.tell()
    assert [one["status"] for one in sold.there()] == ["OPEN"]
    with unit(merchants=[live.shop.id]):
        assert {one.state for one in sold.errands()} == {"done"}
