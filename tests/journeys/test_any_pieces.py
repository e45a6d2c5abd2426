"""Any sequence of what befalls pieces: each is somewhere, in one place, and the books and the cases name the same one."""

import contextlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.carriage import queries as parcels
from makegood.apps.inspection import queries as inspected
from makegood.apps.ledger import operations as ledger
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.pieces import whereabouts, wrong_units
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.issue_label import issue_label
from makegood.journeys.merge_cases import merge_cases
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import Extra, ReceivedLine, receive_parcel
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.reopen_case import reopen_case
from makegood.journeys.settle_return import settle_return
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, MUG, STAFF, make_shop, sell

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = st.tuples(
    st.sampled_from(("open", "label", "post", "receive", "short", "wrong", "inspect", "inspect", "correct", "settle", "merge", "reopen")),
    st.integers(0, 7),
)


class Pieces:
    """One order of three lamps and a mug, and its cases."""

    def __init__(self, shop: Any, now: datetime) -> None:
        self.shop, self.now = shop, now
        self.order = sell(shop, now, replace(LAMP, quantity=3), replace(MUG, source_id="L2"))
        self.who: dict[str, Any] = {"merchant_id": shop.id, "by": STAFF}

    def do(self, what: str, pick: int) -> None:
        self.now += timedelta(hours=1)
        with contextlib.suppress(Refusal):
            getattr(self, f"_{what}")(pick)

    def _some(self, found: list[Any], pick: int) -> Any:
        if not found:
            raise Refusal("nothing", "Nothing is there.", "Go on.")
        return found[pick % len(found)]

    def _cases(self) -> list[Any]:
        with unit(merchants=[self.shop.id]):
            return list(returns.cases_of_order(self.order.id))

    def _parcels(self) -> list[Any]:
        with unit(merchants=[self.shop.id]):
            return [parcel for case in returns.cases_of_order(self.order.id) for parcel in parcels.parcels_of_case(case.id)]

    def _lines(self) -> list[Any]:
        with unit(merchants=[self.shop.id]):
            return [line for case in returns.cases_of_order(self.order.id) for line in returns.lines_of_case(case.id)]

    def _open(self, pick: int) -> None:
        with unit(merchants=[self.shop.id]):
            sold = orders.lines_of(self.order.id)
        line = sold[pick % 2]
        ask = Ask((AskedLine(line.id, min(line.quantity, 1 + pick % 3), (("change_of_mind", "defective")[pick // 4],)),))
        case = open_return(order_id=self.order.id, ask=ask, merchant_id=self.shop.id, by=CUSTOMER, now=self.now)
        follow(merchant_id=self.shop.id, case_id=case.id, now=self.now, choices={line.public_id: "refund"})

    def _label(self, pick: int) -> None:
        issue_label(case_id=self._some(self._cases(), pick).id, now=self.now, **self.who)

    def _post(self, pick: int) -> None:
        record_posting(parcel_id=self._some(self._parcels(), pick).id, carrier="DHL", tracking_number="1", now=self.now, **self.who)

    def _receive(self, pick: int) -> None:
        receive_parcel(parcel_id=self._some(self._parcels(), pick).id, merchant_id=self.shop.id, by=KIM, now=self.now)

    def _short(self, pick: int) -> None:
        self._count(pick, right=1)

    def _wrong(self, pick: int) -> None:
        self._count(pick, right=0)

    def _count(self, pick: int, *, right: int) -> None:
        parcel = self._some(self._parcels(), pick)
        with unit(merchants=[self.shop.id]):
            rows = parcels.rows_of_parcel(parcel)
        received = [ReceivedLine(row.line_id, right=right, wrong=1 if row.quantity > right and pick % 2 else 0) for row in rows]
        receive_parcel(
            parcel_id=parcel.id,
            merchant_id=self.shop.id,
            by=KIM,
            now=self.now,
            received=received,
            extras=(Extra("a lamp of another shop"),),
        )

    def _inspect(self, pick: int) -> None:
        result, grade, finding = (("as_it_should", "A", ""), ("not_right", "C", "broken"), ("not_right", "D", "broken"))[pick % 3]
        waits = [line for line in self._lines() if line.inspection == "waiting"]
        record_inspection(
            line_id=self._some(waits, pick).id, result=result, grade=grade, finding=finding, merchant_id=self.shop.id, by=KIM, now=self.now
        )

    def _correct(self, pick: int) -> None:
        with unit(merchants=[self.shop.id]):
            done = [one for case in returns.cases_of_order(self.order.id) for one in inspected.inspections_of_case(case.id)]
        how = ("hold", "recycle", "destroy", "refurbish")[pick % 4]
        correct_inspection(
            inspection_id=self._some(done, pick).public_id,
            result="not_right",
            grade="C",
            finding="broken",
            disposition=how,
            now=self.now,
            **self.who,
        )

    def _settle(self, pick: int) -> None:
        settle_return(case_id=self._some(self._cases(), pick).id, now=self.now, **self.who)

    def _merge(self, pick: int) -> None:
        cases = self._cases()
        merge_cases(case_id=self._some(cases, pick).id, into_id=self._some(cases, pick + 1).id, now=self.now, **self.who)

    def _reopen(self, pick: int) -> None:
        reopen_case(case_id=self._some(self._cases(), pick).id, now=self.now, **self.who)


@given(st.lists(STEPS, min_size=4, max_size=14))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_piece_is_in_one_place(now: datetime, steps: list[tuple[str, int]]) -> None:
    shop = make_shop("home", now)
    world = Pieces(shop, now)
    for what, pick in [("open", 2), ("label", 0), *steps]:
        world.do(what, pick)
    with unit(merchants=[shop.id]):
        assert wrong_units() == []
        found = whereabouts()
        assert sum(place.pieces for place in found.places.values()) == found.sold.pieces == 4
        assert sum(place.cost_minor for place in found.places.values()) == found.sold.cost_minor == 3 * 1240 + 610
        assert min(place.pieces for place in found.places.values()) >= 0


def test_a_piece_that_is_twice_somewhere_is_named(now: datetime) -> None:
    shop = make_shop("home", now)
    world = Pieces(shop, now)
    for what in ("open", "label", "receive"):
        world.do(what, 0)
    (line,) = world._lines()
    with unit(merchants=[shop.id], by=STAFF):
        assert wrong_units() == []
        again = ledger.move_units(code="received", subject="twice", line=line, source="with_customer", target="stock", quantity=3)
        ledger.write([again], by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert any("-1 pieces with_customer" in one for one in wrong_units())
        assert any("3 pieces stock by the books, 0 by its cases" in one for one in wrong_units())
