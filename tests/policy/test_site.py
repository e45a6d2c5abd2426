"""A shop's site before the law of its markets: the function, the notices, where terms are shown, and what the shop's own sentence says."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from makegood.kernel.refusal import Refusal
from makegood.law.load import codes
from makegood.policy.rules import read_yaml
from makegood.policy.site import site_violations
from makegood.policy.site.sketch import check_sketch, read_sketch

CASES = read_yaml((Path(__file__).parent / "cases" / "site_check.yaml").read_text(encoding="utf-8"))["cases"]
DAY = date(2026, 11, 16)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_is_found(case: dict[str, Any]) -> None:
    found: dict[str, dict[str, str]] = {}
    for one in site_violations(case["shop"], markets=case["markets"], on=date.fromisoformat(case["on"])):
        found.setdefault(one["market"], {})[one["code"]] = one["level"]
        assert one["citation"] and one["remedy"].endswith(".")
    assert found == case["expect"]


def test_no_market_is_forgotten_where_none_is_named() -> None:
    found = site_violations({"withdrawal_function": "none"}, markets=[], on=DAY)
    assert {one["market"] for one in found} >= {"DE", "FR", "AR", "SI"} and not {"EU", "GB", "US"} & {one["market"] for one in found}
    assert len({(one["market"], one["code"]) for one in found}) == len(found) and {one["market"] for one in found} < set(codes())


def test_the_citation_is_the_laws() -> None:
    function = site_violations({"withdrawal_function": "none"}, markets=["DE"], on=DAY)[0]
    refused = site_violations({"statement": "Strictly no refunds"}, markets=["AU"], on=DAY)[0]
    assert "11a" in function["citation"] and "29(1)(m)" in refused["citation"]


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("withdrawal_funktion: none", "withdrawal_funktion", "did you mean withdrawal_function"),
        ("withdrawal_function: publik", "withdrawal_function", "did you mean public"),
        ("sells: [stock, personalized]", "sells", "did you mean personalised"),
        ("guest_checkout: perhaps", "guest_checkout", "neither true nor false"),
        ("policy_shown: [none, checkout]", "policy_shown", "stands alone"),
        ("statement: {a: b}", "statement", "text"),
        ("markets: [XX]", "markets", "no law"),
        ("markets: [EU]", "markets", "no law"),
        ("markets: 7", "markets", "list"),
        ("sells: []", "sells", "list"),
        ("withdrawal_by: [7]", "withdrawal_by", "not one of"),
    ],
)
def test_a_sketch_that_says_something_else_is_refused_at_its_field(text: str, field: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sketch(text)
    assert (refused.value.code, refused.value.field) == ("sketch_invalid", field) and says in refused.value.message


@pytest.mark.parametrize("text", ["", "just words", "[a, list]", "{", "a: &x 1\nb: *x", "{}", "statement: " + "x" * 6_000, "a" * 1_100_000])
def test_what_is_no_sketch_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_sketch(text)
    assert refused.value.code == "sketch_invalid"


def test_words_are_words_and_an_empty_field_is_unknown() -> None:
    read = read_sketch("guest_checkout: no\nmarkets: [NO, US-TX]\npolicy_shown: cart\nstatement:\nwithdrawal_by: [email, phone]\n")
    assert read == {"guest_checkout": False, "markets": ["NO", "US-TX"], "policy_shown": ["cart"], "withdrawal_by": ["email", "phone"]}
    assert check_sketch(read) == read and check_sketch({"guest_checkout": True}) == {"guest_checkout": True}


def test_an_unknown_market_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        site_violations({"withdrawal_function": "none"}, markets=["XX"], on=DAY)
    assert refused.value.code == "unknown_market"
