"""The database goes away while a page or a call needs it: both say so in words, and say when to come again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from makegood.apps.returns import queries as returns
from makegood.base.unit import unit
from tests.cast import LAMP, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


@contextmanager
def away(when: Callable[[str], bool] = lambda sql: True) -> Iterator[None]:
    """Statements of this kind meet a dead connection."""

    def meet(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if when(sql):
            raise OperationalError("server closed the connection unexpectedly")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meet):
        yield


def test_a_page_says_that_it_is_away_and_not_that_it_is_broken(now: datetime) -> None:
    shop = make_shop("home", now)
    with away():
        answer = Client().get(f"/s/{shop.merchant.slug}/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert "reach our records" in answer.content.decode() and "Traceback" not in answer.content.decode()


def test_a_call_says_so_in_a_problem_document_and_what_to_do() -> None:
    with away():
        answer = Client().get("/api/v1/orders", headers={"authorization": "Bearer x"})
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "5"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "database_away" and "same Idempotency-Key" in answer.json()["remedy"]


def test_a_session_that_can_not_be_kept_is_no_fault_of_the_page(now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    found = {"number": "1001", "contact": "hanna@test.example"}
    with away(lambda sql: "django_session" in sql and sql.startswith(("INSERT", "UPDATE"))):
        answer = Client(raise_request_exception=False).post(f"/s/{shop.merchant.slug}/", found)
    assert answer.status_code == 503 and "reach our records" in answer.content.decode()


def test_a_draft_that_is_sent_again_because_the_answer_was_lost_makes_one_case(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)  # two pieces: the second one could come back too
    client, pages = Client(), f"/s/{shop.merchant.slug}"
    client.post(f"{pages}/", {"number": "1001", "contact": "hanna@test.example"})
    client.post(f"{pages}/ask/", {"tile": "broken"})
    client.post(f"{pages}/show/", {"no_photo": "1"})
    client.post(f"{pages}/choose/", {f"remedy_{line_of(shop, order).id}": "refund"})
    before = dict(client.session.items())
    first = client.post(f"{pages}/check/")
    assert (
        "/case/" in first.url and client.get(f"{pages}/choose/").url == first.url
    )  # the answer was lost on its way: the page is loaded again
    session = client.session  # the server died before it could forget the draft
    session.update(before)
    session.save()
    assert client.post(f"{pages}/check/").url == first.url
    with unit(merchants=[shop.id]):
        assert len(returns.cases_page()) == 1
