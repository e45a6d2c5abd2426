"""What each way costs: the published scenarios from the defaults, and the laws that any costs keep."""

import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.refusal import Refusal
from makegood.policy.decide import decide
from makegood.policy.economics import Cost, Costs, economics
from makegood.policy.economics.basis import Owed, owed_of_money
from makegood.policy.economics.figures import Figure, defaults_for, measured
from makegood.policy.economics.ways import SMALLER
from makegood.policy.offer_money import OfferMoney
from makegood.policy.rules import load_policy

DAY = date(2026, 11, 20)
HEAD = "policy: p\ncurrency: USD\nrules:\n"
SAMPLES = Path(__file__).resolve().parent.parent.parent / "src" / "makegood" / "policy" / "samples"
HUB = "  - {id: h, set: {eligible: 'yes', remedies: [refund], ship_back: hub, return_paid_by: shop, approval: auto}}\n"
KEEP = "  - {id: k, set: {eligible: 'yes', remedies: [refund], ship_back: none, refund_outbound_shipping: true, approval: auto}}\n"
SUPPLIER = HUB.replace("ship_back: hub", "ship_back: supplier")


def facts(kind: str = "change_of_mind", market: str = "US-TX", **more: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "case": {"kind": kind, "quantity": 1},
        "order": {
            "placed_on": "2026-11-03", "delivered_on": "2026-11-12", "market": market, "currency": "USD", "total": "34.00",
            "outbound_shipping": "4.00", "standard_shipping": "4.00", "disclosures": ["policy_before_purchase"],
        },
        "item": {"customer_input": "none", "price": "30.00", "cost": "11.00"},
        "hub": {"available": True},
        "supplier": {"accepts_returns": True},
    }  # fmt: skip
    return {scope: {**part, **more.pop(scope, {})} for scope, part in given.items()} | more


def costs(rules: str, given: dict[str, Any], **more: Any) -> Costs:
    return economics(decide(given, load_policy(HEAD + rules), on=DAY), **more)


def row(found: Costs, remedy: str, back: str = "none") -> Cost:
    return next(one for one in found.rows if (one.way.remedy, one.way.ship_back) == (remedy, back))


def part(cost: Cost, name: str) -> int:
    return sum(one.minor for one in cost.parts if one.name == name)


def test_the_published_scenarios_come_out_of_the_defaults() -> None:
    """promise.md, section 4: staff time and direct cost of four ways, from nothing but what the item and its shipping cost."""
    hub = costs(HUB, facts()).policy
    assert (hub.way.remedy, hub.way.ship_back) == ("refund", "hub")
    assert 15 <= hub.minutes <= 30 and 500 <= hub.direct <= 1000
    supplier = costs(SUPPLIER, facts()).policy
    assert supplier.way.ship_back == "supplier"
    assert 60 <= supplier.minutes <= 120 and 1500 <= supplier.direct <= 4000
    keep = costs(KEEP, facts("defective")).policy
    assert keep.way.ship_back == "none" and keep.minutes == 10 and keep.direct == 1100 + 400  # the item and its first shipping
    dispute = costs(KEEP, facts("defective")).alternative
    assert 3 * 60 <= dispute.minutes <= 5 * 60 and dispute.direct == 1100 + 2500  # the item and a 25 USD fee


def test_a_refund_is_told_apart_and_adds_up() -> None:
    keep = costs(KEEP, facts("defective")).policy
    parts = {one.name: one.minor for one in keep.parts}
    assert parts["goods"] + parts["first_way"] + parts["payment_fee"] + parts["profit_undone"] == 3400  # what is given back
    assert parts["payment_fee"] == round(34 * 2.9) + 30 and keep.minor == sum(parts.values())
    assert parts["staff"] == round(10 * 2500 / 60)


def test_tax_that_the_tax_office_gives_back_is_no_cost() -> None:
    given = facts("defective", "DE")
    order = {
        "currency": "USD", "prices_include_tax": True, "order_discount": "0.00",
        "lines": [{"id": "a", "quantity": 1, "unit_price": "30.00", "discount": "0.00", "tax_rate": "0.19"}],
        "shipping": {"price": "4.00", "discount": "0.00", "tax_rate": "0.19"},
    }  # fmt: skip
    found = decide(given, load_policy(HEAD + KEEP), on=DAY)
    owed = owed_of_money(found, OfferMoney(order, "a", 1, with_shipping=True))
    assert owed == Owed(3000, 400, 479 + 64)
    with_tax, without = economics(found, owed=owed), economics(found)
    assert part(row(without, "refund"), "profit_undone") - part(row(with_tax, "refund"), "profit_undone") == 543


def test_the_supplier_is_counted_on_only_while_it_may_be_asked() -> None:
    def recovery(left: int | None, covers: list[str], **more: Any) -> int:
        known = {} if left is None else {"claim_days_left": left}
        return part(costs(KEEP, facts("defective", supplier={"covers": covers, **known, **more})).policy, "recovery")

    assert recovery(9, ["defective"]) == recovery(0, ["defective"]) == -550
    assert recovery(-1, ["defective"]) == recovery(None, ["defective"]) == recovery(9, ["late"]) == 0
    assert recovery(9, ["defective"], expected_recovery=0.9) == -990


def test_a_new_one_that_comes_too_late_says_so_and_costs_more() -> None:
    rules = "  - {id: r, set: {remedies: [replacement, refund], ship_back: none, approval: auto, refund_outbound_shipping: true}}\n"
    in_time, late = facts("defective", "DE", case={"needed_by": "2026-12-20"}), facts("defective", "DE", case={"needed_by": "2026-11-25"})
    early, tardy = costs(rules, in_time), costs(rules, late)
    assert early.policy.way.remedy == "replacement" and not early.policy.too_late and early.cheapest is early.policy
    assert tardy.policy.too_late and tardy.policy.arrives_on == date(2026, 11, 30)
    assert part(tardy.policy, "too_late") == round(3400 * 0.8) and tardy.policy.minor > early.policy.minor
    assert tardy.cheapest.way.remedy != "replacement"


def test_what_making_it_costs_and_how_long_it_takes_decides_about_a_new_one() -> None:
    rules = "  - {id: r, set: {remedies: [remake, refund], ship_back: none, approval: auto, refund_outbound_shipping: true}}\n"
    text = {"customer_input": "own_text", "production_days": 2}
    cheap = costs(rules, facts("customization_error", "DE", item={**text, "production_cost": "5.00"}))
    assert cheap.cheapest.way.remedy == "remake" and part(cheap.policy, "production") == 500
    dear = costs(rules, facts("customization_error", "DE", item={**text, "production_cost": "60.00"}))
    assert dear.policy.way.remedy == "remake" and dear.cheapest.way.remedy != "remake"
    slow = costs(rules, facts("customization_error", "DE", case={"needed_by": "2026-12-04"}, item={**text, "production_days": 12}))
    assert slow.policy.too_late and slow.policy.arrives_on is not None and slow.policy.arrives_on > date(2026, 12, 4)
    unknown = costs(rules, facts("customization_error", "DE", case={"needed_by": "2026-12-04"}, item={"customer_input": "own_text"}))
    assert unknown.policy.arrives_on is None and not unknown.policy.too_late


def test_a_smaller_extra_is_no_cheap_way_out_of_a_right() -> None:
    assert not any(one.way.remedy in SMALLER for one in costs(KEEP, facts("defective", "DE")).rows)
    found = costs(KEEP.replace("[refund]", "[refund, partial_refund]"), facts("defective", "DE"))
    part_back, right = row(found, "partial_refund"), min(one.minor for one in found.rows if one.way.basis == "statutory")
    assert part_back.way.basis == "policy" and part(part_back, "not_taken") > 0
    assert part_back.minor >= right * 0.7 - 1  # seven of ten use their right


def test_a_plain_no_is_a_way_only_where_the_law_gives_no_right() -> None:
    assert not any(one.way.remedy == "none" for one in costs(KEEP, facts("defective", "DE")).rows)
    assert not any(one.way.remedy == "none" for one in costs(KEEP, facts("change_of_mind", "DE")).rows)
    refused = costs("  - {id: n, set: {remedies: [none], approval: auto}}\n", facts())
    assert refused.policy.way.remedy == "none" and part(refused.policy, "dispute_risk") == round(0.2 * (3000 + 2500))


def test_nothing_comes_back_that_never_came() -> None:
    found = costs(HUB, facts("not_delivered", order={"delivered_on": None, "promised_on": "2026-11-10"}))
    assert {one.way.ship_back for one in found.rows} == {"none"}


def test_the_shops_own_figures_stand_over_the_defaults() -> None:
    own = measured("carriage_back_hub", 812, "money", what="labels", count=43, since="2026-01-05")
    found = costs(HUB, facts(), measured={own.name: own}).policy
    [carriage] = [one for one in found.parts if one.name == "carriage_back"]
    assert carriage.minor == 812 and carriage.figures[0].source == "measured: 43 labels since 2026-01-05"
    known = costs(HUB, facts(carriage={"return_cost": "6.19"}), measured={own.name: own}).policy
    assert part(known, "carriage_back") == 619  # what is known of this very order goes before both


def test_every_number_has_a_source() -> None:
    found = costs(HUB, facts("defective", "DE", supplier={"claim_days_left": 3, "covers": ["defective"]})).as_json()
    rows = [*found["rows"], found["alternative"]]
    figures = [figure for one in rows for each in one["parts"] for figure in each["figures"]]
    assert figures and all(figure["source"] and figure["unit"] in ("money", "minutes", "share", "days", "times") for figure in figures)
    assert all(each["figures"] or each["name"] in ("profit_undone", "resale") for one in rows for each in one["parts"])
    assert all(figure.source.startswith("default: ") for currency in ("USD", "JPY") for figure in defaults_for(currency).values())


def test_what_nobody_can_size_is_refused_in_words() -> None:
    with pytest.raises(Refusal, match="not known"):
        _unsized()
    with pytest.raises(Refusal) as refused:
        costs(KEEP, facts(item={"price": None}))
    assert refused.value.code == "price_unknown"


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": {"price": "-5.00"}}, {"case": {"quantity": 0}}, {"case": {"quantity": -3}}, {"supplier": {"expected_recovery": 7.5}},
        {"item": {"production_days": 10**9}}, {"hub": {"cost": "-1.00"}},
    ],
)  # fmt: skip
def test_facts_that_can_not_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        costs(KEEP, facts("defective", **wrong))
    [(scope, part_of)] = wrong.items()
    assert refused.value.code == "bad_input" and refused.value.field == f"{scope}.{next(iter(part_of))}"


def _unsized() -> Costs:
    given = facts()
    given["order"] |= {"currency": "SVC", "total": "34", "outbound_shipping": "4", "standard_shipping": "4"}
    given["item"] |= {"price": "30", "cost": "11"}
    return economics(decide(given, load_policy(HEAD.replace("USD", "SVC") + KEEP), on=DAY))


MONEY = st.integers(0, 20_000).map(lambda minor: f"{minor / 100:.2f}")


@st.composite
def lines(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["change_of_mind", "defective", "late", "not_delivered", "customization_error", "customer_input_error"]))
    given = facts(kind, draw(st.sampled_from(["US-TX", "DE", "GB", "AU"])))
    given["case"] |= {"quantity": draw(st.integers(1, 3))} | draw(st.sampled_from([{}, {"needed_by": "2026-11-24"}]))
    given["item"] |= {"price": draw(MONEY), "customer_input": draw(st.sampled_from(["none", "own_text"]))}
    for name in ("cost", "production_cost", "resale_value"):
        given["item"] |= draw(st.sampled_from([{}, {name: draw(MONEY)}]))
    given["supplier"] |= draw(st.fixed_dictionaries({}, optional={"claim_days_left": st.integers(-5, 30), "covers": st.just([kind])}))
    given["customer"] = draw(st.fixed_dictionaries({}, optional={"lifetime_value": MONEY}))
    return given


RULES = st.sampled_from([HUB, KEEP, SUPPLIER, "  - {id: n, set: {approval: review}}\n"])


@settings(max_examples=120, deadline=None)
@given(lines(), RULES, st.integers(0, 5000))
def test_laws_of_costs(given_facts: dict[str, Any], rules: str, more: int) -> None:
    found = costs(rules, given_facts)
    assert [one.minor for one in found.rows] == sorted(one.minor for one in found.rows)
    assert found.rows == costs(rules, given_facts).rows and found.cheapest is found.rows[0] and found.policy in found.rows
    assert found.alternative.way not in [one.way for one in found.rows]
    for one in [*found.rows, found.alternative]:
        back = sum(each.minor for each in one.parts if each.group == "back")
        assert one.minor - back >= 0 and back <= 0 and one.direct >= 0
        closed = given_facts["supplier"].get("claim_days_left", -1) < 0
        assert not closed or part(one, "recovery") == 0
    worth = Fraction(given_facts["item"].get("resale_value", "0.00")) * 100 + more
    dearer = {**given_facts, "item": {**given_facts["item"], "resale_value": f"{int(worth) / 100:.2f}"}}
    if "resale_value" in given_facts["item"]:
        better = {one.way: one.minor for one in costs(rules, dearer).rows}
        assert all(better[one.way] <= one.minor for one in found.rows)


def test_the_command_prints_a_table_and_json(tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text(json.dumps(facts("defective")) + "\n" + '{"case": {"kind": "defective"}}\n')

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "makegood", "policy", "economics", str(path), "--on", "2026-11-20", *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    said = run("--policy", str(SAMPLES / "home.yaml"))
    assert "the cheapest" in said and "dispute" in said and "refused: " in said
    first, second = (json.loads(line) for line in run("--json").splitlines())
    assert sum(one["cheapest"] for one in first["rows"]) == sum(one["policy"] for one in first["rows"]) == 1
    assert first["alternative"]["remedy"] == "dispute" and second["refusal"]["code"] in ("unknown_market", "bad_input")


def test_a_figure_is_plain_json() -> None:
    assert Figure("dispute", Fraction(1, 200), "share", "x").as_json("USD")["value"] == "0.005"
    assert Figure("hub_fee", 300, "money", "x").as_json("JPY")["value"] == "300"


def test_each_default_stands_in_the_documentation() -> None:
    said = (Path(__file__).resolve().parent.parent.parent / "docs" / "guarantees" / "costs.md").read_text()
    for figure in defaults_for("USD").values():
        value = figure.as_json("USD")["value"]
        [line] = [line for line in said.splitlines() if line.startswith(f"| `{figure.name}` |")]
        assert f"| {value}" in line and figure.source.removeprefix("default: ") in line
