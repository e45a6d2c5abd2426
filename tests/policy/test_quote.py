"""The money of a return: the cases, and what holds for every order."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.interfaces.console.output import json_lines
from makegood.kernel.refusal import Refusal
from makegood.policy.quote import compute, quote
from makegood.policy.quote_input import read_input
from makegood.policy.spread import spread
from tests.case_runner import difference, load_cases

CASES = load_cases(Path(__file__).parent / "cases" / "refund.jsonl")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text(case["raw"] + "\n") if "raw" in case else None
    try:
        given_input = next(iter(json_lines(str(file)))) if "raw" in case else case["in"]
        if isinstance(given_input, Refusal):
            raise given_input
        answer: Any = quote(given_input)
    except Refusal as refusal:
        assert case["expect"] == {"refusal": refusal.code}
    else:
        assert difference(case["expect"], answer) is None


RATES = st.sampled_from(["0", "0.07", "0.19", "0.20", "0.081", "0.0775"])


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    lines = []
    for index in range(draw(st.integers(1, 4))):
        quantity, price = draw(st.integers(1, 9)), draw(st.integers(0, 20_000))
        discount = draw(st.integers(0, quantity * price))
        lines.append(
            {
                "id": f"l{index}", "quantity": quantity, "unit_price": f"{price // 100}.{price % 100:02d}",
                "discount": f"{discount // 100}.{discount % 100:02d}", "tax_rate": draw(RATES),
            }
        )  # fmt: skip
    goods = sum(round(float(line["unit_price"]) * 100) * line["quantity"] - round(float(line["discount"]) * 100) for line in lines)
    spared, shipping = draw(st.integers(0, goods)), draw(st.integers(0, 2_000))
    return {
        "currency": "EUR", "prices_include_tax": draw(st.booleans()), "lines": lines, "order_discount": f"{spared // 100}.{spared % 100:02d}",
        "shipping": {"price": f"{shipping // 100}.{shipping % 100:02d}", "discount": "0.00", "tax_rate": draw(RATES)},
    }  # fmt: skip


@given(orders(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_parts_of_a_line_add_up_to_what_was_paid_in_any_order(order: dict[str, Any], random: Any) -> None:
    units = [line["id"] for line in order["lines"] for _ in range(line["quantity"])]
    random.shuffle(units)
    refunded: list[dict[str, Any]] = []
    total = tax = 0
    for name in units:
        found = compute(read_input({**order, "refunded": refunded, "ask": {"lines": [{"id": name, "quantity": 1}], "shipping": "none"}}))
        refunded.append({"line": name, "quantity": 1, "amount": f"{found.total // 100}.{found.total % 100:02d}"})
        total += found.total
        tax += found.lines[0].tax
    everything = {"lines": [{"id": line["id"], "quantity": line["quantity"]} for line in order["lines"]], "shipping": "none"}
    whole = compute(read_input({**order, "ask": everything}))
    assert total == whole.total
    assert tax == sum(line.tax for line in whole.lines)
    assert all(left == 0 for _, left in found.left.values())


@given(orders(), st.lists(st.integers(0, 5_000), max_size=3), st.lists(st.integers(1, 30_000), min_size=1, max_size=3))
@settings(max_examples=150, deadline=None)
def test_total_is_what_payments_give_and_what_none_covers(order: dict[str, Any], fees: list[int], payments: list[int]) -> None:
    ask = {
        "lines": [{"id": line["id"], "quantity": line["quantity"]} for line in order["lines"]],
        "shipping": "all",
        "fees": [{"kind": f"f{index}", "amount": f"{fee // 100}.{fee % 100:02d}"} for index, fee in enumerate(fees)],
    }
    rows = [{"id": f"p{index}", "amount": f"{amount // 100}.{amount % 100:02d}"} for index, amount in enumerate(payments)]
    found = compute(read_input({**order, "payments": rows, "ask": ask}))
    assert found.total == sum(amount for _, amount in found.by_payment) + found.uncovered
    assert 0 <= found.total == found.goods + found.shipping[0] - sum(amount for _, amount in found.fees)
    assert all(amount <= payments[int(name[1:])] for name, amount in found.by_payment)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_spread_loses_nothing(total: int, weights: list[int]) -> None:
    shares = spread(total, weights)
    assert sum(shares) == total
    assert min(shares) >= 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["9.99", "0", "-1", "all", "none", "EUR", "NaN"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "quantity", "amount", "lines", "percent"]), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(orders(), st.data())
@settings(max_examples=200, deadline=None)
def test_hostile_input_is_refused_and_never_breaks(order: dict[str, Any], data: st.DataObject) -> None:
    document: dict[str, Any] = {**order, "ask": {"lines": [{"id": "l0", "quantity": 1}]}}
    place = data.draw(st.sampled_from([*document, "refunded", "payments", "duties"]))
    document[place] = data.draw(JSON)
    try:
        quote(document)
    except Refusal as refusal:
        assert refusal.message
