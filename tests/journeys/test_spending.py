"""Credit is given in parts, spent on the shop's orders, given back, and ends where it may: what is left is always what the books owe."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.ledger import queries as ledger
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import credits
from makegood.apps.settlement import queries as settlement
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_credits
from makegood.interfaces.jobs import sweeps
from makegood.journeys.end_credit import due_parts, end_credit
from makegood.journeys.make_token import make_token
from makegood.journeys.record_spending import record_spending, return_spending
from makegood.journeys.set_credit_ends import set_credit_ends
from makegood.kernel.refusal import Refusal
from makegood.law.credit import bonus_until, owed_until
from tests.cast import PASSWORD, STAFF, make_shop
from tests.journeys.test_credit import credit_for_a_lamp

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def given_credit(shop: Any, now: datetime = NOW) -> tuple[Any, str]:
    """(the credit's account, its code): a lamp for 39.00, and ten per cent on top."""
    name = credit_for_a_lamp(shop, now)
    with unit(merchants=[shop.id]):
        one = settlement.reimbursement_of(name)
        return credits.credits_of_case(one.case_id)[0], one.provider_ref


def left(shop: Any, code: str) -> dict[str, int]:
    with unit(merchants=[shop.id]):
        found = credits.credit_by_code(code)
        assert found is not None
        account = credits.account_of(found)
        owed = -sum(ledger.balances(found.case_id).get(("customer:store_credit", "EUR"), (0, 0)))
        assert wrong_credits() == [] and owed == sum(one.left for one in account.parts)
        return {one.kind: one.left for one in account.parts}


def spend(shop: Any, code: str, amount: int, order: str, now: datetime = NOW) -> Any:
    return record_spending(merchant_id=shop.id, code=code, amount_minor=amount, order_number=order, by=STAFF, now=now)


def back(shop: Any, code: str, amount: int, order: str, now: datetime = NOW) -> Any:
    return return_spending(merchant_id=shop.id, code=code, amount_minor=amount, order_number=order, by=STAFF, now=now)


def test_what_came_on_top_is_spent_first_and_an_order_counts_once() -> None:
    shop = make_shop("gifts", NOW)
    account, code = given_credit(shop)
    whole = {one.kind: one.amount for one in account.parts}
    assert set(whole) == {"bonus", "owed"} and whole["owed"] > whole["bonus"] > 0
    done = spend(shop, code.lower(), whole["bonus"] + 100, "#2001")
    assert done.is_new and left(shop, code) == {"bonus": 0, "owed": whole["owed"] - 100}
    again = spend(shop, code, whole["bonus"] + 100, "#2001")
    assert not again.is_new and again.left == whole["owed"] - 100
    with pytest.raises(Refusal, match="spent 4") as differs:
        spend(shop, code, 1, "#2001")
    assert differs.value.code == "spending_differs"
    with pytest.raises(Refusal) as much:
        spend(shop, code, whole["owed"], "#2002")
    assert much.value.code == "credit_too_little" and left(shop, code)["owed"] == whole["owed"] - 100


def test_a_refunded_order_gives_back_what_is_owed_before_what_came_on_top() -> None:
    shop = make_shop("gifts", NOW)
    account, code = given_credit(shop)
    whole = {one.kind: one.amount for one in account.parts}
    spend(shop, code, whole["bonus"] + 500, "#2001")
    back(shop, code, 300, "#2001")
    assert left(shop, code) == {"bonus": 0, "owed": whole["owed"] - 200}
    back(shop, code, 200 + whole["bonus"], "#2001")
    assert left(shop, code) == whole
    with pytest.raises(Refusal, match="did not spend as much"):
        back(shop, code, 1, "#2001")
    with pytest.raises(Refusal, match="no credit with this code"):
        spend(shop, "NOSUCHCODE", 1, "#1")
    with unit(merchants=[shop.id]):
        case = returns.case_by_id(account.credit.case_id)
        lines = list(returns.timeline_of(case.id))
    assert [one.name for one in lines if one.name.startswith("credit.")] == [
        "credit.given",
        "credit.spent",
        "credit.returned",
        "credit.returned",
    ]
    assert broken_lines(lines) == [] and code not in str([one.body for one in lines])


def test_another_shop_can_not_spend_it() -> None:
    shop, other = make_shop("gifts", NOW), make_shop("gifts", NOW)
    _, code = given_credit(shop)
    with pytest.raises(Refusal, match="no credit with this code"):
        spend(other, code, 1, "#1")


def test_what_came_on_top_ends_where_the_shop_says_so_after_the_customer_was_told_and_the_rest_never() -> None:
    shop = make_shop("gifts", NOW)
    set_credit_ends(merchant_id=shop.id, bonus_days=365, owed_ends=False, by=STAFF, now=NOW)
    account, code = given_credit(shop)
    parts = {one.kind: one for one in account.parts}
    ends = NOW.date() + timedelta(days=365)
    assert parts["bonus"].until == ends and "the shop's promise; BGB 195" in parts["bonus"].source
    assert parts["owed"].until is None
    with unit(merchants=[shop.id]):
        mail = next(one for one in notices.notices_of_case(account.credit.case_id) if one.kind == "credit_given")
    assert "the rest has no end date" in mail.text and "2027" in mail.text
    soon = datetime(2027, 10, 25, 9, tzinfo=UTC)
    assert sweeps.end_credits(now=soon - timedelta(days=10)) == 0
    assert sweeps.end_credits(now=soon) == 1 and sweeps.end_credits(now=soon) == 0
    with unit(merchants=[shop.id]):
        (told,) = [one for one in notices.notices_of_case(account.credit.case_id) if one.kind == "credit_ends"]
    assert code in told.text and "2027" in told.text
    last, over = datetime(2027, 11, 20, 22, tzinfo=UTC), datetime(2027, 11, 21, 9, tzinfo=UTC)
    assert sweeps.end_credits(now=last) == 0
    assert left(shop, code)["bonus"] == parts["bonus"].amount
    assert sweeps.end_credits(now=over) == 1 and sweeps.end_credits(now=over) == 0
    assert left(shop, code) == {"bonus": 0, "owed": parts["owed"].amount}
    with pytest.raises(Refusal):
        spend(shop, code, parts["owed"].amount + 1, "#3", over)
    assert spend(shop, code, parts["owed"].amount, "#3", over).left == 0


def test_what_is_owed_ends_only_where_a_rule_that_can_be_relied_on_lets_it_and_the_shop_wishes_it() -> None:
    on = date(2026, 11, 20)
    until, cite = owed_until("DE", on)
    assert until == date(2029, 12, 31) and "BGB 195" in cite  # three years to the end of the calendar year
    for market in ("AT", "FR", "IT", "NL", "JP", "PL"):  # no years, unsure, or not about returned goods
        assert owed_until(market, on)[0] is None, market
    assert bonus_until("DE", on, 365)[0] == date(2027, 11, 20) and bonus_until("DE", on, None)[0] is None
    shop = make_shop("gifts", NOW)
    set_credit_ends(merchant_id=shop.id, bonus_days=None, owed_ends=True, by=STAFF, now=NOW)
    account, code = given_credit(shop)
    parts = {one.kind: one for one in account.parts}
    assert parts["owed"].until == date(2029, 12, 31) and parts["bonus"].until is None
    over = datetime(2030, 1, 2, 9, tzinfo=UTC)
    sweeps.end_credits(now=over)
    assert left(shop, code) == {"bonus": parts["bonus"].amount, "owed": 0}
    with unit(merchants=[shop.id]):
        assert ledger.balances(account.credit.case_id)[("income:credit_ended", "EUR")] == (-parts["owed"].amount, 0)


STEPS = st.lists(
    st.tuples(st.sampled_from(("spend", "back", "wait", "end")), st.integers(1, 5000), st.sampled_from(("a", "b", "c"))), max_size=12
)


@pytest.mark.slow
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.booleans(), st.sampled_from((None, 60)), STEPS)
def test_whatever_happens_given_less_spent_less_ended_is_what_is_left_and_what_the_books_owe(
    db: Any, owed_ends: bool, days: int | None, steps: list[tuple[str, int, str]]
) -> None:
    now = NOW
    shop = make_shop("gifts", now)
    set_credit_ends(merchant_id=shop.id, bonus_days=days, owed_ends=owed_ends, by=STAFF, now=now)
    account, code = given_credit(shop)
    whole = sum(one.amount for one in account.parts)
    for what, number, order in steps:
        if what == "wait":
            now += timedelta(days=number % 900)
        elif what == "end":
            for part in due_parts(merchant_id=shop.id, now=now):
                end_credit(merchant_id=shop.id, part_id=part, now=now)
        else:
            try:
                (spend if what == "spend" else back)(shop, code, number, order, now)
            except Refusal as refusal:
                assert refusal.code in ("credit_too_little", "spending_differs", "not_spent")
        stands = left(shop, code)
        assert all(part >= 0 for part in stands.values()) and sum(stands.values()) <= whole


def test_a_program_looks_up_spends_and_gives_back_and_never_reads_a_code() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    account, code = given_credit(shop, now)
    token = make_token(merchant_id=shop.id, name="checkout", verbs=["read", "money"], by=STAFF, now=now)
    api = Client(headers={"Authorization": f"Bearer {token}"})
    total = sum(one.amount for one in account.parts)

    def post(path: str, key: str = "", **body: str) -> Any:
        return api.post(f"/api/v1/credits/{path}", body, content_type="application/json", headers={"Idempotency-Key": key} if key else {})

    assert post("balance", "b1", code=code).json()["left"] == {"amount": f"{total / 100:.2f}", "currency": "EUR"}
    done = post("spendings", "k1", code=code, amount="5.00", order="#77")
    assert done.status_code == 200 and done.json()["is_new"] and done.json()["left"]["amount"] == f"{(total - 500) / 100:.2f}"
    assert not post("spendings", "k2", code=code, amount="5.00", order="#77").json()["is_new"]  # another call, the same order
    assert post("returns", "k3", code=code, amount="2.00", order="#77").json()["moved"]["amount"] == "2.00"
    assert post("spendings", "k4", code="NOPE", amount="5.00", order="#78").status_code == 404
    assert post("spendings", "k5", code=code, amount="5000.00", order="#78").json()["code"] == "credit_too_little"
    assert post("spendings", "k6", code=code, amount="five", order="#78").status_code == 422
    shown = api.get("/api/v1/credits").json()["items"]
    assert [one["id"] for one in shown] == [account.credit.public_id] and code not in str(shown) and shown[0]["code"].endswith(code[-4:])
    moves = api.get(f"/api/v1/credits/{account.credit.public_id}").json()["moves"]
    assert {(one["kind"], one["order"]) for one in moves} == {("spent", "#77"), ("returned", "#77")}


def test_staff_sees_what_is_left_records_an_order_and_the_owner_fetches_the_codes() -> None:
    now = datetime.now(UTC)
    shop = make_shop("gifts", now)
    account, code = given_credit(shop, now)
    desk = Client()
    assert desk.login(username=shop.owner, password=PASSWORD)
    page = desk.get("/desk/credits/").content.decode()
    assert f"…{code[-4:]}" in page and code not in page
    one = f"/desk/credits/{account.credit.public_id}/"
    assert code in desk.get(one).content.decode()
    assert desk.post(one, {"do": "spend", "order": "#9", "amount": "3,50"}).status_code == 302
    assert "3.50 spent on order #9" in desk.get(one).content.decode().replace("€", "")
    wrong = desk.post(one, {"do": "spend", "order": "#10", "amount": "9999"})
    assert wrong.status_code == 409 and 'value="#10"' in wrong.content.decode()
    table = desk.post("/desk/credits/settings/", {"do": "fetch"})
    assert code in table.content.decode("utf-8-sig") and table["Cache-Control"] == "private, no-store"
    assert desk.post("/desk/credits/settings/", {"bonus_days": "365"}).status_code == 302
    assert desk.post("/desk/credits/settings/", {"bonus_days": "3"}).status_code == 422
    assert desk.get("/desk/credits/crd_nothing/").status_code == 404


def test_the_customer_reads_what_is_left_and_until_when() -> None:
    shop = make_shop("gifts", NOW)
    set_credit_ends(merchant_id=shop.id, bonus_days=365, owed_ends=False, by=STAFF, now=NOW)
    account, code = given_credit(shop, NOW)
    spend(shop, code, 100, "#1")
    with unit(merchants=[shop.id]):
        link = next(one for one in notices.notices_of_case(account.credit.case_id) if one.kind == "credit_given").text
    page = Client().get(re.search(r"/s/[^/]+/case/[^/]+/", link).group(0)).content.decode()  # type: ignore[union-attr]
    assert f"Your code is {code}" in page and "can still be spent" in page and "What came on top of it ends on" in page
