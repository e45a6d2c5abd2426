"""What holds for the money of every order, in whatever pieces and whatever sequence it goes back."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from makegood.kernel.money import round_half_up, text_from_minor
from makegood.policy.quote import quote
from tests.policy.random_orders import any_ask, any_fees, any_order, everything, paid_by

PART = tuple[int, int]  # gross, tax


def minor(text: str) -> int:
    return int(text.replace(".", ""))


def paid_parts(order: dict[str, Any]) -> dict[str, PART]:
    """What was paid for each line and for delivery, worked out from the contract's sentences in fractions, apart from the code."""
    bases = {line["id"]: minor(line["unit_price"]) * line["quantity"] - minor(line["discount"]) for line in order["lines"]}
    spared, whole = minor(order["order_discount"]), sum(bases.values())
    exact = {name: Fraction(spared * base, whole) if whole else Fraction(0) for name, base in bases.items()}
    share = {name: int(amount) for name, amount in exact.items()}
    for name in sorted(exact, key=lambda one: exact[one] - int(exact[one]), reverse=True)[: spared - sum(share.values())]:
        share[name] += 1
    rates = {line["id"]: line["tax_rate"] for line in order["lines"]} | {"shipping": order["shipping"]["tax_rate"]}
    bases = {name: base - share[name] for name, base in bases.items()}
    bases["shipping"] = minor(order["shipping"]["price"]) - minor(order["shipping"]["discount"])
    found = {}
    for name, base in bases.items():
        rate = Fraction(rates[name])
        tax = round_half_up(base * rate / (1 + rate) if order["prices_include_tax"] else base * rate)
        found[name] = (base if order["prices_include_tax"] else base + tax, tax)
    return found | {"duties": (minor(order.get("duties", "0")), 0)}


def parts_of(answer: dict[str, Any]) -> dict[str, PART]:
    found = {line["id"]: (minor(line["gross"]), minor(line["tax"])) for line in answer["lines"]}
    return found | {
        "shipping": (minor(answer["shipping"]["gross"]), minor(answer["shipping"]["tax"])),
        "duties": (minor(answer.get("duties", "0")), 0),
    }


def rows_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `refunded` that an answer becomes; with its payment where it was one."""
    used = answer["by_payment"]
    by = {"payment": used[0]["id"]} if len(used) == 1 and answer["uncovered"].strip("0.") == "" else {}
    rows: list[dict[str, Any]] = [{"line": one["id"], "quantity": one["quantity"], "amount": one["gross"]} for one in answer["lines"]]
    rows += [{"shipping": True, "amount": answer["shipping"]["gross"]}] if answer["shipping"]["gross"].strip("0.") else []
    rows += [{"duties": True, "amount": answer["duties"]}] if answer.get("duties", "0").strip("0.") else []
    rows += [{"fee": fee["kind"], "amount": fee["amount"]} for fee in answer["fees"]]
    return [row | by for row in rows]


def left_at_first(order: dict[str, Any], paid: dict[str, PART]) -> dict[str, Any]:
    left: dict[str, Any] = {
        line["id"]: {"quantity": line["quantity"], "gross": text_from_minor(paid[line["id"]][0], order["currency"])}
        for line in order["lines"]
    }
    return left | {name: text_from_minor(paid[name][0], order["currency"]) for name in ("shipping", "duties") if paid[name][0]}


def add_up(answer: dict[str, Any]) -> None:
    """Within one answer: net and tax are gross, the taxes by rate are all taxes, the total is what payments give and what none covers."""
    parts = [*answer["lines"], answer["shipping"]]
    assert all(
        minor(part["net"]) + minor(part["tax"]) == minor(part["gross"]) and 0 <= minor(part["tax"]) <= minor(part["gross"])
        for part in parts
    )
    assert sum(map(minor, answer["tax_by_rate"].values())) == sum(minor(part["tax"]) for part in parts)
    gross = sum(minor(part["gross"]) for part in parts)
    kept = sum(minor(fee["amount"]) for fee in answer["fees"])
    total, duties = minor(answer["total"]), minor(answer.get("duties", "0"))
    assert kept <= gross and total == gross + duties - kept >= 0
    assert total == sum(minor(one["amount"]) for one in answer["by_payment"]) + minor(answer["uncovered"])


def a_whole_life(seed: int) -> None:
    """Return everything of an order in random portions; all that must hold on the way and at the end."""
    random = Random(seed)
    order = any_order(random)
    paid = paid_parts(order)
    gave = paid_by(random, order, sum(gross for gross, _ in paid.values()))
    most, drawn = dict(gave), dict.fromkeys(gave, 0)
    sums, left = dict.fromkeys(paid, (0, 0)), left_at_first(order, paid)
    rows: list[dict[str, Any]] = []
    kept = total = 0
    for step in range(40):
        ask = any_ask(random, left, order["currency"]) if step < 6 else everything(left)
        if ask is None:
            if step >= 6:
                break
            continue
        whole = everything(left) or {}
        document = {**order, "refunded": rows, "ask": {**ask, "fees": any_fees(random, order["currency"])}}
        answer = quote(document)
        add_up(answer)
        more = quote({**document, "ask": {**whole, "fees": document["ask"]["fees"]}})
        assert minor(more["total"]) >= minor(answer["total"]), f"seed {seed}: asking more gives less"
        for name, (gross, tax) in parts_of(answer).items():
            sums[name] = (sums[name][0] + gross, sums[name][1] + tax)
            assert sums[name][0] <= paid[name][0] and sums[name][1] <= paid[name][1], f"seed {seed}: {name} gives more than was paid"
        for one in answer["by_payment"]:
            drawn[one["id"]] += minor(one["amount"])
            assert drawn[one["id"]] <= most[one["id"]], f"seed {seed}: {one['id']} gives more than it paid"
        kept += sum(minor(fee["amount"]) for fee in answer["fees"])
        total += minor(answer["total"])
        rows, left = rows + rows_of(answer), answer["left_after"]
        check_left(seed, paid, sums, left)
    assert sums == paid, f"seed {seed}: what went back is not what was paid"
    assert total + kept == sum(gross for gross, _ in paid.values()), f"seed {seed}"


def check_left(seed: int, paid: dict[str, PART], sums: dict[str, PART], left: dict[str, Any]) -> None:
    for name, part in left.items():
        if name != "order":
            text = part["gross"] if isinstance(part, dict) else part
            assert minor(text) == paid[name][0] - sums[name][0], f"seed {seed}: {name}"
    assert minor(left["order"]) == sum(paid[name][0] - sums[name][0] for name in paid if name != "duties"), f"seed {seed}"


def sequences_agree(seed: int) -> None:
    """Pieces one after another in any sequence, some at once, or all at once: the same money and the same tax for each line."""
    random = Random(seed)
    order = any_order(random)
    units = [line["id"] for line in order["lines"] for _ in range(line["quantity"])]
    paid = paid_parts(order)
    random.shuffle(units)
    units = units[:12]
    found, rows = dict.fromkeys(paid, (0, 0)), []
    counts: dict[str, int] = {}
    for name in units:
        answer = quote({**order, "refunded": rows, "ask": {"lines": [{"id": name, "quantity": 1}]}})
        rows += rows_of(answer)
        gross, tax = parts_of(answer)[name]
        found[name] = (found[name][0] + gross, found[name][1] + tax)
        counts[name] = counts.get(name, 0) + 1
    at_once = quote({**order, "ask": {"lines": [{"id": name, "quantity": count} for name, count in counts.items()]}})
    turned = [{"id": name, "quantity": 1} for name in reversed(units)]
    again = quote({**order, "ask": {"lines": turned}})
    assert at_once["total"] == again["total"], f"seed {seed}: the same line twice is one line"
    for name, count in counts.items():
        gross, tax = parts_of(at_once)[name]
        assert found[name][0] == gross == round_half_up(Fraction(paid[name][0] * count, units_of(order, name))), f"seed {seed}: {name}"
        assert abs(found[name][1] - tax) <= count, f"seed {seed}: the tax of pieces strays by more than a rounding each"
        if count == units_of(order, name):
            assert found[name] == paid[name] == (gross, tax), f"seed {seed}: {name}"


def units_of(order: dict[str, Any], name: str) -> int:
    return next(int(line["quantity"]) for line in order["lines"] if line["id"] == name)


LAWS = (a_whole_life, sequences_agree)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_of_5000_orders(law: Any) -> None:
    for seed in range(5_000):
        law(seed)


@pytest.mark.wide
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_laws_of_50000_orders(law: Any) -> None:
    for seed in range(5_000, 55_000):
        law(seed)


def test_the_command_says_the_same_as_the_function(tmp_path: Path) -> None:
    random = Random(7)
    documents = []
    for _ in range(200):
        order = any_order(random)
        paid = paid_parts(order)
        paid_by(random, order, sum(gross for gross, _ in paid.values()))
        documents.append({**order, "ask": {**(everything(left_at_first(order, paid)) or {}), "fees": any_fees(random, order["currency"])}})
    file = tmp_path / "quotes.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in documents))
    done = subprocess.run(
        [sys.executable, "-m", "makegood", "refund", "quote", str(file), "--json"], capture_output=True, text=True, check=True, timeout=60
    )
    assert [json.loads(line) for line in done.stdout.splitlines()] == [quote(one) for one in documents]
