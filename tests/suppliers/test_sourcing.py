"""Before Anna relies on a supplier: what she asked it, the sample that she sent back, and two of them on the same article."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.sourcing import queries as sourcing
from makegood.apps.sourcing.score import measured, score_of, with_measured
from makegood.apps.sourcing.words import ANSWERS, ASKED, STEPS, USUAL_DAYS
from makegood.base.timeline import broken_lines, lines_of
from makegood.base.unit import unit
from makegood.insight.sourcing import compare_suppliers
from makegood.journeys.begin_parallel_test import begin_parallel_test
from makegood.journeys.begin_test_return import begin_test_return
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.end_parallel_test import end_parallel_test
from makegood.journeys.end_test_return import end_test_return
from makegood.journeys.record_test_step import record_test_step
from makegood.journeys.vet_supplier import vet_supplier
from makegood.kernel.refusal import Refusal
from tests.cast import LAMP, PASSWORD, STAFF, Shop, make_shop, sell
from tests.insight.test_scorecards import ask_of
from tests.stories.test_same_by_api import Api

said = st.dictionaries(st.sampled_from(ASKED), st.sampled_from(ANSWERS))


@given(said)
def test_what_is_not_known_counts_neither_for_nor_against(answers: dict[str, str]) -> None:
    score = score_of(answers)
    assert score.known + score.unknown == len(ASKED) and (score.percent is None) == (not answers)
    if score.percent is not None:
        assert 0 <= score.percent <= 100
        better = score_of(dict.fromkeys(answers, "yes"))
        assert better.percent == 100 and better.percent >= score.percent


@given(said, st.lists(st.integers(0, 60), min_size=6, max_size=6))
def test_a_later_day_never_measures_better_and_goes_before_what_was_said(answers: dict[str, str], waits: list[int]) -> None:
    day, steps = date(2026, 11, 2), {}
    for step, wait in zip(STEPS, waits, strict=True):
        day += timedelta(days=wait)
        steps[step] = day.isoformat()
    later = steps | {"refunded": (day + timedelta(days=5)).isoformat()}
    ranks = [["no", "partly", "yes"].index(measured(one, USUAL_DAYS, "refunded")[-1].answer) for one in (later, steps)]
    assert ranks[0] <= ranks[1]
    seen = measured(steps, USUAL_DAYS, "refunded")
    assert with_measured(answers, seen) | {one.question: one.answer for one in seen} == with_measured(answers, seen)


def second_supplier(shop: Shop, now: datetime) -> None:
    form = AgreementForm(
        code="other", from_on=date(2026, 1, 1), currency="EUR", terms={"claims": []}, name="Ningbo Lamps", country="CN", email="", language="en", pack=""
    )  # fmt: skip
    change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now)


@pytest.mark.django_db
def test_versions_are_kept_and_the_unknown_stays_unknown(now: datetime) -> None:
    shop = make_shop("home", now)
    vet_supplier(merchant_id=shop.id, code="maker", answers={"makes_itself": "yes", "tracking_works": "no"}, by=STAFF, now=now)
    vet_supplier(
        merchant_id=shop.id, code="maker", answers={"makes_itself": "yes", "tracking_works": "partly", "stock_near": ""}, by=STAFF, now=now
    )  # fmt: skip
    with unit(merchants=[shop.id]):
        found = sourcing.vetted("maker")
    assert [score_of(one.answers).percent for one in found.vettings] == [75, 50]
    assert found.score.known == 2 and "stock_near" not in found.answers
    for answers, code in (({"makes_itself": "perhaps"}, "answer_unknown"), ({"colour": "yes"}, "question_unknown")):
        with pytest.raises(Refusal) as refused:
            vet_supplier(merchant_id=shop.id, code="maker", answers=answers, by=STAFF, now=now)
        assert refused.value.code == code
    with pytest.raises(Refusal, match="Nothing has changed"):
        vet_supplier(merchant_id=shop.id, code="maker", answers={"makes_itself": "yes", "tracking_works": "partly"}, by=STAFF, now=now)
    with pytest.raises(Refusal, match="no such supplier"):
        vet_supplier(merchant_id=shop.id, code="nobody", answers={"makes_itself": "yes"}, by=STAFF, now=now)


@pytest.mark.django_db
def test_a_sample_goes_back_each_step_has_an_owner_and_a_day_and_it_feeds_the_score(now: datetime) -> None:
    shop, today = make_shop("home", now), now.date()
    vet_supplier(merchant_id=shop.id, code="maker", answers={"refunds_in_time": "yes"}, by=STAFF, now=now)
    begun = today - timedelta(days=60)
    test = begin_test_return(merchant_id=shop.id, code="maker", sku="L-2", asked_on=begun, by=STAFF, now=now)
    assert (test.step, test.owner, test.due_on) == ("answered", "supplier", begun + timedelta(days=3))
    with unit(merchants=[shop.id]):
        assert test.agreed == ["answered"]
        assert [one.public_id for one in sourcing.overdue_test_returns(today)] == [test.public_id]
    with pytest.raises(Refusal, match="under way"):
        begin_test_return(merchant_id=shop.id, code="maker", sku="L-2", asked_on=begun, by=STAFF, now=now)

    def step(word: str, days: int) -> Any:
        return record_test_step(merchant_id=shop.id, test_id=test.public_id, step=word, on=begun + timedelta(days=days), by=STAFF, now=now)

    assert step("answered", 5).owner == "shop"
    assert step("sent", 6).owner == "carrier"
    with pytest.raises(Refusal, match="before the last"):
        step("arrived", 4)
    with pytest.raises(Refusal, match="not come yet"):
        step("arrived", 61)
    with pytest.raises(Refusal, match="elsewhere"):
        step("answered", 7)
    step("arrived", 20)
    ended = step("refunded", 50)  # nobody was told of a look at it: that stays unknown
    assert (ended.outcome, ended.owner, ended.due_on) == ("refunded", "", None)
    with unit(merchants=[shop.id]):
        found = sourcing.vetted("maker")
        lines = list(lines_of("supplier:maker"))
    assert broken_lines(lines) == [] and lines[-1].name == "test_return.refunded"
    assert found.answers == {"answers_in_time": "partly", "refunds_in_time": "no"} and "inspects_in_time" not in found.answers
    assert found.score.percent == 25


@pytest.mark.django_db
def test_a_no_counts_against_it_and_giving_up_says_nothing(now: datetime) -> None:
    shop = make_shop("home", now)
    for outcome, answers in (("given_up", {}), ("refused", {"refunds_in_time": "no"})):
        test = begin_test_return(merchant_id=shop.id, code="maker", sku="L-2", asked_on=now.date(), by=STAFF, now=now)
        end_test_return(merchant_id=shop.id, test_id=test.public_id, outcome=outcome, by=STAFF, now=now)
        with unit(merchants=[shop.id]):
            assert sourcing.vetted("maker").answers == answers
        with pytest.raises(Refusal, match="has ended"):
            end_test_return(merchant_id=shop.id, test_id=test.public_id, outcome=outcome, by=STAFF, now=now)


@pytest.mark.django_db
def test_two_suppliers_on_one_article_are_counted_apart(now: datetime) -> None:
    shop = make_shop("home", now)
    second_supplier(shop, now)
    test = begin_parallel_test(
        merchant_id=shop.id, sku="L-2", one="maker", other="other", share_percent=25, until_on=now.date() + timedelta(days=30), by=STAFF, now=now
    )  # fmt: skip
    later = now + timedelta(days=20)
    sell(shop, later, replace(LAMP, quantity=6), number="#1", delivered=5)
    theirs = sell(shop, later, replace(LAMP, quantity=2, supplier="other", cost_minor=990), number="#2", delivered=8)
    ask_of(shop, theirs, later, 1, "defective")
    with unit(merchants=[shop.id]):
        found = compare_suppliers(shop.merchant, "maker", "other", now=later)
    [row] = found.parallels
    assert [(one.code, one.pieces, one.faulty.of) for one in row.sides] == [("maker", 6, 0), ("other", 2, 1)]
    assert (row.reached.of, row.reached.total) == (2, 8) and found.both == ["L-2"]
    assert [side.prices["L-2"].cost_minor for side in found.sides] == [1240, 990]
    with pytest.raises(Refusal, match="under way"):
        begin_parallel_test(
            merchant_id=shop.id, sku="L-2", one="maker", other="other", share_percent=5, until_on=later.date(), by=STAFF, now=now
        )  # fmt: skip
    with pytest.raises(Refusal, match="not one of the two"):
        end_parallel_test(merchant_id=shop.id, test_id=test.public_id, chosen="third", by=STAFF, now=later)
    end_parallel_test(merchant_id=shop.id, test_id=test.public_id, chosen="maker", by=STAFF, now=later)


@pytest.mark.django_db
def test_the_desk_and_the_api_show_it(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    second_supplier(shop, now)
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    place, today = "/desk/settings/suppliers/known/maker/", now.date().isoformat()
    assert "Nothing is known yet." in client.get(place).content.decode()
    assert client.post(place, {"do": "vet", "makes_itself": "yes", "stock_near": "no"}).status_code == 302
    assert client.post(place, {"do": "begin", "sku": "L-2", "on": today}).status_code == 302
    page = client.get(place).content.decode()
    assert "50 of 100, over 2 of 23 answers. 21 are not known." in page and "The supplier says where it goes by" in page
    with unit(merchants=[shop.id]):
        test = sourcing.test_returns_of("maker")[0]
    assert client.post(place, {"do": "step", "test": test.public_id, "step": "answered", "on": "soon"}).status_code == 422
    assert client.post(place, {"do": "step", "test": test.public_id, "step": "answered", "on": today}).status_code == 302
    assert "Measured: 0 days, 3 are allowed. It counts as: yes." in client.get(place).content.decode()
    pair = "/desk/settings/suppliers/compare/?one=maker&other=other"
    until = (now + timedelta(days=9)).date().isoformat()
    assert client.post(pair, {"do": "begin", "sku": "L-2", "share": "20", "until": until}).status_code == 302
    shown = client.get(pair).content.decode()
    assert (
        "Ningbo Lamps" in shown
        and "not known" in shown
        and "nothing to count yet" in shown
        and "Nobody has confirmed these terms.<br>" in shown
    )
    assert client.get("/desk/settings/suppliers/known/nobody/").status_code == 404
    settings.MAKEGOOD_NOW = (now + timedelta(days=10)).isoformat()
    late = client.get("/desk/").content.decode()
    assert (
        "Test return to maker: “You send the sample” was due on" in late
        and "The parallel test of L-2 with maker and other ended on" in late
    )
    settings.MAKEGOOD_NOW = now.isoformat()
    api = Api(shop)
    assert api.get("/suppliers/maker/vetting").json()["score"] == {"percent": 67, "known": 3, "asked": 23}
    both = api.get("/suppliers/compare?one=maker&other=other").json()
    assert [side["supplier"] for side in both["sides"]] == ["maker", "other"] and both["parallel_tests"][0]["planned_percent"] == 20
