"""Random policies and random cases for the tests of the floor's proof: what shops would write, and what they would not."""

from datetime import date, timedelta
from random import Random
from typing import Any

from makegood.law.scenario import CASE_KINDS, CUSTOMER_INPUTS, EVENTS, ITEM_FLAGS
from makegood.policy.floor.sample import GIVEN, SHOWABLE, possible

ON = date(2026, 11, 16)
KINDS = sorted(CASE_KINDS)
VALUES: dict[str, list[str]] = {
    "window": ["{days: 7, from: delivery}", "{days: 14, from: delivery}", "{days: 30, from: order}", "{days: 60, from: delivery}",
               "{until: 2026-11-10}", "{days: 20, from: shipment}", "{days: 740, from: delivery}", "{days: 10, from: delivery, until: 2026-12-31}"],
    "eligible": ["'yes'", "'no'", "review"],
    "remedies": ["[none]", "[]", "[refund]", "[store_credit]", "[replacement, refund]", "[remake, partial_refund]", "[repair]",
                 "[repair, replacement, refund, partial_refund]", "[repair, replacement, refund]"],
    "customer_share_percent": ["50", "0"],
    "ship_back": ["hub", "none"],
    "return_paid_by": ["customer", "shop"],
    "return_fee": ["6.00", "0"],
    "restocking_fee": ["15.00", "{percent: 20}", "{percent: 4}", "2.00"],
    "refund_outbound_shipping": ["true", "false"],
    "release_refund_on": ["approval", "proof_of_sending", "carrier_scan", "delivery", "inspection", "supplier_credit"],
    "chooser": ["customer", "shop"],
    "approval": ["auto", "review"],
    "answer_within_hours": ["720", "24", "200"],
    "evidence": ["[photo, photo_of_packaging]"],
}  # fmt: skip


def condition(random: Random) -> str:
    kinds = random.sample(KINDS, random.randint(1, 5))
    atoms = [
        f"case.kind in ({', '.join(kinds)})", f"case.kind == {kinds[0]}", f"case.kind != {kinds[0]}", "case.kind == change_of_mind", "fault == supplier",
        "fault in (customer, carrier)", f"item.cost < {random.choice([5, 20, 60])}", f"case.value >= {random.choice([20, 50, 100])}",
        f"days_since_delivery > {random.choice([0, 7, 13, 14, 15, 30, 730])}", f"days_since_delivery <= {random.choice([7, 14, 30, 60])}",
        f"between(days_since_delivery, {random.choice([0, 8])}, {random.choice([9, 14, 30])})", f"days_since_order > {random.choice([10, 30, 60])}",
        f"days_late >= {random.choice([1, 5, 20])}", "item.personalised", "item.customer_input in (own_text, own_image)", "item.customer_input == none",
        "case.photos == 0", "case.photos < 2", "known(order.delivered_on)",
        "case.kind == late and not known(order.delivered_on)", "case.kind == not_delivered and known(order.delivered_on)",
        "order.delivered_on > case.notified_on", "case.kind == late and known(order.delivered_on)",
        "known(case.photos)", "hub.available", "customer.returns > 3",
        "customer.blocked", 'starts_with(item.sku, "MUG")', 'contains(item.tags, "sale")', 'contains(order.campaign, "xmas")', "item.final_sale",
        'order.market in ("DE", "US-CA", "AU")', 'order.market == "GB"', 'starts_with(order.market, "US")', "order.gift", "supplier.accepts_returns",
        'supplier.claim_status == "refused"', "contains(case.events, repair_failed)", "contains(case.events, extra_time_set)",
        "contains(order.disclosures, policy_before_purchase)", "contains(order.disclosures, withdrawal_info)", "case.major", "item.unsealed",
        "item.perishable", "item.sealed_hygiene", f'order.placed_on >= date("2026-{random.randint(8, 12):02d}-01")', "order.outbound_shipping == 0",
        "order.total > 100", "item.price * 2 < order.total", "supplier.expected_recovery < 0.5", "order.delivered_on - order.promised_on > 3",
        "order.promised_on + 5 < case.notified_on", "case.quantity > 1", "item.digital", "item.second_hand", "contains(case.kinds, late)",
    ]  # fmt: skip
    parts = random.sample(atoms, random.choice([1, 1, 1, 2, 2, 3]))
    parts = [f"not ({part})" if random.random() < 0.15 else part for part in parts]
    return random.choice([" and ", " and ", " or "]).join(f"({part})" if len(parts) > 1 else part for part in parts)


def policy_text(random: Random, rules: int = 6) -> str:
    text = "policy: random\ncurrency: EUR\nrules:\n"
    for index in range(random.randint(1, rules)):
        slots = random.sample(sorted(VALUES), random.randint(1, 6))
        when = f"    when: {condition(random)!r}\n" if random.random() < 0.85 else ""
        sets = ", ".join(f"{slot}: {random.choice(VALUES[slot])}" for slot in slots)
        text += f"  - id: r{index}\n{when}    set: {{{sets}}}\n"
    return text


def case_facts(random: Random, market: str, kind: str | None = None) -> dict[str, Any]:
    """One case of the world that the proof is about (sample.possible): what was told is told."""
    while True:
        found = _case(random, market, kind)
        if possible(found, ON, "EUR"):
            return found


def _case(random: Random, market: str, kind: str | None) -> dict[str, Any]:
    def maybe(of: dict[str, Any], name: str, value: Any, chance: float = 0.5) -> None:
        if random.random() < chance:
            of[name] = value

    notice = ON - timedelta(days=random.choice([0, 0, 1, 5, 20]))
    days = random.choice([0, 3, 7, 8, 13, 14, 15, 16, 17, 20, 29, 30, 31, 45, 100, 400, 729, 730, 731, 800, 1000])
    placed = notice - timedelta(days=days + random.choice([0, 2, 5, 12, 40]))
    total, postage = random.choice([12, 30, 65, 150]), random.choice([0, 0, 5, 12])
    order: dict[str, Any] = {
        "market": market, "placed_on": placed.isoformat(), "currency": "EUR", "total": f"{total + postage}.00", "outbound_shipping": f"{postage}.00",
        "disclosures": [*GIVEN, *random.sample(SHOWABLE, random.choice([0, 0, 1, 2]))],
    }  # fmt: skip
    maybe(order, "delivered_on", (notice - timedelta(days=days)).isoformat(), 0.7)
    if random.random() < 0.1:  # it came after the customer had written
        order["delivered_on"] = min(ON, notice + timedelta(days=random.choice([1, 4]))).isoformat()
    maybe(order, "shipped_on", placed.isoformat())
    maybe(order, "promised_on", (placed + timedelta(days=random.choice([0, 2, 5, 10]))).isoformat(), 0.6)
    maybe(order, "standard_shipping", random.choice(["0.00", "5.00", "8.00"]))
    maybe(order, "gift", random.random() < 0.5)
    maybe(order, "campaign", random.choice(["xmas-26", "mail"]))
    maybe(order, "consents", random.sample(["personalised_no_return", "digital_start"], random.choice([0, 1])), 0.3)
    case: dict[str, Any] = {"kind": kind or random.choice(KINDS), "value": f"{total}.00", "quantity": 1}
    maybe(case, "notified_on", notice.isoformat(), 0.9)
    maybe(case, "photos", random.choice([0, 1, 3]))
    maybe(case, "major", random.random() < 0.5, 0.6)
    maybe(case, "kinds", [case["kind"]], 0.3)
    events = random.sample(sorted(EVENTS), random.choice([0, 0, 0, 1, 2]))
    case["events"] = [_event(random, word, notice) for word in events]
    item: dict[str, Any] = {"price": f"{total}.00"}
    maybe(item, "customer_input", random.choice(sorted(CUSTOMER_INPUTS)), 0.85)
    maybe(item, "cost", random.choice(["4.00", "19.99", "20.00", "61.00"]))
    maybe(item, "sku", random.choice(["MUG-1", "CUP"]))
    maybe(item, "tags", random.choice([[], ["sale"], ["new", "sale"]]))
    maybe(item, "final_sale", random.random() < 0.5)
    for flag in ITEM_FLAGS:
        maybe(item, flag, random.random() < 0.6, 0.2)
    customer: dict[str, Any] = {}
    maybe(customer, "returns", random.choice([0, 4]))
    maybe(customer, "blocked", random.random() < 0.5)
    supplier: dict[str, Any] = {}
    maybe(supplier, "accepts_returns", random.random() < 0.5)
    maybe(supplier, "claim_status", random.choice(["refused", "open"]))
    maybe(supplier, "expected_recovery", random.choice(["0.2", "0.9"]))
    return {
        "case": case,
        "order": order,
        "item": item,
        "customer": customer,
        "supplier": supplier,
        "hub": {"available": random.random() < 0.5},
    }


def _event(random: Random, word: str, notice: date) -> dict[str, Any]:
    row = {"kind": word, "on": (notice - timedelta(days=random.choice([0, 1, 3]))).isoformat()}
    if word in ("extra_time_set", "delay_announced"):
        row["until"] = (notice + timedelta(days=random.choice([-1, 5]))).isoformat()
    return row
