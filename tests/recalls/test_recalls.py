"""Goods are called back: whom it concerns, what they read and choose, what may not be said, who must be told by when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.inspection import queries as inspections
from makegood.apps.notices.models import Notice
from makegood.apps.orders.called_back import Chosen
from makegood.apps.recalls import queries as recalls
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.recalling import RecallForm
from makegood.insight.recalls import nobody_answers
from makegood.interfaces.jobs import recalls as jobs
from makegood.journeys.begin_recall import begin_recall
from makegood.journeys.correct_inspection import correct_inspection
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.open_return import open_return
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.report_injury import report_injury
from makegood.journeys.set_maker import set_maker
from makegood.kernel.refusal import Refusal
from makegood.law.safety import reports, roles_of, soft_words
from makegood.web.follow import follow
from makegood.web.recalled import take_answer
from tests.cast import KIM, LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.journeys.test_corrections import received, start, state
from tests.web.test_orders_side import signed_in

pytestmark = pytest.mark.django_db
TEXTS = {"en": "The cable can get hot.", "de": "Das Kabel kann heiß werden."}
ADVICE = {"en": "Unplug it.", "de": "Ziehen Sie den Stecker."}


def called(shop: Shop, now: datetime, **what: Any) -> Any:
    form = RecallForm(**({"what": Chosen("L-2"), "hurts": False, "hazard": TEXTS, "what_to_do": ADVICE, "reach": "0800 1"} | what))
    made = begin_recall(merchant_id=shop.id, form=form, by=STAFF, now=now)
    jobs.sweep(now=now)
    return made


def address_of(shop: Shop, recall: Any, now: datetime, place: int = 0) -> tuple[str, Any]:
    with unit(merchants=[shop.id]):
        contact = recalls.contacts_of_recall(recall.id)[place]
        link = link_for(purpose="recall", subject=contact.public_id, now=now)
    assert link is not None
    return f"/s/{shop.merchant.slug}/recall/{token_of(link)}/", contact


def letters(shop: Shop, kind: str) -> list[Notice]:
    with unit(merchants=[shop.id]):
        return list(Notice.objects.filter(kind=kind).order_by("id"))


def test_a_customer_opens_it_chooses_once_and_reads_what_follows(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    recall = called(shop, now, hurts=True)
    address, _ = address_of(shop, recall, now)
    first = client.get(address)
    assert first.status_code == 200 and "Stop using it at once." in first.content.decode() and "Hanna" not in first.content.decode()
    with unit(merchants=[shop.id]):
        assert returns.cases_of_order(order.id) == []  # opening it changes nothing
    assert client.post(address, {"remedy": "credit"}).status_code == 422
    assert client.post(address, {"remedy": "refund"}, follow=True).status_code == 200
    with unit(merchants=[shop.id]):
        (case,) = returns.cases_of_order(order.id)
        (paid,) = settlement.reimbursements_of_case(case.id)
        (line,) = returns.lines_of_case(case.id)
    assert paid.amount_minor >= 7800 and line.disposition == "customer_keeps" and line.reception == "not_required"
    assert client.post(address, {"remedy": "replacement"}).status_code == 409
    assert "Your money is on its way back." in client.get(address).content.decode()


def test_of_a_flaw_those_for_whom_it_was_made_good_hear_nothing_and_the_rest_first(now: datetime) -> None:
    shop = make_shop("home", now)
    before, after = sell(shop, now, LAMP, number="#1"), sell(shop, now, replace(LAMP, quantity=1), number="#2")
    case = open_return(
        merchant_id=shop.id, order_id=before.id, ask=Ask((AskedLine(line_of(shop, before).id, 2, ("defective",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={})
    with unit(merchants=[shop.id]):
        (line,) = returns.lines_of_case(case.id)
    recall = called(shop, now)
    address_of(shop, recall, now)
    assert len(letters(shop, "recall_quality")) == 1  # one customer, however many orders
    _, contact = address_of(shop, recall, now)
    cases = take_answer(merchant_id=shop.id, contact_id=contact.public_id, remedy="replacement", by=CUSTOMER, now=now)
    assert len(cases) == 2 and case.id in cases  # the complaint is made good in its own case, not a second time
    with unit(merchants=[shop.id]):
        assert returns.line_by_id(line.id).remake != "none" and "recalled" in returns.line_by_id(line.id).kinds
        assert len(returns.cases_of_order(before.id)) == len(returns.cases_of_order(after.id)) == 1


def test_nothing_that_is_called_back_is_sold_or_given_away_whatever_it_came_back_for(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now)
    received(shop, case, now)
    line = state(shop, case)[1][0]
    with unit(merchants=[shop.id]):
        sku = line_of(shop, returns.case_by_id(case.id).order).sku
    called(shop, now, what=Chosen(sku), hurts=True)
    for disposition in ("restock", "refurbish", "liquidate", "donate"):
        with pytest.raises(Refusal, match="recalled"):
            record_inspection(
                merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", disposition=disposition, by=KIM, now=now
            )
    record_inspection(merchant_id=shop.id, line_id=line.id, result="as_it_should", grade="A", by=KIM, now=now)
    with unit(merchants=[shop.id]):
        made = inspections.standing_inspections(case.id)[line.id]
    assert made.disposition == "hold"
    correct_inspection(
        merchant_id=shop.id, inspection_id=made.public_id, result="as_it_should", grade="A", disposition="destroy", by=KIM, now=now
    )


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"hurts": None}, "hurts_needed"), ({"what": Chosen("nothing")}, "nothing_called_back"), ({"hazard": {}}, "hazard_needed"),
        ({"hurts": True, "hazard": {"en": "It burns."}}, "hazard_needed"), ({"hurts": True, "remedies": ("refund",)}, "too_few_remedies"),
        ({"remedies": ()}, "too_few_remedies"), ({"hurts": True, "reach": " "}, "reach_needed"), ({"hurts": True, "what_to_do": {}}, "what_to_do_needed"),
        ({"hurts": True, "hazard": TEXTS | {"de": "Freiwillig und vorsorglich."}}, "soft_words"),
        ({"what": Chosen("L-2", from_on=date(2026, 2, 2), until_on=date(2026, 2, 1))}, "dates_crossed"),
    ],
)  # fmt: skip
def test_what_can_t_begin_says_why_and_nothing_is_written(what: dict[str, Any], code: str, now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    with pytest.raises(Refusal) as refused:
        called(shop, now, **what)
    assert refused.value.code == code
    with unit(merchants=[shop.id]):
        assert recalls.recalls() == []


def test_nobody_is_written_to_twice_by_a_second_recall_of_the_same_goods(now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    called(shop, now)
    with pytest.raises(Refusal, match="No order has such goods"):
        called(shop, now)
    assert len(letters(shop, "recall_quality")) == 1


def test_who_was_hurt_starts_the_clocks_of_the_market_and_the_owner_hears_at_once(now: datetime) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line_of(shop, order).id, 1, ("defective",)),)), by=CUSTOMER, now=now
    )
    assert report_injury(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now) == report_injury(
        merchant_id=shop.id, case_id=case.id, by=STAFF, now=now
    )
    (letter,) = letters(shop, "authority_asked")
    assert letter.to == shop.owner and "Safety Business Gateway" in letter.text
    jobs.warn(now=now + timedelta(days=10))
    jobs.warn(now=now + timedelta(days=11))
    assert len(letters(shop, "authority_asked")) == 2  # once more when the day has passed, and not again


def test_a_page_asks_first_and_shows_whom_it_concerns_before_anything_is_sent(now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    client = signed_in(shop.owner)
    form = {
        "sku": "L-2",
        "hurts": "yes",
        "reach": "0800 1",
        "remedy": ["refund", "replacement"],
        **{f"hazard_{k}": v for k, v in TEXTS.items()},
    }
    form |= {f"what_to_do_{k}": v for k, v in ADVICE.items()}
    looked = client.post("/desk/recalls/new/", form).content.decode()
    assert "Customers: 1. Orders: 1. Pieces: 2." in looked and "Safety Business Gateway" in looked
    assert letters(shop, "recall_safety") == []
    softened = client.post("/desk/recalls/new/", form | {"hazard_en": "As a precautionary measure.", "begin": "1"})
    assert (
        softened.status_code == 422
        and "precaution" in softened.content.decode()
        and "As a precautionary measure." in softened.content.decode()
    )
    begun = client.post("/desk/recalls/new/", form | {"begin": "1"}, follow=True)
    assert "Safety recall: Lamp L-2" in begun.content.decode()
    jobs.sweep(now=datetime.now(UTC))
    with unit(merchants=[shop.id]):
        (recall,) = recalls.recalls()
        task = recalls.tasks_of_recall(recall.id)[0]
    assert "Dangerous goods" in client.get("/desk/").content.decode()
    page = f"/desk/recalls/{recall.public_id}/"
    assert client.post(page, {"do": "end"}).status_code == 409
    assert client.post(page, {"do": "told", "task": task.public_id, "reference": "SBG-1"}, follow=True).status_code == 200
    assert client.post(page, {"do": "end"}, follow=True).status_code == 200
    assert client.get(f"{page}not-reached.csv").content.decode().startswith("\ufefforder")


def test_what_nobody_in_the_eu_answers_for_is_listed_until_somebody_does(now: datetime) -> None:
    shop = make_shop("home", now)
    sell(shop, now, LAMP)
    with unit(merchants=[shop.id]):
        assert [(one.sku, one.country, one.pieces) for one in nobody_answers(shop.merchant, now=now)] == [("L-2", "CN", 2)]
    set_maker(merchant_id=shop.id, sku="L-2", own_brand=False, responsible="Prüf GmbH, Leipzig", by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        assert nobody_answers(shop.merchant, now=now) == []


def test_an_own_brand_makes_the_shop_the_one_that_reports(now: datetime) -> None:
    as_seller, as_maker = (reports("DE", roles=roles_of(own_brand=own, brought_in=False), known_at=now) for own in (False, True))
    assert [one.duty for one in as_seller] == ["tell_maker"] and [one.duty for one in as_maker] == ["report"]


def test_words_are_banned_where_the_law_bans_them_only(now: datetime) -> None:
    assert soft_words("Ein freiwilliger Rückruf in seltenen Fällen", ["DE"], now.date()) == ["freiwillig", "in seltenen Fällen"]
    assert soft_words("A voluntary recall", ["US-CA"], now.date()) == []


def test_who_is_erased_stays_in_the_numbers_and_nowhere_else(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    recall = called(shop, now)
    address, _ = address_of(shop, recall, now)
    erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now)
    (letter,) = letters(shop, "recall_quality")
    assert "Hanna" not in letter.text + letter.to and client.get(address).status_code == 410
    with unit(merchants=[shop.id]):
        assert recalls.progress_of(recall.id).customers == 1
