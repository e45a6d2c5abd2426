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

CASES = [
    case for name in ("refund", "refund_edges", "refund_corners") for case in load_cases(Path(__file__).parent / "cases" / f"{name}.jsonl")
]


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


def _dec(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


@given(orders(), st.data(), st.booleans())
@settings(max_examples=200, deadline=None)
def test_successive_refunds_with_fees_never_draw_a_payment_beyond_what_it_paid(
    order: dict[str, Any], data: st.DataObject, named: bool
) -> None:
    """Each step carries the earlier ones as rows; what the payments really gave is what they have not left."""
    ask_all = {"lines": [{"id": line["id"], "quantity": line["quantity"]} for line in order["lines"]], "shipping": "all"}
    everything = compute(read_input({**order, "ask": ask_all})).total
    cut = data.draw(st.integers(0, everything))
    order["payments"] = [{"id": "p0", "amount": _dec(cut)}, {"id": "p1", "amount": _dec(everything - cut)}]
    gave, rows, fees_kept, parts = {"p0": 0, "p1": 0}, [], 0, 0
    units = data.draw(st.permutations([line["id"] for line in order["lines"] for _ in range(line["quantity"])]))
    for name in [*units, "shipping"]:
        fee = data.draw(st.integers(0, 400))
        ask: dict[str, Any] = {"lines": [{"id": name, "quantity": 1}], "fees": [{"kind": "label", "amount": _dec(fee)}]}
        if name == "shipping":
            ask = {"lines": [], "shipping": "all", "fees": ask["fees"]}
            if order["shipping"]["price"] == "0.00":
                continue
        found = compute(read_input({**order, "refunded": rows, "ask": ask}))
        kept = sum(amount for _, amount in found.fees)
        assert found.uncovered == 0 and found.total >= 0
        for payment, amount in found.by_payment:
            gave[payment] += amount
        gross = found.shipping[0] if name == "shipping" else found.goods
        row: dict[str, Any] = (
            {"shipping": True, "amount": _dec(gross)} if name == "shipping" else {"line": name, "quantity": 1, "amount": _dec(gross)}
        )
        one = found.by_payment[0][0] if named and len(found.by_payment) == 1 else None
        rows += [row | ({"payment": one} if one else {}), {"fee": "label", "amount": _dec(kept)} | ({"payment": one} if one else {})]
        fees_kept += kept
        parts += gross
    assert parts == everything and sum(gave.values()) == everything - fees_kept
    assert gave["p0"] <= cut and gave["p1"] <= everything - cut


def test_a_kept_fee_stays_with_the_payment_that_gave_less() -> None:
    order = {
        "currency": "EUR", "prices_include_tax": True, "order_discount": "0.00",
        "lines": [{"id": "a", "quantity": 1, "unit_price": "100.00", "discount": "0.00", "tax_rate": "0"},
                  {"id": "b", "quantity": 1, "unit_price": "30.00", "discount": "0.00", "tax_rate": "0"}],
        "shipping": {"price": "0.00", "discount": "0.00", "tax_rate": "0"},
        "payments": [{"id": "gift", "amount": "30.00"}, {"id": "card", "amount": "100.00"}],
    }  # fmt: skip
    rows = [{"fee": "label", "amount": "10.00"}, {"line": "a", "quantity": 1, "amount": "100.00"}]
    ask = {"lines": [{"id": "b", "quantity": 1}]}
    assert quote({**order, "refunded": rows, "ask": ask})["by_payment"] == [{"id": "card", "amount": "30.00"}]
    lone = {**order, "payments": [{"id": "gift", "amount": "20.00"}], "refunded": [{"fee": "label", "amount": "6.00", "payment": "gift"}]}
    assert quote({**lone, "ask": ask})["uncovered"] == "10.00"


def test_a_row_without_payment_comes_off_what_named_rows_leave() -> None:
    order = {
        "currency": "EUR", "prices_include_tax": True, "order_discount": "0.00",
        "lines": [{"id": "a", "quantity": 3, "unit_price": "20.00", "discount": "0.00", "tax_rate": "0"}],
        "shipping": {"price": "0.00", "discount": "0.00", "tax_rate": "0"},
        "payments": [{"id": "p", "amount": "20.00"}, {"id": "q", "amount": "40.00"}],
        "refunded": [{"line": "a", "quantity": 1, "amount": "20.00"}, {"line": "a", "quantity": 1, "amount": "20.00", "payment": "p"}],
    }  # fmt: skip
    assert quote({**order, "ask": {"lines": [{"id": "a", "quantity": 1}]}})["by_payment"] == [{"id": "q", "amount": "20.00"}]


@pytest.mark.parametrize(
    "change",
    [{"refunded": {}}, {"refunded": ""}, {"ask": {"lines": [{"id": "a", "quantity": 1}], "fees": {}}},
     {"ask": {"lines": [{"id": "a", "quantity": 1}], "duties": 0}}, {"refunded": [{"shipping": "yes", "amount": "1.00"}]}],
)  # fmt: skip
def test_an_empty_thing_of_the_wrong_kind_is_no_list(change: dict[str, Any]) -> None:
    order = {
        "currency": "EUR", "prices_include_tax": True, "order_discount": "0.00",
        "lines": [{"id": "a", "quantity": 1, "unit_price": "20.00", "discount": "0.00", "tax_rate": "0"}],
        "shipping": {"price": "5.00", "discount": "0.00", "tax_rate": "0"}, "ask": {"lines": [{"id": "a", "quantity": 1}]},
    }  # fmt: skip
    with pytest.raises(Refusal) as wrong:
        quote({**order, **change})
    assert wrong.value.code == "bad_input"


@given(orders(), st.data())
@settings(max_examples=200, deadline=None)
def test_money_and_tax_are_conserved_whatever_is_asked_in_whatever_order(order: dict[str, Any], data: st.DataObject) -> None:
    """Units, amounts and shipping mixed: what went back and what is left is what was paid, and no step gives more than is left."""
    everything = {"lines": [{"id": line["id"], "quantity": line["quantity"]} for line in order["lines"]], "shipping": "all"}
    whole = compute(read_input({**order, "ask": everything}))
    paid, tax_paid = whole.goods + whole.shipping[0], sum(line.tax for line in whole.lines) + whole.shipping[1]
    left, shipping_left = {line.id: line.gross for line in whole.lines}, whole.shipping[0]
    units = {line["id"]: line["quantity"] for line in order["lines"]}
    rows: list[dict[str, Any]] = []
    back = tax_back = 0
    for _ in range(data.draw(st.integers(1, 6))):
        name = data.draw(st.sampled_from([*left, "shipping"]))
        most = shipping_left if name == "shipping" else left[name]
        by_unit = name != "shipping" and units[name] > 0 and data.draw(st.booleans())
        if not by_unit and most == 0:
            continue
        amount = _dec(data.draw(st.integers(1, most))) if not by_unit else ""
        ask: dict[str, Any] = {"lines": [{"id": name, "quantity": 1} if by_unit else {"id": name, "amount": amount}]}
        if name == "shipping":
            ask = {"lines": [], "shipping": amount}
        found = compute(read_input({**order, "refunded": rows, "ask": ask}))
        assert 0 <= found.total <= most
        rows.append(({"shipping": True} if name == "shipping" else {"line": name}) | {"amount": _dec(found.total)})
        if by_unit:
            rows[-1]["quantity"] = 1
            units[name] -= 1
        back, tax_back = back + found.total, tax_back + sum(line.tax for line in found.lines) + found.shipping[1]
        left, shipping_left = {one: gross for one, (_, gross) in found.left.items()}, found.shipping_left
        assert back + sum(left.values()) + shipping_left == paid and 0 <= tax_back <= tax_paid
    for name, gross in left.items():
        if gross:
            found = compute(read_input({**order, "refunded": rows, "ask": {"lines": [{"id": name, "amount": _dec(gross)}]}}))
            back, tax_back = back + found.total, tax_back + found.lines[0].tax
    if shipping_left:
        found = compute(read_input({**order, "refunded": rows, "ask": {"lines": [], "shipping": "all"}}))
        back, tax_back = back + found.total, tax_back + found.shipping[1]
    assert (back, tax_back) == (paid, tax_paid)
