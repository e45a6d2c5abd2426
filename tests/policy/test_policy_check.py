"""`policy check` on whole policies: the acceptance cases, own ones over many markets, and what the report says of one customer."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from makegood.kernel.refusal import Refusal
from makegood.policy.check import check_policy, every_market
from makegood.policy.check.supplier_gaps import of_agreement, read_agreements
from makegood.policy.decide import decide
from makegood.policy.rules import load_policy
from tests.case_runner import difference

CASES = [Path(__file__).parent / "cases" / name for name in ("policy_check.yaml", "policy_edges.yaml")]
ON = date(2026, 11, 16)
HEAD = "policy: p\ncurrency: EUR\nrules:\n"


def cases() -> list[dict[str, Any]]:
    return [case for path in CASES for case in yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["cases"]]


def check(rules: str, *markets: str, on: date = ON, **more: Any) -> dict[str, Any]:
    return check_policy(HEAD + rules, sketch=None, markets=markets or None, on=on, **more)


def found_in(wanted: Any, findings: list[Any]) -> bool:
    mentions = wanted.get("mentions") if isinstance(wanted, dict) else None
    rest = {key: value for key, value in wanted.items() if key != "mentions"} if isinstance(wanted, dict) else wanted
    return any(difference(rest, one) is None and (mentions is None or mentions in json.dumps(one)) for one in findings)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_each_case_finds_what_it_names(case: dict[str, Any]) -> None:
    text = case.get("policy")
    report = check_policy(text, sketch=case.get("shop"), markets=case["markets"], on=date.fromisoformat(case["on"]))
    for key, wanted in case["expect"].items():
        if key == "lacks":
            for name, unwanted in wanted.items():
                assert not any(found_in(one, report[name]) for one in unwanted), case["name"]
        elif wanted in ([], True, False) or key == "unreachable":
            assert report[key] == wanted, (case["name"], report)
        else:
            assert all(found_in(one, report[key]) for one in wanted), (case["name"], report)
    assert report["not_proven"] == []
    if text is not None:
        _come_true(text, report)


def _come_true(text: str, report: dict[str, Any]) -> None:
    """What the report says of a customer is what the row executor decides."""
    for one in report["below_floor"]:
        decision = decide(one["counterexample"], load_policy(text), on=date.fromisoformat(one["on"]))
        lift = next(lift for lift in decision.lifted if lift["slot"] == one["slot"])
        assert (lift["from"], lift["to"]) == (one["from"], one["to"])
        assert any(line.get("rule") == one["rule"] and one["slot"] in line.get("filled", ()) for line in decision.trace)
        assert one["citation"] and one["citation"] in one["sentence"]


@pytest.mark.parametrize(
    ("rules", "market"),
    [
        ("  - {id: advice, when: 'case.kind == defective and days_since_delivery <= 30', set: {eligible: 'yes', remedies: [refund, replacement]}}\n"
         "  - {id: else, set: {eligible: 'no', remedies: [none]}}\n", market)
        for market in ("DE", "FR", "IE", "GB", "AU")
    ]
    + [
        (f"  - {{id: advice, when: '{when}', set: {{{sets}}}}}\n  - {{id: else, set: {{approval: review}}}}\n", market)
        for market in ("DE", "FR", "IE", "GB", "AU")
        for when, sets in (
            ("not supplier.accepts_returns", "eligible: 'no'"),
            ('supplier.claim_status != "accepted"', "eligible: 'no', remedies: [none]"),
            ("case.kind != late", "ship_back: supplier, release_refund_on: supplier_credit, approval: review"),
        )
    ],
)  # fmt: skip
def test_the_trades_own_advice_fails(rules: str, market: str) -> None:
    """ "30-day return for defective items only", and "returns require supplier approval" in the forms in which shops write it."""
    report = check(rules, market)
    assert not report["ok"] and any(one["level"] == "block" and one["market"] == market for one in report["below_floor"])
    _come_true(HEAD + rules, report)


def test_a_finding_is_a_sentence_about_one_customer() -> None:
    report = check("  - {id: week, when: case.kind == change_of_mind, set: {window: {days: 7, from: delivery}, approval: review}}\n"
                   "  - {id: rest, set: {approval: review}}\n", "DE")  # fmt: skip
    (one,) = report["below_floor"]
    assert one["sentence"].startswith(
        "A customer in Munich who got the parcel on 2 November and writes on 16 November, who has changed their mind: by the rule week "
        "their time was over on 9 November; the law gives time until 16 November (BGB"
    )
    assert one["counterexample"]["order"]["delivered_on"] == "2026-11-02" and one["level"] == "block"


def test_all_markets_at_once() -> None:
    report = check("  - {id: person, set: {approval: review}}\n")
    assert report["ok"] and report["proved_markets"] == list(every_market()) and len(every_market()) >= 75


def test_supplier_gaps_say_who_carries_the_difference() -> None:
    terms = read_agreements(
        "suppliers:\n- {id: acme, claims: [{covers: [defective, misprint], closes_after_days: 15}], refuses: [change_of_mind]}\n"
    )
    rules = "  - {id: cheap, when: 'item.cost < 20 and case.kind != late', set: {window: {days: 30, from: delivery}, approval: review}}\n"
    report = check(rules + "  - {id: rest, set: {approval: review}}\n", "US", suppliers=terms)
    claims = {(one["closes_after_days"], tuple(one["kinds"])): one["message"] for one in report["supplier_gaps"]}
    assert set(claims) == {(0, ("change_of_mind",)), (15, ("customization_error", "defective"))}
    assert "from day 16 to day 30 the shop carries up to 20.00 EUR an item" in claims[15, ("customization_error", "defective")]
    own = (of_agreement("acme", {"claims": [{"covers": ["defective"], "from": "delivery", "closes_after_days": 45}], "only_these": True}),)
    refused = check(rules + "  - {id: rest, set: {approval: review}}\n", "US", suppliers=own)["supplier_gaps"]
    assert [one["closes_after_days"] for one in refused] == [0] and "defective" not in refused[0]["kinds"]
    other = "  - {id: named, when: 'supplier.code == \"other\"', set: {window: {days: 30, from: delivery}}}\n  - {id: rest, set: {approval: review}}\n"
    assert check(other, "US", suppliers=terms)["supplier_gaps"] == []
    for wrong in ("suppliers: 5", "", "- a", "suppliers: [{claims: []}]", "\t"):
        with pytest.raises(Refusal):
            read_agreements(wrong)


def test_contradictions_are_named() -> None:
    report = check(
        "  - {id: odd, set: {eligible: 'yes', remedies: [none], keep_item: keep, ship_back: hub, return_paid_by: shop, return_fee: '5.00'}}\n",
        "US",
    )
    assert [one["rule"] for one in report["contradictions"]] == ["odd"] * 3


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ({"text": None, "sketch": None, "markets": None}, "bad_input"),
        ({"text": HEAD, "sketch": None, "markets": ["EU"]}, "unknown_market"),
        ({"text": HEAD, "sketch": None, "markets": ["DE", "ZZ"]}, "unknown_market"),
        ({"text": HEAD, "sketch": {"markets": "DE"}, "markets": None}, "bad_input"),
    ],
)
def test_what_can_not_be_checked_is_refused(call: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        check_policy(**call, on=ON)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", ["", "rules: 5", "\x00\x01", "[" * 3000, HEAD + "  - {id: a, set: {approval: auto}}\n" * 10_000])
def test_what_is_no_policy_is_an_error(text: str) -> None:
    report = check_policy(text, sketch=None, markets=["DE"], on=ON)
    assert not report["ok"] and report["errors"][0]["message"] and report["proved_markets"] == []


def test_a_country_answers_for_its_states() -> None:
    report = check(
        "  - {id: no, when: case.kind == delivered_not_received, set: {eligible: 'no'}}\n  - {id: r, set: {approval: review}}\n", "US-TX"
    )
    assert [one["market"] for one in report["below_floor"]] == ["US-TX"] and "Denver" in report["below_floor"][0]["sentence"]


def test_the_command_answers_with_its_code(tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-c", "from makegood.interfaces.console.app import main; main()", "policy", "check", *words, "--json"],
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        return done.returncode, done.stdout

    good, binary = tmp_path / "good.yaml", tmp_path / "binary"
    good.write_text(HEAD + "  - {id: r, set: {approval: review}}\n")
    binary.write_bytes(bytes(range(256)))
    code, said = run(str(good), "--market", "DE", "--market", "GB", "--on", "2026-11-16")
    assert code == 0 and json.loads(said)["proved_markets"] == ["DE", "GB"]
    assert run(str(binary))[0] == 2
    code, said = run(str(good), "--market", "ZZ")
    assert code == 3 and json.loads(said)["refusal"]["code"] == "unknown_market"
