"""What the law gives: the cases, and what holds in every market."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.law.entitle import entitle
from makegood.law.load import codes, market, market_used, zone_of
from makegood.law.scenario import CASE_KINDS, CUSTOMER_INPUTS, DISCLOSURES
from tests.case_runner import difference, load_cases

FOLDER = Path(__file__).parent / "cases"
# law.jsonl: the acceptance cases; markets.jsonl: our own, worked out by hand at the edges of DE, FR, GB, US and its states, AU and JP; world.jsonl: of the others;
# edges.jsonl: of rights and days that meet.
CASES = [case for name in ("law", "markets", "world", "edges") for case in load_cases(FOLDER / f"{name}.jsonl")]
MARKETS = [code for code in codes() if code != "EU"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any]) -> None:
    try:
        answer = entitle(case["in"])
    except Refusal as refusal:
        assert case["expect"] == {"refusal": refusal.code}
    else:
        assert difference(case["expect"], json.loads(json.dumps(answer))) is None


@pytest.mark.parametrize("code", MARKETS)
def test_every_market_is_complete_and_cited(code: str) -> None:
    values = market(code)
    assert values["citations"]
    assert "/" in zone_of(code)
    assert values["change_of_mind"]["regime"]


DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@st.composite
def scenarios(draw: st.DrawFn) -> dict[str, Any]:
    placed = draw(DAYS)
    delivered = placed + timedelta(days=draw(st.integers(0, 40)))
    return {
        "market": draw(st.sampled_from(MARKETS)),
        "on": (placed + timedelta(days=draw(st.integers(0, 900)))).isoformat(),
        "case": {"kind": draw(st.sampled_from(sorted(CASE_KINDS))), "major": draw(st.sampled_from([None, True, False]))},
        "order": {
            "placed_on": placed.isoformat(), "delivered_on": draw(st.sampled_from([None, delivered.isoformat()])), "currency": "EUR",
            "total": "45.00", "outbound_shipping": "5.00", "standard_shipping": "4.00",
            "disclosures": draw(st.lists(st.sampled_from(sorted(DISCLOSURES)), unique=True)),
        },
        "item": {"customer_input": draw(st.sampled_from(sorted(CUSTOMER_INPUTS))), "price": "40.00", "unsealed": draw(st.booleans()),
                 "sealed_hygiene": draw(st.booleans()), "perishable": draw(st.booleans())},
    }  # fmt: skip


@given(scenarios())
@settings(max_examples=400, deadline=None)
def test_every_question_has_an_answer(scenario: dict[str, Any]) -> None:
    answer = entitle(scenario)
    assert set(answer) >= {"market_used", "withdrawal", "conformity", "delay", "delivery", "disclosures_missing", "citations", "confidence"}
    assert answer["withdrawal"]["granted"] or answer["withdrawal"]["reason"]


@given(scenarios(), st.integers(1, 60))
@settings(max_examples=200, deadline=None)
def test_a_later_delivery_never_ends_a_right_sooner(scenario: dict[str, Any], days: int) -> None:
    if scenario["order"]["delivered_on"] is None:
        return
    later = json.loads(json.dumps(scenario))
    later["order"]["delivered_on"] = (date.fromisoformat(scenario["order"]["delivered_on"]) + timedelta(days=days)).isoformat()
    for right in ("withdrawal", "conformity"):
        first, second = entitle(scenario)[right]["until"], entitle(later)[right]["until"]
        assert first is None or second is None or first <= second


@given(scenarios())
@settings(max_examples=200, deadline=None)
def test_telling_more_never_lengthens_the_window(scenario: dict[str, Any]) -> None:
    told = json.loads(json.dumps(scenario))
    told["order"]["disclosures"] = sorted({*scenario["order"]["disclosures"], "withdrawal_info"})
    one, two = entitle(scenario)["withdrawal"], entitle(told)["withdrawal"]
    if one["until"] and two["until"]:
        assert two["until"] <= one["until"]


def test_a_subdivision_without_a_file_stands_on_its_country() -> None:
    assert market_used("US-TX") == "US"


@pytest.mark.parametrize("code", ["EG", "EU", "", "../US", "us"])
def test_a_place_without_a_file_is_refused(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        market_used(code)
    assert refused.value.code == "unknown_market"
