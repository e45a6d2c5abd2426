"""`makegood policy economics`: what each way to make a line good costs the shop."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from makegood.interfaces.console.output import stream
from makegood.policy.decide import decide
from makegood.policy.economics import economics
from makegood.policy.economics.basis import owed_of_money
from makegood.policy.offer_money import money_of_facts, read_money
from makegood.policy.offers import make_offers
from makegood.policy.rules import load_policy

NOTHING_PROMISED = "policy: the-law-alone\ncurrency: {currency}\nrules: [{{id: a-person-decides, set: {{approval: review}}}}]\n"


def economics_command(facts: str, *, policy: str | None = None, on: date | None = None, json: bool = False) -> int:
    """What each lawful way costs, for each line of FACTS (as for `policy decide`, `money` beside the scopes too), cheapest first.

    Without --policy only the law decides, in the order's currency. Every number says where it comes from: a fact, or a default.
    """
    text = None if policy is None else Path(policy).read_text(encoding="utf-8")
    day = on or datetime.now(UTC).date()

    def one(given: Any) -> dict[str, Any]:
        given = dict(given) if isinstance(given, dict) else given
        money = given.pop("money", None) if isinstance(given, dict) else None
        order = given.get("order") if isinstance(given, dict) else None
        currency = order.get("currency") if isinstance(order, dict) else None
        loaded = load_policy(text if text is not None else NOTHING_PROMISED.format(currency=currency or "USD"))
        found = decide(given, loaded, on=day)
        paid = read_money(money) if money is not None else None
        told = paid or money_of_facts(found)
        offers = [] if told is None else make_offers(found, money=told, market=given["order"]["market"])
        owed = None if paid is None else owed_of_money(found, paid)
        return economics(found, offers=offers, owed=owed).as_json()

    return stream(facts, one, as_json=json, human=_table)


def _table(found: dict[str, Any]) -> str:
    rows = [("", "way", "goods go", "cost", "direct", "minutes", "")]
    for row in [*found["rows"], found["alternative"] | {"policy": False, "cheapest": False}]:
        mark = ("*" if row["cheapest"] else " ") + (">" if row["policy"] else " ")
        late = f"too late: there on {row['arrives_on']}" if row["too_late"] else ""
        back = "nowhere" if row["ship_back"] == "none" else row["ship_back"]
        rows.append((mark, row["remedy"], back, row["cost"], row["direct"], str(row["staff_minutes"]), late))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    right = (3, 4, 5)
    lines = [
        "  ".join(cell.rjust(width) if column in right else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=False)))
        + (f"  {row[6]}" if row[6] else "")
        for row in rows
    ]  # fmt: skip
    return "\n".join([*lines, f"In {found['currency']}. * the cheapest, > what the policy puts first, dispute: no returns are taken.", ""])
