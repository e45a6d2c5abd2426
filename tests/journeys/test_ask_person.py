"""A rule said no: the customer hears why, asks for a person with one tap, and is told by when they answer."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.deadlines import open_deadlines
from makegood.base.links import link_for, token_of
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.ask_person import ask_person
from makegood.journeys.decline_return import decline_return
from makegood.journeys.open_return import open_return
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import LAMP, MUG, STAFF, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def refused(shop: Any, now: datetime, market: str = "DE") -> tuple[Any, Any]:
    """Hanna changed her mind about a mug with her own words on it."""
    order = sell(shop, now, MUG, market=market)
    first = line_of(shop, order)
    ask = Ask((AskedLine(first.id, 1, ("change_of_mind",), "Not my colour."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return order, case


def letters(shop: Any, case: Any) -> dict[str, str]:
    with unit(merchants=[shop.id]):
        return {one.kind: one.text for one in notices.notices_of_case(case.id)}


def page_of(shop: Any, case: Any, now: datetime) -> tuple[Client, str]:
    with unit(merchants=[shop.id]):
        link = link_for(purpose="case", subject=case.public_id, now=now)
    assert link is not None
    return Client(), f"/s/{shop.merchant.slug}/case/{token_of(link)}/"


def test_a_refusal_by_a_rule_is_told_with_its_reason_and_the_way_to_a_person(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _, case = refused(shop, now)
    said = letters(shop, case)["refused_by_rule"]
    assert "for you alone" in said and "by a rule, not by a person" in said and "ask for a person" in said


def test_one_tap_makes_it_wait_for_a_person_who_answers_by_a_named_day(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _, case = refused(shop, now)
    client, page = page_of(shop, case, now)
    before = client.get(page).content.decode()
    assert "Ask a person to look at it" in before and "for you alone" in before
    assert client.post(page + "do/", {"do": "person"}).status_code == 302
    after = client.get(page).content.decode()
    assert "Ask a person to look at it" not in after and "A person looks at it and answers by" in after
    with unit(merchants=[shop.id]):
        fresh = returns.case_by_id(case.id)
        assert fresh.closed_at is None and (fresh.ball_owner, fresh.ball_step) == ("shop", "decide")
        assert [line.decision for line in returns.lines_of_case(case.id)] == ["needs_review"]
        assert [one.source for one in open_deadlines(case.id) if one.kind == "shop_decide_by"] == ["asked for a person"]
        assert broken_lines(returns.timeline_of(case.id)) == []
    assert "They answer by" in letters(shop, case)["person_asked"]


def test_whom_a_person_has_answered_is_not_sent_round_again(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _, case = refused(shop, now)
    due = ask_person(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    assert due == datetime(2026, 11, 23, 16, tzinfo=UTC)  # asked on a Friday: by the close of Monday
    with pytest.raises(Refusal) as twice:
        ask_person(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
    decline_return(merchant_id=shop.id, line_id=line.id, reason="It bears your name.", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with pytest.raises(Refusal) as answered:
        ask_person(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    assert {twice.value.code, answered.value.code} == {"nothing_to_ask"}
    client, page = page_of(shop, case, now)
    assert "Ask a person to look at it" not in client.get(page).content.decode()


def test_what_was_offered_needs_no_person(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), "It flickers."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with pytest.raises(Refusal) as refusal:
        ask_person(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    assert refusal.value.code == "nothing_to_ask"


@pytest.mark.parametrize(("market", "own_view"), [("GB", True), ("US", False)])
def test_the_page_says_more_only_where_the_rows_of_the_market_do(now: datetime, market: str, own_view: bool) -> None:
    shop = make_shop("gifts", now)
    _, case = refused(shop, now, market)
    with unit(merchants=[shop.id]):
        decided = [line.decision for line in returns.lines_of_case(case.id)]
    client, page = page_of(shop, case, now)
    text = client.get(page).content.decode()
    assert decided == ["refused"] and "Ask a person to look at it" in text
    assert ("You may also tell us how you see it" in text) is own_view
    assert (
        "That is your right by law." not in text
    )  # only where it holds for any decision, and there (Quebec) the law is not sure enough to refuse


def test_where_the_law_is_not_sure_no_rule_refuses_and_nobody_has_to_ask(now: datetime) -> None:
    shop = make_shop("gifts", now)
    _, case = refused(shop, now, "NZ")
    with unit(merchants=[shop.id]):
        assert [line.decision for line in returns.lines_of_case(case.id)] == ["needs_review"]
