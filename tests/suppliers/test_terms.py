"""An agreement's terms as data: their shape, their days, and the packs to start from."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from makegood.apps.suppliers.packs import pack_of, packs
from makegood.apps.suppliers.shape import read_terms
from makegood.apps.suppliers.terms import asked_minor, covered, covers, evidence_plan, refunded_first, takes_back, wanted_evidence
from makegood.apps.suppliers.windows import Window, window_of
from makegood.apps.suppliers.words import CONFIDENCE, EVIDENCE, STARTS
from makegood.kernel.refusal import Refusal

DAY = date(2026, 11, 2)
NAMES = {
    "order": "ordered_on", "dispatch": "dispatched_on", "estimated_delivery": "estimated_on", "delivery": "delivered_on",
    "receipt_confirmed": "confirmed_on",
}  # fmt: skip


def zendrop(kind: str, market: str, **days: date) -> Window:
    return window_of(pack_of("zendrop").terms, kind, market=market, **days)


def test_a_claim_for_delay_opens_late_and_elsewhere_later() -> None:
    sent = {"dispatched_on": DAY, "paid_on": DAY - timedelta(days=1)}
    assert zendrop("late", "DE", **sent) == Window(date(2027, 1, 1), date(2027, 1, 30), "dispatch", DAY)
    assert zendrop("late", "US-CA", **sent).opens_on == date(2026, 12, 17)
    never = zendrop("late", "BR", **sent)
    assert (never.opens_on, never.closes_on, never.why) == (None, date(2027, 1, 30), "never_opens"), (
        "paid 90 days ago at most, opens after 110"
    )


def test_a_day_that_is_not_known_is_said_and_never_guessed() -> None:
    assert window_of({}, "late", market="DE").why == "no_terms"
    assert zendrop("recalled", "DE").why == "kind_not_named"
    assert zendrop("defective", "DE", dispatched_on=DAY).why == "start_not_known"
    assert zendrop("defective", "DE", paid_on=DAY).closes_on == date(2027, 1, 31), "what is known of it holds"
    bare = {"claims": [{"covers": ["late"]}, {"covers": ["defective"], "from": "delivery"}]}
    assert window_of(bare, "late", market="DE", ordered_on=DAY).why == "start_not_stated"
    assert window_of(bare, "defective", market="DE", delivered_on=DAY).why == "days_not_stated"


_days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_count = st.none() | st.integers(0, 400)


@st.composite
def _claims(draw: Any) -> dict[str, Any]:
    def pair() -> dict[str, int]:
        found = {"opens_after_days": draw(_count), "closes_after_days": draw(_count)}
        if None not in found.values() and found["opens_after_days"] > found["closes_after_days"]:
            found = dict(zip(found, reversed(found.values()), strict=True))
        return {name: days for name, days in found.items() if days is not None}

    most = draw(_count)
    claim = {"covers": ["late"], "from": draw(st.sampled_from(STARTS)), **pair()}
    return {"claims": [claim | ({} if most is None else {"paid_within_days": most})]}


@given(_claims(), _days, _days, st.integers(0, 400), st.sampled_from([*NAMES.values(), "paid_on"]))
def test_a_window_closes_after_it_opens_and_a_later_day_never_makes_it_earlier(
    terms: dict[str, Any], day: date, paid: date, more: int, moved: str
) -> None:
    days = dict.fromkeys(NAMES.values(), day) | {"paid_on": paid}
    first = window_of(terms, "late", market="DE", **days)
    then = window_of(terms, "late", market="DE", **days | {moved: days[moved] + timedelta(days=more)})
    for found in (first, then):
        assert found.opens_on is None or found.closes_on is None or found.opens_on <= found.closes_on
        assert found.opens_on is None or found.began_on is None or found.opens_on >= found.began_on
    assert first.opens_on is None or then.opens_on is None or first.opens_on <= then.opens_on
    assert first.closes_on is None or (then.closes_on is not None and first.closes_on <= then.closes_on)
    assert read_terms(terms) == terms


@pytest.mark.parametrize(
    ("terms", "field", "word"),
    [
        ({"claims": [{"covers": ["x"]}]}, "claims.0.covers.0", "kind"),
        ({"claims": [{"covers": ["late"], "opens_after_days": 9, "closes_after_days": 3}]}, "claims.0.closes_after_days", "before"),
        ({"claims": [{"covers": ["late"], "closes_after_days": 9, "by_market": {"US": {"opens_after_days": 10}}}]}, "claims.0.closes_after_days", "before"),
        ({"claims": [{"covers": ["late"]}, {"covers": ["late"]}]}, "claims", "two windows"),
        ({"claims": [{"covers": ["late"]}], "refuses": ["late"]}, "claims", "covered and refused"),
        ({"answer_days": "3"}, "answer_days", "whole number"),
        ({"answer_days": 0}, "answer_days", "whole number"),
        ({"returns": {"restocking_fee_percent": 101}}, "returns.restocking_fee_percent", "whole number"),
        ({"windows": {}}, "windows", "not known"),
        ({"transit_days": {"Germany": 2}}, "transit_days.Germany", "market"),
        ({"prices": {"L-2": "12,40"}}, "prices.L-2", "price"),
        ({"claims": [{"covers": ["late"], "from": "moon"}]}, "claims.0.from", "word"),
    ],
)  # fmt: skip
def test_a_term_that_cant_be_is_refused_by_its_field(terms: dict[str, Any], field: str, word: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_terms(terms)
    assert (refused.value.code, refused.value.field) == ("terms_invalid", field)
    assert word in refused.value.message and refused.value.remedy


def test_what_the_other_side_of_the_terms_adds_has_its_place() -> None:
    assert read_terms({"new_orders": "mail", "order_answer_days": 2}) == {"new_orders": "mail", "order_answer_days": 2}
    assert read_terms({"new_orders": None, "order_answer_days": None}) == {}


def test_the_questions_know_three_answers() -> None:
    terms = pack_of("zendrop").terms
    assert (covers(terms, "defective"), covers(terms, "change_of_mind"), covers(terms, "recalled"), covers({}, "late")) == (
        True,
        False,
        None,
        None,
    )
    assert covers({"claims": [], "only_these": True}, "recalled") is False
    assert (covered({}), covered({"claims": []}), takes_back({}), takes_back(terms)) == (None, [], None, False)
    assert refunded_first(terms) and not refunded_first({})
    assert asked_minor({"claims": [{"covers": ["late"], "percent": 50}]}, "late", cost_minor=1241, quantity=3) == 1861
    cj = pack_of("cjdropshipping").terms
    assert [one["kind"] for one in wanted_evidence(cj, "defective")] == ["photo", "video", "complaint_screenshot"]
    assert evidence_plan(cj, "defective") == [{"kind": "photo", "count": 1}], "no customer is asked for what only a doubt would need"
    assert evidence_plan(pack_of("printify").terms, "defective") == [{"kind": "photo", "count": 1}]


def test_each_pack_says_where_it_is_from_and_the_blank_one_assumes_nothing() -> None:
    assert list(packs()) == ["printful", "printify", "gelato", "cjdropshipping", "zendrop", "spocket", "aliexpress", "blank"]
    for pack in packs().values():
        assert pack.confidence in CONFIDENCE and date.fromisoformat(pack.as_of) and read_terms(pack.terms) == pack.terms
        assert bool(pack.sources) == (pack.id != "blank")
        assert all(one["kind"] in EVIDENCE for claim in pack.terms.get("claims", []) for one in claim.get("evidence", []))
    assert pack_of("blank").terms == {}
    with pytest.raises(Refusal, match="no such pack"):
        pack_of("other")
