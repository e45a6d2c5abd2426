"""The money goes before the goods come back: told before, reminded once, and where nothing comes just what the promise says follows."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.carriage import queries as carriage
from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import debts
from makegood.apps.settlement import queries as settlement
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.invariants import wrong_balls, wrong_debts
from makegood.insight.pieces import wrong_units
from makegood.insight.today import today
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.open_return import open_return
from makegood.journeys.preview_return import preview_return
from makegood.journeys.publish_policy import publish_policy
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_posting import record_posting
from makegood.journeys.record_refund import record_refund
from makegood.journeys.settle_debt import settle_debt
from makegood.journeys.void_refund import void_refund
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import KIM, LAMP, PASSWORD, SAMPLES, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
HOME = (SAMPLES / "home.yaml").read_text()


def shop_that_pays_first(now: datetime, follows: str) -> Shop:
    shop = make_shop("home", now)
    text = HOME.replace("release_refund_on: proof_of_sending", f"release_refund_on: approval{follows}")
    assert text != HOME
    publish_policy(merchant_id=shop.id, text=text, by=SYSTEM, now=now - timedelta(days=400))
    return shop


def paid_case(shop: Shop, now: datetime) -> Any:
    """Hanna changes her mind about a lamp; the money is sent at once."""
    order = sell(shop, now, LAMP)
    first = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, ("change_of_mind",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: "refund"})
    with unit(merchants=[shop.id]):
        (owed,) = settlement.reimbursements_of_case(case.id)
    record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return case


def mails(shop: Shop, case: Any, kind: str) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for one in notices.notices_of_case(case.id) if one.kind == kind]


def look(shop: Shop, case: Any) -> tuple[Any, Any, Any]:
    with unit(merchants=[shop.id]):
        assert wrong_debts() == [] and wrong_balls() == [] and wrong_units() == []
        (line,) = returns.lines_of_case(case.id)
        (parcel,) = carriage.parcels_of_case(case.id)
        return returns.case_by_id(case.id), line, parcel


def sweep(now: datetime) -> None:
    while sweep_deadlines(now=now):
        pass


def owed(shop: Shop) -> int:
    with unit(merchants=[shop.id]):
        return sum(books.net_on("customer:receivable", prefix="rmb_").values())


def test_what_follows_is_said_before_it_is_chosen_and_with_the_label(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: note_debt")
    order = sell(shop, now, LAMP, number="#1009")
    first = line_of(shop, order)
    found = preview_return(merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, ("change_of_mind",)),)), now=now)
    offers = {one["remedy"]: one for one in found.lines[0].offers}
    assert offers["refund"]["if_nothing_comes"] == "note_debt" and "if_nothing_comes" not in offers["store_credit"]
    case = paid_case(shop, now)
    (label,) = mails(shop, case, "label_ready")
    assert "we note the amount as owed to us and write to you; nothing is charged by itself" in label.text


def test_she_is_reminded_once_three_days_before_and_not_where_it_is_on_its_way(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: let_be")
    case = paid_case(shop, now)
    _, _, parcel = look(shop, case)
    assert parcel.send_by == (now + timedelta(days=14)).date()
    sweep(now + timedelta(days=10))
    assert mails(shop, case, "send_back_soon") == []
    for days in (11, 12):
        sweep(now + timedelta(days=days))
    (told,) = mails(shop, case, "send_back_soon")
    assert "by Friday 4 December 2026" in told.text and "we leave it at that" in told.text
    posted = paid_case(other := shop_that_pays_first(now, ""), now)
    _, _, parcel = look(other, posted)
    record_posting(merchant_id=other.id, parcel_id=parcel.id, carrier="DHL", tracking_number="1", by=CUSTOMER, now=now + timedelta(days=2))
    sweep(now + timedelta(days=20))
    assert mails(other, posted, "send_back_soon") == []


def test_without_a_word_in_the_promise_a_person_says_what_now(now: datetime) -> None:
    shop = shop_that_pays_first(now, "")
    case = paid_case(shop, now)
    sweep(now + timedelta(days=16))
    after, line, _ = look(shop, case)
    assert (line.reception, after.ball_step, after.closed_at) == ("expired", "resolve_expired", None)
    with unit(merchants=[shop.id]):
        (row,) = today(now=now + timedelta(days=16)).first
    assert (row["amount_minor"], row["over"]) == (3900, True)


def test_let_be_says_so_and_the_case_comes_to_rest(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: let_be")
    case = paid_case(shop, now)
    sweep(now + timedelta(days=16))
    after, line, _ = look(shop, case)
    assert line.reception == "not_coming" and after.closed_as == "settled" and owed(shop) == 0
    (told,) = mails(shop, case, "send_back_over")
    assert "We leave it at that" in told.text and "owed" not in told.text


def test_asked_again_she_has_a_fortnight_more_and_then_a_person_says(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: ask_again")
    case = paid_case(shop, now)
    sweep(now + timedelta(days=16))
    after, line, parcel = look(shop, case)
    assert line.reception == "announced" and after.ball_step == "send_back" and parcel.send_by == (now + timedelta(days=30)).date()
    (told,) = mails(shop, case, "send_back_again")
    assert "Friday 4 December 2026" in told.text and "Sunday 20 December 2026" in told.text
    sweep(now + timedelta(days=27))
    assert len(mails(shop, case, "send_back_soon")) == 2
    sweep(now + timedelta(days=32))
    after, line, _ = look(shop, case)
    assert (line.reception, after.ball_step) == ("expired", "resolve_expired")
    assert len(mails(shop, case, "send_back_again")) == 1 and len(mails(shop, case, "send_back_over")) == 1


def test_noted_as_owed_it_stands_in_the_books_and_before_the_owner_and_nothing_is_charged(now: datetime, settings: Any) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: note_debt")
    case = paid_case(shop, now)
    late = now + timedelta(days=16)
    sweep(late)
    after, line, _ = look(shop, case)
    assert line.reception == "not_coming" and after.closed_as == "settled" and owed(shop) == 3900
    (told,) = mails(shop, case, "send_back_over")
    assert "We note €39.00 as owed to us. Nothing is charged by itself." in told.text
    with unit(merchants=[shop.id]):
        assert [one.amount_minor for one in today(now=late).debts] == [3900] and len(settlement.reimbursements_of_case(case.id)) == 1
        link = link_for(purpose="case", subject=case.public_id, now=late)
    assert link is not None
    settings.MAKEGOOD_NOW = late.isoformat()
    page = Client().get(f"/s/{shop.merchant.slug}/case/{token_of(link)}/").content.decode()
    assert "We noted €39.00 as owed to us; nothing is charged by itself." in page
    desk = Client()
    desk.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    assert "is owed to you: nothing came back" in desk.get("/desk/").content.decode()
    path = f"/desk/case/{case.public_id}/"
    (name,) = (one.public_id for one in _paid(shop, case))
    assert "They have paid it" in desk.get(path).content.decode()
    desk.post(f"{path}do/", {"do": "debt", "reimbursement": name, "how": "paid"})
    assert owed(shop) == 0 and "paid." in desk.get(path).content.decode()
    with unit(merchants=[shop.id]):
        assert books.net_by_subject("debt_paid", "provider:clearing", prefix="rmb_") == {name: 3900}
    with pytest.raises(Refusal) as ended:
        settle_debt(merchant_id=shop.id, reimbursement_id=name, how="let_be", by=STAFF, now=late)
    assert ended.value.code == "debt_ended"


def _paid(shop: Shop, case: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return settlement.reimbursements_of_case(case.id)


@pytest.mark.parametrize("how", ["posted", "received", "let_be", "voided"])
def test_what_was_noted_falls_away_when_it_comes_after_all_or_the_shop_lets_it_be(now: datetime, how: str) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: note_debt")
    case = paid_case(shop, now)
    late = now + timedelta(days=16)
    sweep(late)
    _, _, parcel = look(shop, case)
    (refund,) = _paid(shop, case)
    if how == "posted":
        record_posting(merchant_id=shop.id, parcel_id=parcel.id, carrier="DHL", tracking_number="1", by=CUSTOMER, now=late)
    elif how == "received":
        receive_parcel(merchant_id=shop.id, parcel_id=parcel.id, by=KIM, now=late)
    elif how == "let_be":
        settle_debt(merchant_id=shop.id, reimbursement_id=refund.public_id, how="let_be", by=STAFF, now=late)
    else:
        void_refund(merchant_id=shop.id, reimbursement_id=refund.public_id, reason="a mistake", by=STAFF, now=late)
    with unit(merchants=[shop.id]):
        (debt,) = debts.debts_of_case(case.id)
        assert wrong_debts() == [] and wrong_units() == []
    assert debt.state == {"posted": "came", "received": "came"}.get(how, "let_be") and owed(shop) == 0


def test_money_that_has_not_left_is_never_owed(now: datetime) -> None:
    shop = shop_that_pays_first(now, ", if_nothing_comes: note_debt")
    order = sell(shop, now, LAMP)
    first = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(first.id, 1, ("change_of_mind",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: "refund"})
    sweep(now + timedelta(days=16))
    _, line, _ = look(shop, case)
    assert line.reception == "expired" and owed(shop) == 0
