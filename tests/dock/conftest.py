"""A shop whose customer sends something back to its hub."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.orders.ports import LineFacts
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, Shop, line_of, make_shop, sell
from tests.web.test_second_factor import signed_in


@dataclass(frozen=True, slots=True)
class Sent:
    """One parcel on its way, and whoever will open it."""

    shop: Shop
    case: Any
    parcel: Any
    line: Any
    hub: Client

    def case_line(self) -> Any:
        with unit(merchants=[self.shop.id]):
            return returns.line_by_id(self.line.id)

    def lines(self) -> list[Any]:
        with unit(merchants=[self.shop.id]):
            return list(returns.lines_of_case(self.case.id))


def send_back(
    shop: Shop, now: datetime, *facts: LineFacts, pieces: int = 1, kind: str = "defective", words: str = "It hums at night.", number: str = "#1001"
) -> Sent:  # fmt: skip
    order = sell(shop, now, *(facts or (LAMP,)), number=number)
    sold = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(sold.id, pieces, (kind,), words),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={sold.public_id: "refund"})
    with unit(merchants=[shop.id]):
        parcel, line = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
    return Sent(shop, case, parcel, line, signed_in(shop.worker))


@pytest.fixture
def sent(db: Any) -> Sent:
    from datetime import UTC

    now = datetime.now(UTC)
    return send_back(make_shop("home", now), now)
