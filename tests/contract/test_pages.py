"""Cursor pages while others write: nothing twice, and nothing missed that was there when the first page was read."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.base.actor import CUSTOMER
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.drop_case import drop_case
from makegood.journeys.open_return import open_return
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.contract.calling import Program

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW = now.isoformat()
    return make_shop("home", now)


def a_case(shop: Shop, now: datetime, number: int) -> Any:
    order = sell(shop, now, LAMP, number=f"#{number}")
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), ""),))
    return open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)


def test_pages_are_whole_whatever_is_written_between_them(shop: Shop, now: datetime) -> None:
    program = Program(shop)
    standing = {(case := a_case(shop, now, number)).public_id: case for number in range(9)}

    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(limit=st.integers(1, 5), between=st.lists(st.sampled_from(["open", "close", "write", "nothing"]), max_size=6))
    def holds(limit: int, between: list[str]) -> None:
        known = {one["id"] for one in program.get("/cases?limit=200").json()["items"]}
        seen: list[str] = []
        path: str | None = f"/cases?limit={limit}"
        while path is not None:
            page = program.get(path).json()
            assert len(page["items"]) <= limit
            seen += [one["id"] for one in page["items"]]
            path = None if page["next"] is None else f"/cases?limit={limit}&cursor={page['next']}"
            if between:
                step = between.pop()
                if step == "open":
                    a_case(shop, now, 1000 + len(seen) + len(known))
                elif step == "write":
                    program.post(f"/cases/{seen[-1]}/messages", {"text": "One moment."})
                elif step == "close" and standing:
                    drop_case(merchant_id=shop.id, case_id=standing.popitem()[1].id, by=STAFF, now=now)
        assert len(seen) == len(set(seen)) and known <= set(seen)

    holds()


def test_the_last_page_says_so_also_where_it_is_just_full(shop: Shop, now: datetime) -> None:
    program = Program(shop)
    for number in range(4):
        sell(shop, now, LAMP, number=f"#{number}")
    first = program.get("/orders?limit=2").json()
    last = program.get(f"/orders?limit=2&cursor={first['next']}")
    assert [one["number"] for one in (*first["items"], *last.json()["items"])] == ["#3", "#2", "#1", "#0"]
    assert last.json()["next"] is None and "Link" not in last.headers
    assert program.get("/orders?limit=4").json()["next"] is None


def test_the_way_to_the_next_page_stands_in_the_head_too(shop: Shop, now: datetime) -> None:
    program = Program(shop)
    for _ in range(3):
        sell(shop, now, LAMP, number="#7")
    answer = program.get("/orders?limit=2&number=%237")
    address, _, rel = answer.headers["Link"].partition("; ")
    query = parse_qs(urlsplit(address.strip("<>")).query)
    assert rel == 'rel="next"' and query == {"limit": ["2"], "number": ["#7"], "cursor": [answer.json()["next"]]}
    assert len(program.client.get(address.strip("<>"), headers={"authorization": f"Bearer {program.secret}"}).json()["items"]) == 1


def test_a_cursor_is_good_for_its_own_list_only(shop: Shop, now: datetime) -> None:
    program, stranger = Program(shop), Program(make_shop("home", now))
    for number in range(3):
        a_case(shop, now, number)
    cursor = program.get("/cases?limit=1").json()["next"]
    assert program.get(f"/cases?limit=2&cursor={cursor}").status_code == 200  # another limit is no other list
    for who, path in (
        (program, f"/cases?cursor={cursor[:-2]}AA"), (program, "/cases?cursor=MTIz"), (program, "/cases?cursor=%C3%A9"), (stranger, f"/cases?cursor={cursor}"),
        (program, f"/orders?cursor={cursor}"), (program, f"/cases?state=open&cursor={cursor}"),
    ):  # fmt: skip
        refused = who.get(path)
        assert refused.status_code == 400 and refused.json()["code"] == "cursor_invalid", path


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1e3", ""])
def test_limits_have_bounds(shop: Shop, limit: str) -> None:
    refused = Program(shop).get(f"/orders?limit={limit}")
    assert refused.status_code == 422 and refused.json()["errors"][0]["pointer"] == "limit"


def test_filters(shop: Shop, now: datetime) -> None:
    program = Program(shop)
    one, two = a_case(shop, now, 1), a_case(shop, now, 2)
    assert program.post(f"/cases/{two.public_id}/drop").json()["closed_at"]

    def found(query: str) -> list[str]:
        return [case["id"] for case in program.get(f"/cases?{query}").json()["items"]]

    both = [two.public_id, one.public_id]
    assert found("") == both and found("state=closed") == [two.public_id] and found("state=open") == [one.public_id]
    assert found("order=%231") == [one.public_id] and found("sku=L-2") == both and found("sku=none") == []
    owner = program.get(f"/cases/{one.public_id}").json()["ball"]["owner"]
    assert found(f"owner={owner}") == [one.public_id]
    assert found("updated_since=2026-11-20T09:00:00Z") == both and found("updated_since=2026-11-20T09:00:01Z") == []
    refused = program.get("/cases?stat=open")
    assert refused.status_code == 422 and refused.json()["field"] == "stat"
    assert (
        len(program.get("/orders?sku=L-2").json()["items"]) == 2
        and program.get("/orders?placed_since=2026-12-01T00:00:00Z").json()["items"] == []
    )
