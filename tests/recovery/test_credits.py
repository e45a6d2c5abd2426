"""Credits that come: exact, short, in another currency, twice, for nothing, for several; and what is taken back."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.claims import credits
from makegood.base.unit import unit
from makegood.casefile.credit_matching import find, owed_on, shared_out
from makegood.journeys.explain_credit import explain_credit
from makegood.journeys.match_credit import match_credit
from makegood.journeys.record_credit import record_credit
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.take_credit import take_credit
from makegood.journeys.unmatch_credit import unmatch_credit
from makegood.kernel.refusal import Refusal
from makegood.web.credits_in import take_in
from tests.cast import STAFF, Shop, make_shop
from tests.recovery.world import again, broken, claims_in, nothing_is_wrong, owed, stands

pytestmark = pytest.mark.django_db


def came(shop: Shop, now: datetime, amount: int, *, named: str = "", reference: str = "", currency: str = "EUR", way: str = "typed") -> Any:
    """What became of a credit of the supplier's: (credit, why something of it is held)."""
    return take_in(
        merchant_id=shop.id, party="supplier", who="maker", amount_minor=amount, currency=currency, came_on=now.date(), way=way,
        reference=reference, named=named, by=STAFF, now=now,
    )  # fmt: skip


def left(shop: Shop) -> list[tuple[int, str]]:
    with unit(merchants=[shop.id]):
        return [(one.left_minor, one.currency) for one in credits.held()]


def test_an_exact_credit_closes_its_claim_by_itself(now: datetime) -> None:
    shop = make_shop("home", now)
    claim = owed(shop, now, number="#1")
    assert came(shop, now, 1240, named="#1", reference="CN-1").why == ""
    assert again(shop, claim).state == "credited" and left(shop) == [] and stands(shop, "supplier:receivable") == {}
    nothing_is_wrong(shop, now)


def test_a_short_one_leaves_the_rest_owed_until_it_comes_or_is_written_off(now: datetime) -> None:
    shop = make_shop("home", now)
    claim = owed(shop, now, number="#1")
    came(shop, now, 1000, named=claim.public_id)
    assert again(shop, claim).state == "short_credited" and stands(shop, "supplier:receivable") == {"EUR": 240}
    came(shop, now, 100, named="1")
    assert again(shop, claim).credited_minor == 1100
    nothing_is_wrong(shop, now)
    record_credit(merchant_id=shop.id, claim_id=claim.public_id, amount_minor=0, write_off_reason="Not worth a letter.", by=STAFF, now=now)
    assert stands(shop, "supplier:receivable") == {} and stands(shop, "write_off") == {"EUR": 140}
    nothing_is_wrong(shop, now)


def test_one_in_another_currency_is_kept_apart_and_never_converted(now: datetime) -> None:
    shop = make_shop("home", now)
    claim = owed(shop, now, number="#1")
    assert came(shop, now, 1240, named="#1", currency="USD").why == "other_currency"
    assert left(shop) == [(1240, "USD")] and again(shop, claim).state == "accepted" and stands(shop, "claims:unmatched") == {"USD": -1240}
    with unit(merchants=[shop.id]):
        (credit,) = credits.held()
    with pytest.raises(Refusal) as refused:
        match_credit(merchant_id=shop.id, credit_id=credit.public_id, parts=[(claim.public_id, 1240)], by=STAFF, now=now)
    assert refused.value.code == "currency_differs"
    nothing_is_wrong(shop, now)


def test_the_same_number_of_theirs_counts_once(now: datetime) -> None:
    shop = make_shop("home", now)
    owed(shop, now, number="#1")
    came(shop, now, 1240, named="#1", reference="CN-1")
    with pytest.raises(Refusal) as refused:
        came(shop, now, 1240, named="#1", reference="CN-1")
    assert refused.value.code == "credit_known" and stands(shop, "provider:clearing").get("EUR", 0) == 1240
    nothing_is_wrong(shop, now)


def test_one_without_a_claim_waits_until_a_person_says_what_it_is(now: datetime) -> None:
    shop = make_shop("home", now)
    made = came(shop, now, 500)
    assert made.why == "not_known" and left(shop) == [(500, "EUR")]
    explain_credit(merchant_id=shop.id, credit_id=made.credit.public_id, meaning="goodwill", by=STAFF, now=now)
    assert left(shop) == [] and stands(shop, "recovery") == {"EUR": -500}
    with pytest.raises(Refusal) as refused:
        explain_credit(merchant_id=shop.id, credit_id=made.credit.public_id, meaning="sent_back", by=STAFF, now=now)
    assert refused.value.code == "credit_used_up"
    nothing_is_wrong(shop, now)


def test_one_credit_over_several_claims(now: datetime) -> None:
    shop = make_shop("home", now)
    first, second = owed(shop, now, number="#1"), owed(shop, now, number="#2", pieces=2)
    made = came(shop, now, 3000, named="statement of November")
    assert made.why == "not_known"
    parts = [(one.public_id, part) for one, part in shared_out(3000, [first, second])]
    match_credit(merchant_id=shop.id, credit_id=made.credit.public_id, parts=parts, by=STAFF, now=now)
    assert (again(shop, first).state, again(shop, second).state, again(shop, second).credited_minor) == ("credited", "short_credited", 1760)
    assert left(shop) == [] and stands(shop, "supplier:receivable") == {"EUR": 720}
    nothing_is_wrong(shop, now)


def test_what_is_paid_without_a_word_is_accepted_and_no_more(now: datetime) -> None:
    shop = make_shop("home", now)
    case, _line = broken(shop, now)
    (claim,) = claims_in(shop, case)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    came(shop, now, 900, named="#1001")
    assert (again(shop, claim).state, again(shop, claim).accepted_minor) == ("credited", 900)
    nothing_is_wrong(shop, now)


def test_a_wrong_match_is_taken_back_and_the_books_keep_both(now: datetime) -> None:
    shop = make_shop("home", now)
    claim = owed(shop, now, number="#1")
    made = came(shop, now, 1000, named="#1")
    with unit(merchants=[shop.id]):
        (match,) = credits.matches_of([made.credit.id])[made.credit.id]
    unmatch_credit(merchant_id=shop.id, match_id=match.id, by=STAFF, now=now)
    assert (again(shop, claim).state, again(shop, claim).credited_minor, left(shop)) == ("accepted", 0, [(1000, "EUR")])
    with pytest.raises(Refusal) as refused:
        unmatch_credit(merchant_id=shop.id, match_id=match.id, by=STAFF, now=now)
    assert refused.value.code == "match_unknown"
    nothing_is_wrong(shop, now)


def test_what_was_taken_off_an_invoice_never_came_as_money(now: datetime) -> None:
    shop = make_shop("home", now)
    owed(shop, now, number="#1")
    came(shop, now, 1240, named="#1", reference="INV-9", way="invoice")
    assert stands(shop, "provider:clearing") == {} and stands(shop, "expense:goods") == {"EUR": 1240}
    nothing_is_wrong(shop, now)


def test_of_two_equal_ones_a_person_says_which(now: datetime) -> None:
    shop = make_shop("home", now)
    owed(shop, now, number="#1"), owed(shop, now, number="#2")
    assert came(shop, now, 1240).why == "several" and left(shop) == [(1240, "EUR")]


def test_a_credit_is_not_matched_beyond_itself_nor_beyond_what_is_owed(now: datetime) -> None:
    shop = make_shop("home", now)
    claim = owed(shop, now, number="#1")
    made = came(shop, now, 2000, named="x")
    for amount, code in ((2001, "credit_used_up"), (1241, "amount_exceeds_owed"), (0, "nothing_matched")):
        with pytest.raises(Refusal) as refused:
            match_credit(merchant_id=shop.id, credit_id=made.credit.public_id, parts=[(claim.public_id, amount)], by=STAFF, now=now)
        assert refused.value.code == code
    for wrong, code in (
        ({"amount_minor": 0}, "amount_needed"),
        ({"came_on": now.date() + timedelta(days=2)}, "day_ahead"),
        ({"who": " "}, "who_needed"),
    ):
        given = {"party": "supplier", "who": "maker", "amount_minor": 5, "currency": "EUR", "came_on": now.date(), "way": "typed"} | wrong
        with pytest.raises(Refusal) as refused:
            take_credit(merchant_id=shop.id, by=STAFF, now=now, **given)
        assert refused.value.code == code
    assert again(shop, claim).state == "accepted"


CLAIM = st.builds(
    lambda state, asked, accepted, credited, currency, name: SimpleNamespace(
        state=state, asked_minor=asked, accepted_minor=min(accepted, asked), credited_minor=min(credited, accepted, asked), currency=currency,
        public_id=f"clm_{name}", filed_as="", packet={"reference": name},
    ),
    st.sampled_from(("submitted", "accepted", "part_accepted", "short_credited")), st.integers(1, 500), st.integers(1, 500), st.integers(0, 500),
    st.sampled_from(("EUR", "USD")), st.sampled_from("abc"),
)  # fmt: skip


@given(
    amount=st.integers(1, 1500),
    currency=st.sampled_from(("EUR", "USD")),
    named=st.sampled_from(("", "a", "#B", "z")),
    claims=st.lists(CLAIM, max_size=6),
)
def test_nothing_is_matched_that_did_not_come_or_is_not_owed(amount: int, currency: str, named: str, claims: list[Any]) -> None:
    found = find(amount_minor=amount, currency=currency, named=named, claims=claims)
    for parts in (list(found.parts), shared_out(amount, [one for one in claims if one.currency == currency])):
        assert sum(part for _claim, part in parts) <= amount
        assert all(0 < part <= owed_on(claim) and claim.currency == currency for claim, part in parts)
    assert (sum(part for _claim, part in found.parts) == amount) == (found.why == "")
