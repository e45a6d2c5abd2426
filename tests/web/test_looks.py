"""Who saw personal data: every page of the desk that shows some leaves a line, every read by a token too, and nobody can change one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.parties.models import Look
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.customer_export import export_of_order
from makegood.insight.looks import looks_of_order
from makegood.journeys.make_token import make_token
from makegood.journeys.note_look import note_look
from makegood.journeys.open_return import open_return
from makegood.journeys.send_message import send_message
from makegood.web.follow import follow
from makegood.web.letting_go import let_go
from tests.cast import MUG, STAFF, Shop, line_of, make_shop, sell
from tests.web.test_second_factor import member_of, signed_in

pytestmark = pytest.mark.django_db
OF_HANNA = ("Hanna Huber", "hanna@test.example", "Lindenstr", "Dear Hanna")


@pytest.fixture
def story(now: datetime) -> tuple[Shop, Any, dict[str, str]]:
    """Hanna's mug under way, with a letter; the ids that stand in addresses."""
    shop = make_shop("gifts", now)
    order = sell(shop, now, MUG)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It broke."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    send_message(merchant_id=shop.id, case_id=case.id, text="Dear Hanna, we look into it.", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        letter = notices.notices_of_case(case.id)[0].public_id
        parcel = next(iter(carriage.parcels_of_case(case.id)), None)
        order = orders.order_by_id(order.id)
    ids = {"case_id": case.public_id, "order_id": order.public_id, "notice_id": letter, "parcel_id": parcel.public_id if parcel else "none"}
    return shop, order, ids


def rows(shop: Shop) -> list[Any]:
    with unit(merchants=[shop.id]):
        return list(Look.objects.order_by("id"))


def test_every_page_that_shows_the_customer_leaves_a_line(story: tuple[Shop, Any, dict[str, str]], at: Any) -> None:
    shop, _, ids = story
    client, shown, silent = signed_in(shop.owner), set(), []
    client.raise_request_exception = False
    desk = next(one for one in get_resolver().url_patterns if str(one.pattern) == "desk/")
    for one in desk.url_patterns:
        address = "/desk/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: ids.get(found[1], "none"), str(one.pattern))
        for query in ("", "?q=Hanna+Huber", "?number=1001"):
            at(minutes=10)
            before = len(rows(shop))
            answer = client.get(address + query)
            if answer.status_code == 200 and not answer.streaming and any(word.encode() in answer.content for word in OF_HANNA):
                shown.add(one.name)
                if len(rows(shop)) == before:
                    silent.append(address + query)
    assert silent == []
    assert {"desk_case", "desk_order", "desk_find", "mail_one", "mail_html", "mail"} <= shown, shown


def test_the_lines_say_who_what_when_and_nothing_of_the_customer(story: tuple[Shop, Any, dict[str, str]], at: Any) -> None:
    shop, order, ids = story
    helper = signed_in(member_of(shop, at(), "support"))
    for _ in range(3):
        helper.get(f"/desk/case/{ids['case_id']}/")
    helper.get("/desk/find/?q=hanna@test.example")
    helper.get(f"/desk/case/{ids['case_id']}/here/", headers={"HX-Request": "true"})
    found = rows(shop)
    person = parties.person_by_email(f"support-{shop.id}@test.example")
    assert person is not None
    assert [(one.who, one.role, one.kind, one.subject) for one in found] == [
        (f"staff:person:{person.pk}", "support", "case", ids["case_id"]), (f"staff:person:{person.pk}", "support", "search", order.public_id),
    ]  # fmt: skip
    assert found[0].span_at == datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    at(minutes=10)
    helper.get(f"/desk/case/{ids['case_id']}/")
    assert len(rows(shop)) == 3, "ten minutes later it is another look"
    helper.get("/desk/case/none/")
    assert len(rows(shop)) == 3, "what was refused was not seen"


def test_a_look_costs_one_statement(story: tuple[Shop, Any, dict[str, str]], at: Any) -> None:
    shop, _, ids = story
    client = signed_in(shop.owner)
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(f"/desk/case/{ids['case_id']}/")
        assert sum("parties_look" in one["sql"] for one in seen.captured_queries) == 1


def test_a_program_that_reads_is_seen_too(story: tuple[Shop, Any, dict[str, str]], at: Any) -> None:
    shop, order, ids = story
    secret = make_token(merchant_id=shop.id, name="books", verbs=["read"], by=SYSTEM, now=at())
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    for address in (f"/api/v1/cases/{ids['case_id']}", "/api/v1/orders", f"/api/v1/cases/{ids['case_id']}/messages", "/api/v1/pieces"):
        assert client.get(address).status_code == 200
    token = parties.tokens_of(shop.id)[0]
    assert [(one.who, one.role, one.kind, one.subject) for one in rows(shop)] == [
        (f"api:token:{token.id}", "", kind, subject)
        for kind, subject in (("case", ids["case_id"]), ("order", order.public_id), ("letter", ids["case_id"]))
    ]
    page = signed_in(shop.owner).get("/desk/settings/privacy/looks/?q=1001").content.decode()
    assert "books" in page and ids["case_id"] in page


def test_the_hub_that_opens_a_parcel_is_seen(story: tuple[Shop, Any, dict[str, str]], at: Any) -> None:
    shop, order, ids = story
    note_look(merchant_id=shop.id, kind="parcel", subjects=[ids["parcel_id"]], role="inspector", by=STAFF, now=at())
    with unit(merchants=[shop.id]):
        assert (ids["parcel_id"] == "none") or [one.role for one in looks_of_order(order.id)] == ["inspector"]


def test_the_owner_sees_them_by_case_and_person_and_the_customer_gets_roles_and_times(
    story: tuple[Shop, Any, dict[str, str]], at: Any
) -> None:
    shop, order, ids = story
    helper, owner = signed_in(member_of(shop, at(), "support")), signed_in(shop.owner)
    helper.get(f"/desk/order/{order.public_id}/")
    with unit(merchants=[shop.id]):
        case = returns.case_of(ids["case_id"])
        exported = export_of_order(order.id)["looked_at"]
    assert exported == [{"role": "support", "what": "order", "at": "2026-11-20T09:00:00+00:00"}]
    for query in ("?q=1001", f"?q={case.number}", ""):
        page = owner.get(f"/desk/settings/privacy/looks/{query}").content.decode()
        assert "Support" in page and "an order" in page and order.public_id in page, query
    person = parties.person_by_email(shop.owner)
    assert person is not None
    assert "Nobody looked." in owner.get(f"/desk/settings/privacy/looks/?who=staff:person:{person.pk}").content.decode()
    assert owner.get("/desk/settings/privacy/looks/?q=9999").status_code == 404
    assert helper.get("/desk/settings/privacy/looks/").status_code == 403


def test_the_database_lets_nobody_change_a_look_and_lets_it_go_when_its_years_are_over(
    story: tuple[Shop, Any, dict[str, str]], at: Any
) -> None:
    shop, order, _ = story
    fresh, old = at(), at() - timedelta(days=365 * 12)
    for moment in (fresh, old):
        note_look(merchant_id=shop.id, kind="order", subjects=[order.public_id], role="owner", by=STAFF, now=moment)
    for change in ("UPDATE parties_look SET role = 'support'", "DELETE FROM parties_look", "TRUNCATE parties_look"):
        with (
            unit(merchants=[shop.id]),
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    let_go(merchant_id=shop.id, today=fresh.date(), by=SYSTEM, now=fresh, unsure_too=True)
    assert [one.span_at for one in rows(shop)] == [fresh]
