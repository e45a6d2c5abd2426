"""What is next to returns: who inherits what, what may block, and nothing where the rows are silent."""

from datetime import date

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.law.adjacent import LEVELS, TOPICS, _standing, adjacent
from makegood.law.answering import answer_duty
from makegood.law.automated import against_rule
from makegood.law.load import codes, market_used
from makegood.law.scenario import CASE_KINDS

ON = date(2026, 11, 26)
MARKETS = [code for code in codes() if code != "EU"]
CREDIT, MADE, ANSWERS = "store_credit_and_gift_card_expiry", "made_to_order_contract_before_production", "answer_deadlines"


@each(st.sampled_from(TOPICS), st.sampled_from([*MARKETS, "US-TX", "DE-BY", "CA-MB"]), st.dates(date(2015, 1, 1), date(2032, 12, 31)))
@settings(max_examples=300, deadline=None)
def test_a_value_blocks_only_where_it_is_high_was_looked_up_and_binds(topic: str, code: str, on: date) -> None:
    for one in adjacent(topic, code, on).values():
        for value in one.values.values():
            row = value.row
            assert value.level in LEVELS and value.cite
            assert (row["from"] or "") <= on.isoformat() <= row.get("until", "9999-12-31")
            if value.level == "block":
                assert row["confidence"] == "high" and row["looked_up"] and row["status"] not in ("due", "draft", "none_found")


def test_a_members_row_stands_on_the_unions_and_a_states_on_the_countrys() -> None:
    german = adjacent(MADE, "DE", ON)[""]
    assert german.get("cancel_before_delivery") is True and german.values["cancel_before_delivery"].cite.startswith("BGB 650")
    assert german.get("input_check_duty") is True and adjacent(MADE, "BG", ON)[""].get("silence_is_consent") == "never"
    californian = adjacent(CREDIT, "US-CA", ON)[""]
    assert californian.get("gift_card_min_years") == "no_expiry" and californian.get("refund_as_credit") == "policy_may"
    assert (
        adjacent(CREDIT, "US-TX", ON)[""].get("cash_out_below")["amount"] == 2.5
    )  # a state without a file of its own has rows all the same


def test_what_is_only_due_never_takes_the_place_of_what_is_in_force() -> None:
    french = adjacent("information_before_choice", "FR", ON)[""]
    assert {value.level for value in french.values.values()} == {"note"}
    environment = adjacent("reviews_and_design", "DE", ON)["environment"]
    assert environment.get("offset_based_product_claim") == "banned" and environment.values["offset_based_product_claim"].level == "block"
    polish = adjacent("reviews_and_design", "PL", ON)["environment"]
    assert polish.values["offset_based_product_claim"].level == "note"


def test_norway_takes_the_unions_rows_only_where_its_own_say_so() -> None:
    assert adjacent("product_safety", "NO", ON).keys() == {"report"}
    assert adjacent("privacy", "NO", ON)["automated_decision"].get("allowed") == "only_if"
    assert adjacent("reviews_and_design", "NO", ON).keys() == {"reviews"}


@pytest.mark.parametrize(("on", "below"), [(date(2026, 3, 31), 10), (date(2026, 4, 1), 15)])
def test_california_pays_out_a_rest_below_another_amount_since_april(on: date, below: int) -> None:
    assert adjacent(CREDIT, "US-CA", on)[""].get("cash_out_below")["amount"] == below


@pytest.mark.parametrize(("on", "told"), [(date(2026, 12, 9), False), (date(2026, 12, 10), True)])
def test_what_is_to_come_binds_from_its_day(on: date, told: bool) -> None:
    assert ("automated_decision" in adjacent("privacy", "AU", on)) is told


def test_where_the_rows_are_silent_nothing_is_said() -> None:
    assert adjacent(CREDIT, "BR", ON) == {} and adjacent("customs_and_duties", "KR", ON) == {}
    assert against_rule("US", ON) is None and against_rule("JP", ON) is None
    with pytest.raises(Refusal, match="No law is known"):
        adjacent(CREDIT, "EG", ON)


@pytest.mark.parametrize(
    ("code", "kind", "by", "level"),
    [
        ("PL", "defective", "2026-12-10", "block"),  # art 7a: 14 days, silence accepts
        ("PL", "late", "2026-12-10", "block"),
        ("CZ", "defective", "2026-12-26", "block"),  # s. 19: settled and told within 30 days
        ("CZ", "late", None, None),  # of defects only
        ("SI", "defective", "2026-12-04", "note"),
        ("BR", "not_delivered", "2026-12-01", "warn"),
        ("CO", "defective", "2026-12-18", "block"),  # 15 business days over 8 December, a holiday there
        ("ES", "defective", "2026-12-26", "note"),  # the month of the smaller shops; the 15 business days bind large firms only
        ("DE", "defective", None, None),
        ("US-CA", "defective", None, None),  # a demand letter is no complaint
        ("PT", "defective", None, None),  # the book of complaints is no complaint to the shop
        ("GB", "defective", None, None),  # personal data only
        ("PL", "change_of_mind", None, None),
    ],
)
def test_a_complaint_is_answered_by_the_laws_day(code: str, kind: str, by: str | None, level: str | None) -> None:
    found = answer_duty(code, kind, ON)
    assert (found and found["by"], found and found["level"]) == (by, level)


@each(st.sampled_from(MARKETS), st.sampled_from(sorted(CASE_KINDS)), st.dates(date(2023, 1, 1), date(2032, 11, 30)))
@settings(max_examples=200, deadline=None)
def test_who_complains_a_day_later_is_never_answered_sooner(code: str, kind: str, on: date) -> None:
    first, second = answer_duty(code, kind, on), answer_duty(code, kind, date.fromordinal(on.toordinal() + 1))
    if first and second and first["act"] == second["act"]:
        assert on.isoformat() < first["by"] <= second["by"]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("DE", (True, False, True, False)),
        ("GB", (True, False, True, False)),
        ("NO", (True, False, True, False)),
        ("CA-QC", (True, True, True, True)),  # any decision, not only a significant one
        ("AU", None),  # from 10 December 2026 on, and then of what the privacy policy must say
    ],
)
def test_what_the_law_gives_against_a_rule(code: str, given: tuple[bool, ...] | None) -> None:
    found = against_rule(code, ON)
    assert (found and (found.person, found.always, found.own_view, found.reasons)) == given


@pytest.mark.parametrize("code", ["US-TX", "DE-BY"])
def test_rows_of_a_subdivision_need_no_file_of_its_own(code: str) -> None:
    assert market_used(code) == code[:2] and adjacent(MADE, code, ON)


@each(st.sampled_from(TOPICS), st.sampled_from(["DE", "US-CA", "NO", "AU", "JP", "FR"]), st.dates(date(2015, 1, 1), date(2032, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_the_rows_of_a_day_are_those_that_hold_on_it(topic: str, code: str, on: date) -> None:
    """An answer is kept from one change of the rows to the next: it is the same as if it had been worked out for the very day."""
    kept, fresh = adjacent(topic, code, on), _standing.__wrapped__(topic, code, on)
    assert {aspect: one.values for aspect, one in kept.items()} == {aspect: one.values for aspect, one in fresh.items()}
