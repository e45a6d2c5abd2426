"""The supplier asks: the shop answers from what it has, and the customer is asked once where it lacks it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.claims import asks
from makegood.apps.claims import queries as claims
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.base.deadlines import open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.answer_info import answer_info
from makegood.journeys.ask_customer import ask_customer
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.take_info import take_info
from makegood.kernel.refusal import Refusal
from tests.cast import SHENZHEN, STAFF, Shop, make_shop
from tests.recovery.world import again, broken, claims_in, line_in, nothing_is_wrong
from tests.suppliers.test_filed import words
from tests.suppliers.test_packet import claimed, shown, token
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def asked(shop: Shop, now: datetime, *, pictures: int = 0) -> tuple[Any, Any]:
    """(case, claim) about which the supplier has asked something."""
    case, claim = claimed(shop, now, pictures=pictures)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    answer_claim(
        merchant_id=shop.id,
        claim_id=claim.public_id,
        answer="info_requested",
        words="Which batch number is on the base?",
        by=SHENZHEN,
        now=now,
    )
    return case, claims_in(shop, case)[0]


def to_customer(shop: Shop, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for one in notices.notices_of_case(case.id) if one.kind == "claim_info_asked"]


def link_in(mail: Any) -> str:
    found = re.search(r"/s/\S+/help/\S+/", mail.text)
    assert found is not None
    return found[0]


def test_the_shop_answers_with_one_tap_and_the_suppliers_days_begin_anew(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    case, claim = asked(shop, now)
    desk = signed_in(shop.owner)
    page = words(desk.get(f"/desk/case/{case.public_id}/").content)
    assert "They ask: “Which batch number is on the base?”" in page
    done = desk.post(f"/desk/case/{case.public_id}/do/", {"do": "give_info", "claim": claim.public_id, "words": "It reads B-0711."})
    assert done.status_code == 302 and again(shop, claim).state == "submitted"
    with unit(merchants=[shop.id]):
        (day,) = [one for one in open_deadlines(case.id) if one.kind == "supplier_answer_by"]
        assert len([one for one in notices.notices_of_case(case.id) if one.kind == "claim_submitted"]) == 2
    assert day.due_at > now
    there = client.get(f"/supplier/{token(shop, claim, now)}/?lang=en").content
    assert "Our answer: It reads B-0711." in words(there)
    nothing_is_wrong(shop, now)


def test_the_customer_is_asked_once_and_what_they_show_goes_on_by_itself(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    case, claim = asked(shop, now)
    with unit(merchants=[shop.id]):
        before = [(one.kind, one.amount_minor, one.state) for one in settlement.reimbursements_of_case(case.id)]
    desk = signed_in(shop.owner)
    form = {"do": "ask_customer", "claim": claim.public_id, "words": "Could you show us the sticker below the lamp?", "photos": "1"}
    assert desk.post(f"/desk/case/{case.public_id}/do/", form).status_code == 302
    (mail,) = to_customer(shop, case)
    assert "Could you show us the sticker below the lamp?" in mail.text and "nothing changes for you" in mail.text
    with pytest.raises(Refusal) as refused:
        ask_customer(merchant_id=shop.id, claim_id=claim.public_id, words="And now?", photos=1, by=STAFF, now=now)
    assert refused.value.code == "asked_before"
    nothing_is_wrong(shop, now)
    page = client.get(link_in(mail))
    assert page.status_code == 200 and "It changes nothing for you" in words(page.content)
    empty = client.post(link_in(mail), {"do": "show"})
    assert empty.status_code == 422 and "Nothing is chosen yet." in words(empty.content)
    assert client.post(link_in(mail), {"do": "show", "photo": shown(1)}).status_code == 302
    assert "Thank you. We have it." in words(client.get(link_in(mail)).content)
    assert again(shop, claim).state == "submitted"
    with unit(merchants=[shop.id]):
        assert len(claims.evidence_of_claim(claim.id)) == 1
        assert before == [(one.kind, one.amount_minor, one.state) for one in settlement.reimbursements_of_case(case.id)]
        assert broken_lines(list(returns.timeline_of(case.id))) == []
    nothing_is_wrong(shop, now)


def test_their_words_are_read_by_the_shop_before_a_supplier_sees_any(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    case, claim = asked(shop, now)
    ask_customer(merchant_id=shop.id, claim_id=claim.public_id, words="What stands on the base?", photos=0, by=STAFF, now=now)
    (mail,) = to_customer(shop, case)
    client.post(link_in(mail), {"do": "show", "words": "B-0711. Regards, Hanna Huber"})
    assert again(shop, claim).state == "info_requested" and line_in(shop, case).recovery == "info_requested"
    page = words(signed_in(shop.owner).get(f"/desk/case/{case.public_id}/").content)
    assert "The customer writes (only you read this): B-0711. Regards, Hanna Huber" in page
    with pytest.raises(Refusal) as refused:
        answer_info(merchant_id=shop.id, claim_id=claim.public_id, words="B-0711, says Hanna.", files=[], by=STAFF, now=now)
    assert refused.value.code == "names_buyer"
    nothing_is_wrong(shop, now)


def test_nobody_waits_for_a_customer_who_cant_or_stays_silent(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    (first, one), (second, _other) = asked(shop, now), (broken(shop, now, number="#2"))
    ask_customer(merchant_id=shop.id, claim_id=one.public_id, words="Show us the base, please.", photos=1, by=STAFF, now=now)
    client.post(link_in(to_customer(shop, first)[0]), {"do": "cannot"})
    with unit(merchants=[shop.id]):
        found = asks.ask_of(one.id)
    assert found is not None and found.ended_as == "declined"
    with pytest.raises(Refusal) as refused:
        take_info(merchant_id=shop.id, claim_id=one.public_id, files=[], words="Wait", by=STAFF, now=now)
    assert refused.value.code == "info_not_needed"
    (claim,) = claims_in(shop, second)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    answer_claim(merchant_id=shop.id, claim_id=claim.public_id, answer="info_requested", words="Show it.", by=SHENZHEN, now=now)
    ask_customer(merchant_id=shop.id, claim_id=claim.public_id, words="Show us the base, please.", photos=1, by=STAFF, now=now)
    later = now + timedelta(days=9)
    while sweep_deadlines(now=later):
        pass
    with unit(merchants=[shop.id]):
        silent = asks.ask_of(claim.id)
    assert silent is not None and silent.ended_as == "silent"
    nothing_is_wrong(shop, later)
