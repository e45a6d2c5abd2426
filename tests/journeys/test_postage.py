"""Postage: labels of the stock are given out once, bought ones once, unused ones go back; what carriers say moves nothing backwards."""

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection as database
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from makegood.apps.carriage import postage
from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.ports import Said
from makegood.apps.carriage.tracking import standing
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, SYSTEM, Actor
from makegood.base.connections import connection_of, end_connection
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.postage import way_for
from makegood.insight.chores import chores
from makegood.insight.connections_found import connection_findings
from makegood.interfaces.jobs import postage as jobs
from makegood.journeys.add_labels import add_labels
from makegood.journeys.bring_postage import bring_postage
from makegood.journeys.drop_case import drop_case
from makegood.journeys.end_labels import end_labels
from makegood.journeys.give_postage import give_postage
from makegood.journeys.open_return import open_return
from makegood.journeys.record_tracking import record_tracking
from makegood.journeys.retry_postage import retry_postage
from makegood.journeys.set_postage import PostageForm, set_postage
from makegood.journeys.split_parcel import split_parcel
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.label_files import labels_of, number_of, pages_of
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell
from tests.harness.easypost import KEY, Post, easypost, label_pdf

CARRIER = Actor("system", "carrier")


def _mode(shop: Shop, now: datetime, mode: str, **more: str) -> None:
    set_postage(merchant_id=shop.id, form=PostageForm(mode=mode, **more), by=STAFF, now=now)


def _labels(shop: Shop, now: datetime, *widths: int, **about: str) -> Any:
    labels = [(pages_of(label_pdf(width))[0], f"00340434161{width:09}") for width in widths]
    return add_labels(merchant_id=shop.id, labels=labels, carrier="DHL", by=STAFF, now=now, **about)


def _case(shop: Shop, now: datetime, number: str = "#1001") -> Any:
    """A lamp that is broken: it comes back at the shop's cost."""
    line = line_of(shop, sell(shop, now, LAMP, number=number))
    ask = Ask((AskedLine(line.id, 2, ("defective",)),))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def _way(shop: Shop, case: Any) -> tuple[Any, Any]:
    """(parcel, its postage) of a case with one parcel."""
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        return parcel, postage.postage_of_parcels([parcel.id]).get(parcel.id)


def _names(shop: Shop, case: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        lines = list(returns.timeline_of(case.id))
        assert timeline.broken_lines(lines) == []
    return [line.name for line in lines]


@pytest.mark.django_db
def test_a_parcel_gets_a_label_of_the_stock_and_the_next_one_waits_for_new_ones(now: datetime) -> None:
    shop = make_shop("home", now)
    _mode(shop, now, "stock", low_at="1")
    _labels(shop, now, 281, cost="4.10")
    case, second = _case(shop, now), _case(shop, now, "#1002")
    parcel, given = _way(shop, case)
    assert (given.state, given.tracking_number, given.carrier, given.cost_minor) == ("bought", "00340434161000000281", "DHL", 410)
    _, waiting = _way(shop, second)
    assert (waiting.state, waiting.problem) == ("wanted", "stock_empty")
    with unit(merchants=[shop.id]):
        assert [one.kind for one in chores(now=now)] == ["postage_stuck", "labels_low"]
        assert [number for number, *_ in connection_findings("x", now=now)] == ["mg.W065", "mg.W067"]
        (count,) = postage.stocks(today=now.date())
    assert (count.free, count.given) == (0, 1)
    _labels(shop, now, 282, 283)
    assert jobs.give_waiting(merchant_id=shop.id, now=now) == 1
    _, waiting = _way(shop, second)
    assert waiting.tracking_number == "00340434161000000282" and "postage.given" in _names(shop, second)
    first, other = split_and_look(shop, parcel, now)
    assert {first.tracking_number, other.tracking_number} == {"00340434161000000281", "00340434161000000283"}


def split_and_look(shop: Shop, parcel: Any, now: datetime) -> tuple[Any, Any]:
    """A second parcel has postage of its own."""
    with unit(merchants=[shop.id]):
        (row,) = carriage.rows_of_parcel(parcel.id)
    second = split_parcel(merchant_id=shop.id, parcel_id=parcel.id, units={row.line_id: 1}, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        found = postage.postage_of_parcels([parcel.id, second.id])
    return found[parcel.id], found[second.id]


@pytest.mark.django_db
def test_what_the_customer_pays_costs_the_shop_no_label(now: datetime) -> None:
    shop = make_shop("home", now)
    _mode(shop, now, "stock")
    _labels(shop, now, 281)
    line = line_of(shop, sell(shop, now, LAMP))
    case = open_return(
        merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("change_of_mind",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    parcel, found = _way(shop, case)
    assert parcel.paid_by == "customer" and found is None


@pytest.mark.django_db
def test_labels_are_chosen_by_country_and_day_and_those_taken_out_stay_out(now: datetime) -> None:
    shop = make_shop("home", now)
    _mode(shop, now, "stock")
    _labels(shop, now, 281, markets="AT CH")
    _labels(shop, now, 282, expires_on=(now + timedelta(days=3)).date().isoformat())  # the parcel may be posted for two weeks
    out = _labels(shop, now, 283)
    later = _labels(shop, now, 284, expires_on=(now + timedelta(days=90)).date().isoformat())
    assert end_labels(merchant_id=shop.id, stock_id=out.public_id, by=STAFF, now=now) == 1
    assert end_labels(merchant_id=shop.id, stock_id=out.public_id, by=STAFF, now=now) == 0
    _, given = _way(shop, _case(shop, now))
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
    _mode(shop, now, "stock")
    _labels(shop, now, 281)
    case = _case(shop, now)
    parcel, given = _way(shop, case)
    assert parcel.send_by is not None
    on_the_day = now + (parcel.send_by - now.date()) + timedelta(days=2)
    jobs.sweep(now=on_the_day)
    assert _way(shop, case)[1].state == "bought"
    jobs.sweep(now=on_the_day + timedelta(days=3))
    assert _way(shop, case)[1].state == "void" and "postage.unused" in _names(shop, case)
    other = _case(shop, now, "#1002")
    assert _way(shop, other)[1].problem == "stock_empty"
    with unit(merchants=[shop.id]):
        assert postage.stocks(today=now.date())[0].void == 1
    assert given.id


@pytest.mark.django_db
def test_a_person_brings_a_label_once(now: datetime) -> None:
    shop = make_shop("home", now)
    case = _case(shop, now)
    parcel, none = _way(shop, case)
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
    assert (_way(shop, case)[1].way, _way(shop, case)[1].tracking_number) == ("by_hand", "6001234567")
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


@pytest.mark.django_db
def test_a_provider_that_is_gone_leaves_the_label_to_a_person(now: datetime) -> None:
    with _connected(now) as (shop, _post):
        with unit(merchants=[shop.id]):
            found = connection_of("postage")
            assert found is not None
            end_connection(found, now=now)
        case = _case(shop, now)
        parcel, owed = _way(shop, case)
        assert (owed.way, owed.state, owed.problem) == ("by_hand", "wanted", "label_owed")
        with unit(merchants=[shop.id]):
            assert [one.kind for one in chores(now=now)] == ["postage_stuck"]
            assert [number for number, *_ in connection_findings("x", now=now)] == ["mg.W067", "mg.W069"]
        bring_postage(merchant_id=shop.id, parcel_id=parcel.id, label=label_pdf(), carrier="GLS", tracking_number="", by=STAFF, now=now)
        assert _way(shop, case)[1].state == "bought"


@pytest.fixture
def crossing(real_db: None) -> Iterator[tuple[Shop, list[str], datetime]]:
    """Committed: a shop, two parcels that wait for a label."""
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    _mode(shop, now, "stock")
    cases = [_case(shop, now, number) for number in ("#1001", "#1002")]
    yield shop, [_way(shop, case)[1].public_id for case in cases], now


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


# --- files that people send


def _pdf(*widths: int, **more: Any) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width=width, height=400)
    if more.get("acts"):
        script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
        writer.root_object[NameObject("/OpenAction")] = script
        link = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/A"): DictionaryObject({NameObject("/URI"): TextStringObject("https://evil.example")}),
            }
        )
        writer.pages[0][NameObject("/AA")] = link
    if more.get("locked"):
        writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def _file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pdf_becomes_one_label_a_page_with_its_number() -> None:
    labels = labels_of([_file("all.pdf", _pdf(301, 302))], "00340434161094042557\n0034 0434 1610 9404 2564\n")
    assert [number for _, number in labels] == ["00340434161094042557", "00340434161094042564"]
    assert all(len(PdfReader(io.BytesIO(content)).pages) == 1 for content, _ in labels)
    named = labels_of([_file("00340434161094042557.pdf", _pdf(303)), _file("b.pdf", _pdf(304))], "")
    assert [number for _, number in named] == ["00340434161094042557", ""]
    listed = labels_of([_file("a.pdf", _pdf(305)), _file("b.pdf", _pdf(306))], "file;number\nb.pdf;RR123456785DE\na;1Z999AA10123456784")
    assert [number for _, number in listed] == ["1Z999AA10123456784", "RR123456785DE"]
    acting = pages_of(_pdf(307, acts=True))[0]
    assert b"/AA" not in acting and b"JavaScript" not in acting and b"evil" not in acting
    assert number_of("hello world") == "" and number_of("jd 0146 0000 6281 230704") == "JD014600006281230704"


@pytest.mark.parametrize(
    ("name", "content", "numbers", "code"),
    [
        ("a.pdf", b"", "", "label_unreadable"),
        ("a.pdf", b"MZ\x90 a program", "", "label_unreadable"),
        ("a.pdf", b"%PDF-1.7\nhello", "", "label_unreadable"),
        ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj\n" * 500 + b"trailer<</Root 1 0 R>>", "", "label_unreadable"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "", "label_unreadable"),
        ("a.pdf", _pdf(300, locked=True), "", "label_locked"),
        ("a.pdf", _pdf(300, 301), "1", "numbers_unfit"),
        ("a.pdf", _pdf(300), "not a number", "numbers_unfit"),
    ],
)
def test_what_is_no_label_is_refused(name: str, content: bytes, numbers: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        labels_of([_file(name, content)], numbers)
    assert refused.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 600), st.integers(0, 255))
def test_no_broken_file_breaks_the_reader(noise: bytes, at: int, byte: int) -> None:
    whole = bytearray(_pdf(300))
    whole[at % len(whole)] = byte
    for content in (b"%PDF-1.4\n" + noise, bytes(whole), bytes(whole[: at % len(whole)])):
        try:
            assert all(page.startswith(b"%PDF") for page in pages_of(content))
        except Refusal as refusal:
            assert refusal.code in ("label_unreadable", "label_locked", "labels_too_many", "labels_too_large")


# --- bought through EasyPost


@contextmanager
def _connected(now: datetime, **more: str) -> Iterator[tuple[Shop, Post]]:
    shop = make_shop("home", now)
    with easypost() as post:
        _mode(shop, now, "easypost", key=KEY, hook_secret="a webhook's secret", address=post.base, **more)
        yield shop, post


def _carry(shop: Shop, case: Any, now: datetime) -> Any:
    jobs.carry(merchant_id=shop.id, postage_id=_way(shop, case)[1].public_id, now=now)
    return _way(shop, case)[1]


@pytest.mark.django_db
def test_a_label_is_bought_followed_and_given_back_when_unused(now: datetime) -> None:
    with _connected(now) as (shop, post):
        case = _case(shop, now)
        assert _way(shop, case)[1].state == "wanted"
        found = _carry(shop, case, now)
        assert (found.state, found.carrier, found.service, found.cost_minor, found.currency) == (
            "bought",
            "USPS",
            "GroundAdvantage",
            607,
            "EUR",
        )
        assert found.file_id and found.tracker == "trk_shp_1" and found.next_try_at is None
        sent = post.shipments["shp_1"]
        assert sent["is_return"] and sent["from_address"]["name"] == "Haus & Hof c/o Hub Leipzig" and sent["reference"] == found.key
        assert sent["to_address"] == {"name": "Hanna Huber", "street1": "Lindenstr. 5", "city": "Leipzig", "zip": "04109", "country": "DE"}
        assert sent["parcel"]["weight"] == 35.3 and sent["parcel"]["length"] == 11.9
        drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        jobs.sweep(now=now)
        assert _carry(shop, case, now).state == "voiding" and post.refunded == ["shp_1"]
        assert _carry(shop, case, now + timedelta(days=2)).state == "voiding" and post.refunded == ["shp_1"]
        post.shipments["shp_1"]["refund_status"] = "refunded"
        assert _carry(shop, case, now + timedelta(days=4)).state == "void" and post.refunded == ["shp_1"]
        names = _names(shop, case)
        assert [one for one in names if one.startswith("postage.")] == [
            "postage.wanted",
            "postage.bought",
            "postage.unused",
            "postage.void",
        ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "faults",
    [["error_after"], ["reset_after"], ["error_before"], ["throttle"], ["reset_after", "error_before"], ["error_before", "error_after"]],
)
def test_whatever_happens_on_the_way_one_label_is_bought(faults: list[str], now: datetime) -> None:
    with _connected(now) as (shop, post):
        case = _case(shop, now)
        post.faults = list(faults)
        for step in range(4):
            if (found := _carry(shop, case, now + timedelta(hours=step))).state == "bought":
                break
        assert found.state == "bought" and post.charged == ["shp_1"] and len(post.shipments) == 1
        assert _carry(shop, case, now + timedelta(hours=9)).state == "bought" and post.charged == ["shp_1"]


@pytest.mark.django_db
def test_what_fails_is_seen_and_can_be_tried_again(now: datetime) -> None:
    with _connected(now, most="7.00") as (shop, post):
        case = _case(shop, now)
        post.faults = ["no_funds"]
        found = _carry(shop, case, now)
        assert (found.state, found.problem, found.detail) == ("failed", "no_funds", "PAYMENT_REQUIRED: Insufficient funds in your account.")
        with unit(merchants=[shop.id]):
            assert [one.kind for one in chores(now=now)] == ["postage_stuck"]
        post.lost_label = True
        retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        found = _carry(shop, case, now)
        assert (found.state, found.problem, found.file_id) == ("bought", "label_not_fetched", None)
        post.lost_label = False
        assert _carry(shop, case, now + timedelta(hours=1)).file_id and post.charged == ["shp_1"]
        with pytest.raises(Refusal, match="nothing to try"):
            retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        _mode(shop, now, "easypost", most="1.00", address=post.base)
        dear = _case(shop, now, "#1002")
        assert _carry(shop, dear, now).problem == "too_dear"
        _mode(shop, now, "easypost", services="USPS Nothing", address=post.base)
        retry_postage(merchant_id=shop.id, postage_id=_way(shop, dear)[1].public_id, by=STAFF, now=now)
        assert _carry(shop, dear, now).problem == "no_rate" and post.charged == ["shp_1"]
        _mode(shop, now, "easypost", key="wrong", address=post.base)
        stranger = _case(shop, now, "#1003")
        assert _carry(shop, stranger, now).problem == "key_refused"
        with unit(merchants=[shop.id]):
            kept = connection_of("postage")
            assert kept is not None and "wrong" not in kept.key


@pytest.mark.django_db
def test_a_rejected_refund_is_a_person_s(now: datetime) -> None:
    with _connected(now) as (shop, post):
        case = _case(shop, now)
        _carry(shop, case, now)
        post.refund_status = "rejected"
        drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
        follow(merchant_id=shop.id, case_id=case.id, now=now)
        jobs.sweep(now=now)
        found = _carry(shop, case, now)
        assert (found.state, found.problem) == ("void_failed", "refund_rejected")
        post.refund_status = "refunded"
        retry_postage(merchant_id=shop.id, postage_id=found.public_id, by=STAFF, now=now)
        assert _carry(shop, case, now).state == "void" and post.refunded == ["shp_1", "shp_1"]


# --- what carriers say


def _said(means: str, hour: int | None, said: str = "") -> Said:
    at = None if hour is None else datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=hour)
    return Said(f"{means}{hour}{said}", said or means, means, at, "" if at else "2026-11-21 08:00")


MOVES: list[tuple[str, list[Said], str, bool]] = [
    ("announced only", [_said("announced", 0)], "announced", False),
    ("in order", [_said("announced", 0), _said("in_transit", 5), _said("delivered", 30)], "in_transit", True),
    ("out of order", [_said("delivered", 30), _said("announced", 0), _said("in_transit", 5)], "in_transit", True),
    ("twice", [_said("in_transit", 5), _said("in_transit", 5)], "in_transit", True),
    ("an older word after", [_said("in_transit", 5), _said("announced", 9)], "in_transit", True),
    ("no offset", [_said("in_transit", None)], "in_transit", True),
    ("a word that is not known", [_said("unknown", 5, "pre-transit / DELIVERED")], "announced", False),
    ("back to the sender", [_said("in_transit", 5), _said("going_back", 50)], "in_transit", True),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "said", "state", "moves"), MOVES, ids=[one[0] for one in MOVES])
def test_tracking(name: str, said: list[Said], state: str, moves: bool, now: datetime) -> None:
    shop = make_shop("home", now)
    case, later = _case(shop, now), now + timedelta(days=4)
    parcel, _ = _way(shop, case)
    for one in said:
        record_tracking(merchant_id=shop.id, parcel_id=parcel.id, said=(one,), by_way="webhook", by=CARRIER, now=later)
    record_tracking(merchant_id=shop.id, parcel_id=parcel.id, said=tuple(said), by_way="poll", by=CARRIER, now=later)
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        (line,) = returns.lines_of_case(case.id)
        assert (parcel.state, line.reception) == (state, state)
        assert len(postage.events_of(parcel.id)) == len({one.key for one in said})
    if moves:
        assert parcel.posted_on == (later.date() if said[0].at is None else date(2026, 11, 21))
        assert _names(shop, case).count("parcel.scanned") == 1


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("announced", "in_transit", "near", "delivered", "held", "going_back", "failed", "unknown")), st.integers(0, 60)
        ),
        max_size=8,
    ),
    st.randoms(),
)
def test_the_order_in_which_news_come_changes_nothing(words: list[tuple[str, int]], chance: Any) -> None:
    class Row:
        def __init__(self, means: str, hour: int) -> None:
            self.means, self.said = means, means
            self.at = self.heard_at = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(hours=hour)

    rows = [Row(*one) for one in words]
    mixed = list(rows)
    chance.shuffle(mixed)
    assert standing(rows) == standing(mixed)
    furthest = standing(rows).reached
    more = standing([*rows, Row("announced", 70)]).reached
    assert more == furthest or not furthest


@pytest.mark.django_db
def test_easypost_s_message_is_signed_kept_once_and_only_a_reason_to_ask(now: datetime) -> None:
    import json

    from makegood.connectors.easypost.messages import signature

    with _connected(now) as (shop, post):
        case = _case(shop, now)
        _carry(shop, case, now)
        with unit(merchants=[shop.id]):
            connection = connection_of("postage")
        assert connection is not None
        address = f"/hooks/postage/{shop.merchant.slug}/{connection.public_id}/"
        body = json.dumps(
            {
                "id": "evt_1",
                "object": "Event",
                "description": "tracker.updated",
                "result": {"id": "trk_shp_1", "object": "Tracker", "status": "delivered", "tracking_code": "x"},
            }
        ).encode()
        client = Client()

        def tell(given: bytes, sign: str) -> Any:
            return client.post(address, given, content_type="application/json", headers={"X-Hmac-Signature": sign})

        good = signature("a webhook's secret", body)
        assert tell(body, "").status_code == tell(body, good[:-1] + "0").status_code == tell(body + b" ", good).status_code == 401
        assert tell(body, good).json() == {"taken": True, "new": True}
        assert tell(body, good).json() == {"taken": True, "new": False}
        assert _way(shop, case)[0].state == "announced"  # the message itself moves nothing
        odd = b'{"id": "evt_2", "result": {"id": "trk_of_nobody", "object": "Tracker"}}'
        assert tell(odd, signature("a webhook's secret", odd)).json() == {"taken": True, "new": True}
        for broken in (b"[]", b"{", b'{"id": 5, "result": {}}', b'{"id": "' + b"x" * 99 + b'"}', b"[" * 9999):
            assert tell(broken, signature("a webhook's secret", broken)).status_code == 400
        post.trackers["trk_shp_1"] |= {
            "status": "in_transit",
            "tracking_details": [
                {
                    "object": "TrackingDetail",
                    "message": "Accepted\nat",
                    "status": "in_transit",
                    "datetime": "2026-11-21T09:00:00Z",
                    "tracking_location": {"city": "LEIPZIG", "country": "DE"},
                }
            ],
        }
        assert jobs.poll(merchant_id=shop.id, postage_id=_way(shop, case)[1].public_id, now=now + timedelta(days=2))
        parcel, _ = _way(shop, case)
        assert (parcel.state, parcel.posted_on, parcel.carrier) == ("in_transit", date(2026, 11, 21), "USPS")
        assert jobs.poll_due(now=now + timedelta(days=2, hours=1)) == 0 and jobs.poll_due(now=now + timedelta(days=3)) == 1


# --- pages


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
    files = [_file("a.pdf", _pdf(310, 311)), _file("numbers.csv", b"00340434161094042557\n00340434161094042564")]
    assert client.post("/desk/settings/postage/", {"do": "add", "carrier": "DHL", "files": files}).status_code == 302
    page = client.get("/desk/settings/postage/")
    assert b"2 left, 0 given out" in page.content and b"Few labels are left" in page.content
    page = client.post("/desk/settings/postage/", {"do": "add", "carrier": "DHL", "files": [_file("a.pdf", _pdf(310))], "numbers": ""})
    assert page.status_code == 409 and b"here already" in page.content
    case = _case(shop, now)
    parcel, given = _way(shop, case)
    page = client.get(f"/desk/case/{case.public_id}/")
    assert b"postage: paid" in page.content and given.tracking_number.encode() in page.content
    label = client.get(f"/desk/case/{case.public_id}/postage/{parcel.public_id}.pdf")
    assert label.content.startswith(b"%PDF") and label.headers["Cache-Control"] == "private, no-store"
    stranger = Client()
    assert stranger.login(username=make_shop("home", now).owner, password=PASSWORD)
    assert stranger.get(f"/desk/case/{case.public_id}/postage/{parcel.public_id}.pdf").status_code == 404
    assert SYSTEM
