"""Postage: labels of the stock are given out once, bought ones once, unused ones go back; what carriers say moves nothing backwards."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection as database
from django.test import Client

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, SYSTEM, Actor
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.postage import way_for
from makegood.insight.chores import chores
from makegood.insight.connections_found import connection_findings
from makegood.interfaces.jobs import postage as jobs
from makegood.journeys.add_labels import add_labels
from makegood.journeys.bring_postage import bring_postage
from makegood.journeys.end_labels import end_labels
from makegood.journeys.give_postage import give_postage
from makegood.journeys.open_return import open_return
from makegood.journeys.set_postage import PostageForm, set_postage
from makegood.journeys.split_parcel import split_parcel
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.label_files import pages_of
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell
from tests.harness.easypost import label_pdf
from tests.journeys.test_label_files import pdf_of, upload_of

CARRIER = Actor("system", "carrier")


def set_mode(shop: Shop, now: datetime, mode: str, **more: str) -> None:
    set_postage(merchant_id=shop.id, form=PostageForm(mode=mode, **more), by=STAFF, now=now)


def _labels(shop: Shop, now: datetime, *widths: int, **about: str) -> Any:
    labels = [(pages_of(label_pdf(width))[0], f"00340434161{width:09}") for width in widths]
    return add_labels(merchant_id=shop.id, labels=labels, carrier="DHL", by=STAFF, now=now, **about)


def a_case(shop: Shop, now: datetime, number: str = "#1001") -> Any:
    """A lamp that is broken: it comes back at the shop's cost."""
    line = line_of(shop, sell(shop, now, LAMP, number=number))
    ask = Ask((AskedLine(line.id, 2, ("defective",)),))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def way_of(shop: Shop, case: Any) -> tuple[Any, Any]:
    """(parcel, its postage) of a case with one parcel."""
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        return parcel, postage.postage_of_parcels([parcel.id]).get(parcel.id)


def label_names(shop: Shop, case: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        lines = list(returns.timeline_of(case.id))
        assert timeline.broken_lines(lines) == []
    return [line.name for line in lines]


@pytest.mark.django_db
def test_a_parcel_gets_a_label_of_the_stock_and_the_next_one_waits_for_new_ones(now: datetime) -> None:
    shop = make_shop("home", now)
    set_mode(shop, now, "stock", low_at="1")
    _labels(shop, now, 281, cost="4.10")
    case, second = a_case(shop, now), a_case(shop, now, "#1002")
    parcel, given = way_of(shop, case)
    assert (given.state, given.tracking_number, given.carrier, given.cost_minor) == ("bought", "00340434161000000281", "DHL", 410)
    _, waiting = way_of(shop, second)
    assert (waiting.state, waiting.problem) == ("wanted", "stock_empty")
    with unit(merchants=[shop.id]):
        assert [one.kind for one in chores(now=now)] == ["postage_stuck", "labels_low"]
        assert [number for number, *_ in connection_findings("x", now=now)] == ["mg.W065", "mg.W067"]
        (count,) = postage.stocks(today=now.date())
    assert (count.free, count.given) == (0, 1)
    _labels(shop, now, 282, 283)
    assert jobs.give_waiting(merchant_id=shop.id, now=now) == 1
    _, waiting = way_of(shop, second)
    assert waiting.tracking_number == "00340434161000000282" and "postage.given" in label_names(shop, second)
    first, other = split_and_look(shop, parcel, now)
    assert {first.tracking_number, other.tracking_number} == {"00340434161000000281", "00340434161000000283"}


def split_and_look(shop: Shop, parcel: Any, now: datetime) -> tuple[Any, Any]:
    """A second parcel has postage of its own."""
    with unit(merchants=[shop.id]):
        (row,) = carriage.rows_of_parcel(parcel)
    second = split_parcel(merchant_id=shop.id, parcel_id=parcel.id, units={row.line_id: 1}, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        found = postage.postage_of_parcels([parcel.id, second.id])
    return found[parcel.id], found[second.id]


@pytest.mark.django_db
def test_what_the_customer_pays_costs_the_shop_no_label(now: datetime) -> None:
    shop = make_shop("home", now)
    set_mode(shop, now, "stock")
    _labels(shop, now, 281)
    line = line_of(shop, sell(shop, now, LAMP))
    case = open_return(
        merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("change_of_mind",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    parcel, found = way_of(shop, case)
    assert parcel.paid_by == "customer" and found is None


@pytest.mark.django_db
def test_labels_are_chosen_by_country_and_day_and_those_taken_out_stay_out(now: datetime) -> None:
    shop = make_shop("home", now)
    set_mode(shop, now, "stock")
    _labels(shop, now, 281, markets="AT CH")
    _labels(shop, now, 282, expires_on=(now + timedelta(days=3)).date().isoformat())  # the parcel may be posted for two weeks
    out = _labels(shop, now, 283)
    later = _labels(shop, now, 284, expires_on=(now + timedelta(days=90)).date().isoformat())
    assert end_labels(merchant_id=shop.id, stock_id=out.public_id, by=STAFF, now=now) == 1
    assert end_labels(merchant_id=shop.id, stock_id=out.public_id, by=STAFF, now=now) == 0
    _, given = way_of(shop, a_case(shop, now))
    assert given.tracking_number.endswith("284") and later.id
    with pytest.raises(Refusal) as refused:
        _labels(shop, now, 283)
    assert refused.value.code == "label_known"
    for change, code in (({"markets": "Germany"}, "market_unreadable"), ({"cost": "x"}, "amount_unreadable"), ({"expires_on": "2020-01-01"}, "day_past"), ({"expires_on": "soon"}, "day_unreadable")):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            _labels(shop, now, 290, **change)
        assert refused.value.code == code


@pytest.mark.django_db
def test_an_unused_label_is_given_to_nobody_else(now: datetime) -> None:
    shop = make_shop("home", now)
    set_mode(shop, now, "stock")
    _labels(shop, now, 281)
    case = a_case(shop, now)
    parcel, given = way_of(shop, case)
    assert parcel.send_by is not None
    on_the_day = now + (parcel.send_by - now.date()) + timedelta(days=2)
    jobs.sweep(now=on_the_day)
    assert way_of(shop, case)[1].state == "bought"
    jobs.sweep(now=on_the_day + timedelta(days=3))
    assert way_of(shop, case)[1].state == "void" and "postage.unused" in label_names(shop, case)
    other = a_case(shop, now, "#1002")
    assert way_of(shop, other)[1].problem == "stock_empty"
    with unit(merchants=[shop.id]):
        assert postage.stocks(today=now.date())[0].void == 1
    assert given.id


@pytest.mark.django_db
def test_a_person_brings_a_label_once(now: datetime) -> None:
    shop = make_shop("home", now)
    case = a_case(shop, now)
    parcel, none = way_of(shop, case)
    assert none is None
    args: dict[str, Any] = {
        "merchant_id": shop.id,
        "parcel_id": parcel.id,
        "carrier": "GLS",
        "tracking_number": "60 0123 4567",
        "by": STAFF,
        "now": now,
    }
    bring_postage(label=label_pdf(), **args)
    assert (way_of(shop, case)[1].way, way_of(shop, case)[1].tracking_number) == ("by_hand", "6001234567")
    with pytest.raises(Refusal, match="already"):
        bring_postage(label=label_pdf(), **args)


def test_who_keeps_a_fee_for_the_label_owes_one() -> None:
    """Whatever the shop chose; and where it chose a provider that is not there, a person brings it."""
    from types import SimpleNamespace

    shop = SimpleNamespace(settings={})
    fee = {"return_paid_by": "customer", "breakdown": {"fees": [{"kind": "label", "amount": "6.00"}]}}
    assert way_for(shop, [fee]) == ("by_hand", "")
    assert way_for(shop, [{"return_paid_by": "customer", "breakdown": None}]) == way_for(shop, [{"return_paid_by": "shop"}]) == ("", "")
    stock = SimpleNamespace(settings={"postage": {"mode": "stock"}})
    assert way_for(stock, [fee]) == way_for(stock, [{"return_paid_by": "shop"}]) == ("stock", "")


@pytest.fixture
def crossing(real_db: None) -> Iterator[tuple[Shop, list[str], datetime]]:
    """Committed: a shop, two parcels that wait for a label."""
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    set_mode(shop, now, "stock")
    cases = [a_case(shop, now, number) for number in ("#1001", "#1002")]
    yield shop, [way_of(shop, case)[1].public_id for case in cases], now


@pytest.mark.parametrize(("count", "second"), [(1, False), (2, True)])
def test_two_cases_at_once_never_get_the_same_label(crossing: Any, count: int, second: bool) -> None:
    shop, waiting, now = crossing
    _labels(shop, now, *range(281, 281 + count))
    holds, may_end, got = threading.Event(), threading.Event(), {}

    def first() -> None:
        try:
            with unit(merchants=[shop.id]):
                got["first"] = give_postage(merchant_id=shop.id, postage_id=waiting[0], now=now)
                holds.set()
                assert may_end.wait(10)
        finally:
            holds.set()
            database.close()

    thread = threading.Thread(target=first)
    thread.start()
    try:
        assert holds.wait(10)
        got["second"] = give_postage(merchant_id=shop.id, postage_id=waiting[1], now=now)  # not held up by the other
    finally:
        may_end.set()
        thread.join(10)
    assert got == {"first": True, "second": second}
    with unit(merchants=[shop.id]):
        numbers = [postage.postage_by(one).tracking_number for one in waiting]
        assert len({one for one in numbers if one}) == count and postage.left_in_stock(today=now.date()) == 0


@pytest.mark.django_db
def test_the_desk_sets_it_and_refuses_with_everything_typed(now: datetime) -> None:
    shop, client = make_shop("home", now), Client()
    assert client.login(username=shop.owner, password=PASSWORD)
    page = client.get("/desk/settings/postage/")
    assert b"Customers buy the postage themselves" in page.content and b"Known here without you: DE" in page.content
    for form, code in (
        ({"mode": "pigeons"}, b"This way is not known"),
        ({"mode": "stock", "low_at": "-1"}, b"no whole number"),
        ({"mode": "stock", "about": "Germany: cheap"}, b"can&#x27;t be read"),
        ({"mode": "easypost"}, b"key is needed"),
        ({"mode": "easypost", "key": "x", "address": "http://169.254.169.254"}, b"no address of a provider"),
        ({"mode": "stock", "box_cm": "a lot"}, b"no size of a parcel"),
        ({"mode": "stock", "most": "1.2.3"}, b"no amount"),
    ):  # fmt: skip
        page = client.post("/desk/settings/postage/", {"do": "set", **form})
        assert page.status_code == 422 and code in page.content, form
    assert (
        client.post("/desk/settings/postage/", {"do": "set", "mode": "stock", "about": "DE 4.99 EUR at Hermes\nus-ca"}).status_code == 422
    )
    assert client.post("/desk/settings/postage/", {"do": "set", "mode": "stock", "about": "DE 4.99 EUR at Hermes"}).status_code == 302
    files = [upload_of("a.pdf", pdf_of(310, 311)), upload_of("numbers.csv", b"00340434161094042557\n00340434161094042564")]
    assert client.post("/desk/settings/postage/", {"do": "add", "carrier": "DHL", "files": files}).status_code == 302
    page = client.get("/desk/settings/postage/")
    assert b"2 left, 0 given out" in page.content and b"Few labels are left" in page.content
    page = client.post(
        "/desk/settings/postage/", {"do": "add", "carrier": "DHL", "files": [upload_of("a.pdf", pdf_of(310))], "numbers": ""}
    )
    assert page.status_code == 409 and b"here already" in page.content
    case = a_case(shop, now)
    parcel, given = way_of(shop, case)
    page = client.get(f"/desk/case/{case.public_id}/")
    assert b"postage: paid" in page.content and given.tracking_number.encode() in page.content
    label = client.get(f"/desk/case/{case.public_id}/postage/{parcel.public_id}.pdf")
    assert label.content.startswith(b"%PDF") and label.headers["Cache-Control"] == "private, no-store"
    stranger = Client()
    assert stranger.login(username=make_shop("home", now).owner, password=PASSWORD)
    assert stranger.get(f"/desk/case/{case.public_id}/postage/{parcel.public_id}.pdf").status_code == 404
    assert SYSTEM
