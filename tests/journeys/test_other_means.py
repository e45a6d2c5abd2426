"""The card is gone: the customer says where else, a person pays it once by hand, and whatever the provider says later, what is too much is seen."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.ledger import queries as books
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.returns.operations import close_case
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.other_means import means_for
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.invariants import wrong_balls, wrong_credits, wrong_transfers
from makegood.journeys.ask_means import ask_means
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.give_means import give_means
from makegood.journeys.open_return import open_return
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.journeys.show_means import show_means
from makegood.journeys.take_credit_instead import take_credit_instead
from makegood.journeys.take_transfer import take_transfer
from makegood.journeys.void_refund import void_refund
from makegood.kernel.iban import read_iban, spaced
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from tests.cast import MUG, PASSWORD, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
IBAN = "DE89 3704 0044 0532 0130 00"  # the example of the registry (ISO 13616)


def refund_of(now: datetime) -> tuple[Shop, Any, Any]:
    """A shop whose provider is asked to send 28.80 back to a card."""
    shop = make_shop("gifts", now)
    choose_provider(merchant_id=shop.id, party="sandbox", address="http://127.0.0.1:9", key="sk_test_1234567890abcdef", by=SYSTEM, now=now)
    order = sell(shop, now, MUG)
    first = line_of(shop, order)
    ask = Ask((AskedLine(first.id, 1, ("damaged_in_transit",), "Hm."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={first.public_id: "refund"})
    with unit(merchants=[shop.id]):
        (transfer,) = settlement.transfers_of_case(case.id)
    take_transfer(merchant_id=shop.id, transfer_id=transfer.public_id, now=now)
    return shop, case, transfer


def answer(shop: Shop, transfer: Any, now: datetime, state: str, moved: int = 0, problem: str = "") -> None:
    record_answer(
        merchant_id=shop.id,
        transfer_id=transfer.public_id,
        answer=PaymentAnswer(state, moved_minor=moved, ref="re_1", problem=problem),
        by=SYSTEM,
        now=now,
    )


def refund(shop: Shop, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        return settlement.reimbursements_of_case(case.id)[0]


def stands(shop: Shop, case: Any) -> tuple[Any, Any]:
    """(refund, its other means), after the laws that hold at any moment."""
    with unit(merchants=[shop.id]):
        assert wrong_transfers() == [] and wrong_credits() == [] and wrong_balls() == []
        found = settlement.reimbursements_of_case(case.id)[0]
        return found, means_for(found.id)


def gone(now: datetime) -> tuple[Shop, Any, Any]:
    shop, case, transfer = refund_of(now)
    answer(shop, transfer, now, "failed", problem="card_gone")
    return shop, case, transfer


def test_the_customer_is_asked_by_a_link_for_just_this_and_the_day_still_runs(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop, case, _ = gone(now)
    found, means = stands(shop, case)
    assert (found.state, means.state) == ("failed", "asked")
    with unit(merchants=[shop.id]):
        (told,) = (one for one in notices.notices_of_case(case.id) if one.kind == "refund_delayed")
        fresh = returns.case_by_id(case.id)
        link = link_for(purpose="means", subject=found.public_id, now=now)
    assert link is not None
    path = f"/s/{shop.merchant.slug}/means/{token_of(link)}/"
    assert path in told.text and "You have nothing to do" not in told.text
    assert fresh.ball_step == "retry_refund" and fresh.ball_due_at is not None
    client = Client()
    page = client.get(path).content.decode()
    assert "Where shall we send your €28.80?" in page and "€28.80 as credit for your next order, no end date" in page
    assert stands(shop, case)[1].state == "asked"  # opening it changed nothing
    wrong = client.post(
        path, {"do": "account", "holder": "Hanna Huber", "iban": IBAN.replace("3000", "3001").replace("0130 00", "0130 01")}
    )
    assert wrong.status_code == 422 and "This is no account number (IBAN)." in wrong.content.decode()
    assert client.post(path, {"do": "account", "holder": " ", "iban": IBAN}).status_code == 422
    client.post(path, {"do": "account", "holder": "Hanna Huber", "iban": IBAN})
    assert "the account that ends in 3000" in client.get(path).content.decode()
    means = stands(shop, case)[1]
    assert (means.state, means.last4) == ("given", "3000") and "3704" not in means.sealed


def test_one_person_sees_it_once_and_pays_by_hand_and_it_is_emptied(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop, case, transfer = gone(now)
    name = refund(shop, case).public_id
    give_means(merchant_id=shop.id, reimbursement_id=name, iban=IBAN, holder="Hanna Huber", by=CUSTOMER, now=now)
    desk = Client()
    desk.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    path = f"/desk/case/{case.public_id}/"
    assert "ends in 3000: pay it by hand" in desk.get("/desk/").content.decode()
    assert "Show the account and pay by hand" in (page := desk.get(path).content.decode()) and "DE89" not in page
    assert desk.get(f"{path}account/{name}/").status_code == 302
    shown = desk.post(f"{path}account/{name}/")
    assert "DE89 3704 0044 0532 0130 00" in shown.content.decode() and "Hanna Huber" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "was shown already" in desk.post(f"{path}account/{name}/").content.decode()
    desk.post(f"{path}do/", {"do": "paid", "reimbursement": name, "outcome": "posted", "reference": "SEPA-1"})
    found, means = stands(shop, case)
    assert (found.state, found.moved_minor, means.state, means.sealed) == ("posted", 2880, "paid", "")
    with unit(merchants=[shop.id]):
        names = [line.name for line in returns.timeline_of(case.id)]
        assert [name for name in names if name.startswith("means.")] == ["means.asked", "means.given", "means.shown", "means.ended"]
        link = link_for(purpose="means", subject=name, now=now)
    assert link is not None
    old = Client().post(f"/s/{shop.merchant.slug}/means/{token_of(link)}/", {"do": "account", "holder": "X", "iban": IBAN})
    assert old.status_code == 409 and "Nothing more is needed from you." in old.content.decode()
    answer(shop, transfer, now, "succeeded", 2880)  # the old way after all, too late
    assert stands(shop, case)[0].excess_minor == 2880


def test_credit_instead_never_ends_and_the_old_way_never_moves_again_unseen(now: datetime) -> None:
    shop, case, transfer = gone(now)
    name = refund(shop, case).public_id
    credit = take_credit_instead(merchant_id=shop.id, reimbursement_id=name, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    found, means = stands(shop, case)
    assert (found.state, means.state, credit.amount_minor) == ("posted", "credit", 2880)
    with unit(merchants=[shop.id]):
        assert books.net_on("customer:store_credit", prefix="rmb_") == {credit.public_id: -2880}
        assert [one.text for one in notices.notices_of_case(case.id) if one.kind == "credit_given" and credit.provider_ref in one.text]
    with pytest.raises(Refusal) as again:
        take_credit_instead(merchant_id=shop.id, reimbursement_id=name, by=CUSTOMER, now=now)
    assert again.value.code == "means_not_needed"
    with pytest.raises(Refusal) as wrong:
        void_refund(merchant_id=shop.id, reimbursement_id=name, reason="Not right.", by=STAFF, now=now)
    assert wrong.value.code == "credit_given"
    answer(shop, transfer, now, "succeeded", 2880)
    assert stands(shop, case)[0].excess_minor == 2880


def test_a_late_success_before_anything_was_paid_ends_it_and_empties_the_account(now: datetime) -> None:
    shop, case, transfer = gone(now)
    name = refund(shop, case).public_id
    give_means(merchant_id=shop.id, reimbursement_id=name, iban=IBAN, holder="Hanna", by=CUSTOMER, now=now)
    answer(shop, transfer, now, "succeeded", 2880)
    found, means = stands(shop, case)
    assert (found.state, found.excess_minor, means.sealed) == ("posted", 0, "") and means.ended_at is not None
    with pytest.raises(Refusal) as over:
        show_means(merchant_id=shop.id, reimbursement_id=name, by=STAFF, now=now)
    assert over.value.code == "means_not_needed"


def test_it_is_asked_for_only_where_the_way_is_gone_and_a_person_may_ask_for_any_failed_one(now: datetime) -> None:
    shop, case, transfer = refund_of(now)
    with pytest.raises(Refusal) as early:
        ask_means(merchant_id=shop.id, reimbursement_id=refund(shop, case).public_id, by=STAFF, now=now)
    assert early.value.code == "means_not_needed"
    answer(shop, transfer, now, "failed", problem="balance_too_low")
    assert stands(shop, case)[1] is None
    ask_means(merchant_id=shop.id, reimbursement_id=refund(shop, case).public_id, by=STAFF, now=now)
    assert stands(shop, case)[1].state == "asked"
    with pytest.raises(Refusal) as none:
        show_means(merchant_id=shop.id, reimbursement_id=refund(shop, case).public_id, by=STAFF, now=now)
    assert none.value.code == "means_not_given"


def test_who_asks_to_be_forgotten_leaves_no_account_behind(now: datetime) -> None:
    shop, case, _ = gone(now)
    found = refund(shop, case)
    give_means(merchant_id=shop.id, reimbursement_id=found.public_id, iban=IBAN, holder="Hanna", by=CUSTOMER, now=now)
    void_refund(merchant_id=shop.id, reimbursement_id=found.public_id, reason="Not right.", by=STAFF, now=now)
    assert (ended := stands(shop, case)[1]).state == "void" and (ended.sealed, ended.last4) == ("", "3000")
    with unit(merchants=[shop.id], by=STAFF):  # its claim on the maker is another story
        close_case(returns.case_by_id(case.id), closed_as="settled", by=STAFF, now=now)
        order = orders.order_by_id(returns.case_by_id(case.id).order_id)
    erase_customer(merchant_id=shop.id, order_id=order.id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        means = means_for(found.id)
    assert means is not None
    assert means.sealed == "" and means.last4 == ""


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("answer"), st.sampled_from(["failed", "succeeded", "pending", "unknown", "not_known"])),
        st.tuples(st.sampled_from(["give", "show", "pay", "credit", "retry", "void", "ask"]), st.just("")),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


@given(STEPS)
@settings(max_examples=25, deadline=None)
def test_however_it_interleaves_what_the_customer_has_is_what_was_owed_or_stands_as_too_much(walk: list[tuple[str, str]]) -> None:
    now = datetime.fromisoformat("2026-11-20T09:00:00+00:00")
    shop, case, first = gone(now)
    name = refund(shop, case).public_id
    who: dict[str, Any] = {"merchant_id": shop.id, "reimbursement_id": name, "now": now}
    had: dict[str, int] = {}  # what really reached the customer, by the one who sent it
    for place, (what, value) in enumerate(walk):
        who["now"] = now + timedelta(minutes=place)
        before = refund(shop, case)
        try:
            if what == "answer":
                moved = first.amount_minor if value == "succeeded" else 0
                answer(shop, first, who["now"], value, moved, problem="card_gone" if value == "failed" else "")
                if value in ("succeeded", "failed") and before.state not in ("voided", "reversed"):
                    had["old way"] = moved
            elif what == "give":
                give_means(**who, iban=IBAN, holder="Hanna", by=CUSTOMER)
            elif what == "show":
                assert json.loads(_open(show_means(**who, by=STAFF)))["iban"] == IBAN.replace(" ", "")
            elif what == "ask":
                ask_means(**who, by=STAFF)
            elif what == "pay":
                record_refund(**who, outcome="posted", by=STAFF)
                had["by hand"] = had.get("by hand", 0) + before.amount_minor - before.moved_minor
            elif what == "credit":
                take_credit_instead(**who, by=CUSTOMER)
                had["credit"] = before.amount_minor - before.moved_minor
            elif what == "retry":
                record_refund(**who, outcome="retried", by=STAFF)
            elif what == "void":
                void_refund(**who, reason="Not right.", by=STAFF)
                return
        except Refusal:
            pass
        found, means = stands(shop, case)
        assert found.moved_minor == sum(had.values())
        assert found.excess_minor == max(0, sum(had.values()) - found.amount_minor), walk
        assert means is None or means.ended_at is None or means.sealed == ""
        assert found.state != "posted" or means is None or means.ended_at is not None


def _open(sealed: str) -> str:
    from makegood.base.sealing import unseal

    return unseal(sealed, purpose="means")


def test_an_account_number_is_read_as_people_write_it_and_a_wrong_digit_is_found() -> None:
    assert (
        spaced(read_iban("de89370400440532013000") or "") == IBAN and read_iban("GB82 WEST 1234 5698 7654 32") == "GB82WEST12345698765432"
    )
    plain = IBAN.replace(" ", "")
    for place in range(4, len(plain)):
        other = plain[:place] + str((int(plain[place]) + 1) % 10) + plain[place + 1 :]
        assert read_iban(other) is None
    for wrong in ("", "DE", "DE89", "1234567890", "DE89 3704 0044 0532 0130 0O", plain + "0" * 20, "ÄÖ89370400440532013000"):
        assert read_iban(wrong) is None
