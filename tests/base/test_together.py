"""Reads and writes of a unit: nothing that waits is missed, nothing that was taken back comes through."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.deadlines import Deadline, end_deadlines, open_deadlines, set_deadline
from makegood.base.later import add_later, add_now, change_later, ids_wanted
from makegood.base.tenancy import Unscoped
from makegood.base.together import read_together
from makegood.base.unit import attempt, unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.holding import hold_case
from makegood.journeys.open_return import open_return
from makegood.kernel.refusal import Refusal
from tests.cast import LAMP, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def opened() -> tuple[Any, Any]:
    shop = make_shop("home", NOW)
    order = sell(shop, NOW, LAMP)
    line = line_of(shop, order)
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=NOW)
    return shop, case


def _deadline(case: Any, kind: str) -> Deadline:
    return set_deadline(kind=kind, owner="hub", due_at=NOW + timedelta(days=2), now=NOW, case_id=case.id)


def test_a_read_sees_what_still_waits_to_be_written(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        made = _deadline(case, "hub_inspect_by")
        assert made.pk is None
        assert Deadline.objects.filter(case_id=case.id, kind="hub_inspect_by").count() == 1
        assert made.pk is not None
        end_deadlines(state="kept", now=NOW, case_id=case.id, kind="hub_inspect_by")
        assert Deadline.objects.get(id=made.pk).state == "kept"


def test_what_is_set_and_ended_in_one_unit_is_written_once(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with CaptureQueriesContext(connection) as seen, unit(merchants=[shop.id]):
        hold_case(case_id=case.id, now=NOW)
        _deadline(case, "hub_inspect_by")
        end_deadlines(state="void", now=NOW, case_id=case.id)
    assert sum("INSERT" in one["sql"] or "UPDATE" in one["sql"].split("FOR NO KEY")[0] for one in seen.captured_queries) == 1
    with unit(merchants=[shop.id]):
        assert open_deadlines(case.id) == []


def test_what_an_attempt_takes_back_leaves_no_trace(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        held, _ = hold_case(case_id=case.id, now=NOW)
        kept = _deadline(case, "customer_send_by")
        with pytest.raises(Refusal), attempt():
            _deadline(case, "hub_inspect_by")
            held.ball_step = "nonsense"
            change_later(held, "ball_step")
            timeline.note(f"case:{case.id}", "never.was", by=SYSTEM, now=NOW)
            raise Refusal("no", "No.", "Do not.")
        assert returns.case_by_id(case.id).ball_step != "nonsense"
    with unit(merchants=[shop.id]):
        assert {one.kind for one in open_deadlines(case.id)} == {"shop_decide_by", "customer_send_by"}
        assert kept.pk in {one.id for one in open_deadlines(case.id)}
        assert "never.was" not in {line.name for line in timeline.lines_of(f"case:{case.id}")}
        assert timeline.broken_lines(timeline.lines_of(f"case:{case.id}")) == []


def test_a_savepoint_that_is_rolled_back_drops_what_waited_in_it(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            _deadline(case, "hub_inspect_by")
            raise ZeroDivisionError
        assert not Deadline.objects.filter(kind="hub_inspect_by").exists()


def test_a_change_to_a_row_that_is_not_there_is_a_fault(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with pytest.raises(DatabaseError), unit(merchants=[shop.id]):
        ghost = open_deadlines(case.id)[0]
        ghost.id = 10**12
        change_later(ghost, "state")


def test_another_shops_row_is_neither_read_nor_changed(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    stranger = make_shop("home", NOW)
    with unit(merchants=[stranger.id]):
        assert notices.notices_of_case(case.id) == [] and returns.lines_of_case(case.id) == []
        with pytest.raises(Refusal):
            hold_case(case_id=case.id, now=NOW)
    with unit(merchants=[shop.id]):
        deadline = open_deadlines(case.id)[0]
    with pytest.raises(DatabaseError), unit(merchants=[stranger.id]):
        deadline.state = "void"
        change_later(deadline, "state")
    with pytest.raises(Unscoped):
        open_deadlines(case.id)


def _row(case: Any, kind: str) -> Deadline:
    return Deadline(merchant_id=case.merchant_id, kind=kind, owner="hub", due_at=NOW, opened_at=NOW, case_id=case.id)


def test_rows_whose_ids_were_read_before_go_with_the_rest(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with CaptureQueriesContext(connection) as seen, unit(merchants=[shop.id]):
        read_together(ids_wanted(Deadline, 2))
        one, two, three = (_row(case, kind) for kind in ("a", "b", "c"))
        add_now(one, two)
        assert one.pk < two.pk and one._state.adding
        one.state = "kept"
        change_later(one, "state")  # it waits: it is added as it is then
        add_later(three)
        with attempt():
            two.kind = "b2"
    assert sum("INSERT" in sql["sql"] for sql in seen.captured_queries) == 1
    with unit(merchants=[shop.id]):
        found = {row.id: (row.kind, row.state) for row in Deadline.objects.filter(case_id=case.id, kind__in=("a", "b", "b2", "c"))}
    assert found[one.pk] == ("a", "kept") and found[two.pk][0] == "b" and found[three.pk][0] == "c"


def test_more_rows_than_ids_get_theirs_as_they_are_written(opened: tuple[Any, Any]) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        read_together(ids_wanted(Deadline, 1))
        made = [_row(case, kind) for kind in "abc"]
        add_now(*made)
        assert all(row.pk and not row._state.adding for row in made)
        add_now(alone := _row(case, "d"))
        assert alone._state.adding
    with unit(merchants=[shop.id]):
        assert Deadline.objects.filter(id__in=[row.pk for row in (*made, alone)]).count() == 4
