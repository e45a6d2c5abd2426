"""Records of decisions that pin the past: `python tools/make_golden.py`. It writes tests/policy/golden/engine-N.json for today's engine.

A file that is there is never written again: whoever changes what the same facts decide moves ENGINE_VERSION, writes an ADR and runs this
for the new number (docs/adr/0029-decisions-for-ever.md). Until the first release `--anew` writes today's file again.
"""

import json
import sys
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

from makegood.policy.decide import decide
from makegood.policy.engine import ENGINE_VERSION
from makegood.policy.offer_money import money_of_facts
from makegood.policy.offers import make_offers, resting_in
from makegood.policy.rules import load_policy

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "policy" / "golden"
SAMPLES = ROOT / "src" / "makegood" / "policy" / "samples"
MARKETS = ("DE", "FR", "GB", "US-CA", "US-NY", "CA", "CA-QC", "AU", "AT", "JP", "CH", "BR")
KINDS = (
    ("change_of_mind",), ("defective",), ("damaged_in_transit",), ("customization_error",), ("wrong_item",), ("late",), ("not_delivered",),
    ("customer_input_error",), ("missing_part", "late"), ("not_as_described",), ("cancellation",), ("delivered_not_received",),
)  # fmt: skip
INPUTS = ("none", "own_text", "own_image", "preset_choice", "own_measurements", "none", "unknown")
# Last days that roll, leap days, month ends, the turn of a year: where calendars are wrong first.
DAYS = ("2026-11-20", "2026-12-23", "2027-01-04", "2028-02-29", "2027-03-29", "2026-10-31")
SHOWN = (
    ["withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice", "no_withdrawal_personalised"],
    ["policy_before_purchase"],
    [],
)


def cases() -> list[tuple[str, str, date, dict[str, Any]]]:
    """(name, policy, day, facts): five kinds for each market, in turn with everything else that a decision looks at."""
    kinds, inputs, days, shown, policies = map(cycle, (KINDS, INPUTS, DAYS, SHOWN, ("gifts", "home")))
    found = []
    for number, market in enumerate(market for market in MARKETS for _ in range(5)):
        kind, on, policy = next(kinds), date.fromisoformat(next(days)), next(policies)
        facts = _facts(number, market, kind, on, next(inputs), next(shown))
        found.append((f"{number + 1:02} {market} {'+'.join(kind)} ({policy})", policy, on, facts))
    return found


def _facts(number: int, market: str, kinds: tuple[str, ...], on: date, given: str, shown: list[str]) -> dict[str, Any]:
    def before(days: int) -> str:
        return date.fromordinal(on.toordinal() - days).isoformat()

    arrived = 2 + number * 7 % 37
    delivered = None if kinds[0] in ("not_delivered", "late") else before(arrived)
    price = ("24.90", "78.00", "149.00")[number % 3]
    facts: dict[str, Any] = {
        "case": {
            "kinds": list(kinds), "kind": kinds[0], "quantity": 1 + number % 2, "value": price, "notified_on": before(number % 4),
            "opened_on": on.isoformat(), "photos": number % 3, "major": number % 2 == 0,
        },
        "order": {
            "placed_on": before(arrived + 9), "shipped_on": before(arrived + 5), "delivered_on": delivered, "promised_on": before(arrived + 1),
            "market": market, "currency": "EUR", "total": f"{float(price) + 7.9:.2f}", "outbound_shipping": "7.90", "standard_shipping": "3.90",
            "disclosures": shown, "consents": ["personalised_no_return"] if number % 5 == 1 else [],
        },
        "item": {
            "price": f"{float(price) / (1 + number % 2):.2f}", "cost": "6.10", "customer_input": given, "made_to_order": given.startswith("own"),
            "production_days": 2, "unsealed": number % 7 == 3, "sealed_hygiene": number % 7 == 3,
        },
        "customer": {"orders": 1 + number % 6, "returns": number % 3},
        "supplier": {"code": "maker", "covers": ["defective", "damaged_in_transit"], "claim_days_left": 20 - number % 30},
        "hub": {"available": number % 4 != 2},
    }  # fmt: skip
    return {scope: {name: value for name, value in part.items() if value is not None} for scope, part in facts.items()}


def record_of(policy: Any, facts: dict[str, Any], on: date) -> dict[str, Any]:
    """As casefile/deciding.py keeps it."""
    found = decide(facts, policy, on=on)
    money, market = money_of_facts(found), str(facts["order"]["market"])
    assert money is not None
    offers = make_offers(found, money=money, market=market)
    resting = resting_in(found, offers, market)
    return found.as_json() | {
        "currency": found.currency,
        "offers": offers,
        "resting_days": resting,
        "money": money.as_json(),
        "market": market,
    }


def main() -> None:
    path = GOLDEN / f"engine-{ENGINE_VERSION}.json"
    if path.exists() and "--anew" not in sys.argv[1:]:
        sys.exit(f"{path.name} is there and stays as it is: move ENGINE_VERSION and say why in an ADR.")
    texts = {name: (SAMPLES / f"{name}.yaml").read_text(encoding="utf-8") for name in ("gifts", "home")}
    lines = []
    for name, policy, on, facts in cases():
        record = record_of(load_policy(texts[policy]), facts, on)
        lines.append(json.dumps({"name": name, "policy": policy, "record": record}, ensure_ascii=False, separators=(",", ":"), default=str))
    GOLDEN.mkdir(exist_ok=True)
    head = json.dumps(texts, ensure_ascii=False)
    path.write_text('{"policies":' + head + ',\n"records":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
    print(f"{len(lines)} records, {path.stat().st_size // 1000} kB, in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
