"""`makegood policy`: check a policy, decide by it."""

from datetime import UTC, date, datetime
from typing import Any

import cyclopts

from makegood.interfaces.console import policy_presets, policy_replay
from makegood.interfaces.console.output import stream, text_of
from makegood.interfaces.console.policy_check import check_command
from makegood.policy.decide import decide
from makegood.policy.offer_money import money_of_facts, read_money
from makegood.policy.offers import make_offers
from makegood.policy.rules import load_policy

app = cyclopts.App(name="policy", help="Check a policy, decide by it, write one.")
app.command(check_command, name="check")
policy_replay.register(app)
app.command("makegood.interfaces.console.policy_prose:prose_command", name="prose", help="What it promises, in sentences.")
app.command("makegood.interfaces.console.policy_economics:economics_command", name="economics", help="What each lawful way costs.")
policy_presets.register(app)


def _human(found: dict[str, Any]) -> str:
    held = [line["rule"] for line in found["trace"] if line.get("filled")]
    why = f" ({', '.join(found['reasons'])})" if found["reasons"] else ""
    return f"{found['outcome']}: {', '.join(found['slots']['remedies'])}{why}; by {', '.join(held) or 'the law alone'}"


@app.command(name="decide")
def decide_command(policy: str, facts: str, *, on: date | None = None, json: bool = False) -> int:
    """Decide each line of FACTS (JSON Lines, facts nested by scope) by the file POLICY.

    Offers are made of the prices among the facts, in the policy's currency. What the order really paid, with its taxes and earlier
    refunds, may be given as `money` beside the scopes ({"order", "line", "quantity"}, the form of `refund quote`).
    """
    loaded = load_policy(text_of(policy))
    day = on or datetime.now(UTC).date()

    def one(given: Any) -> dict[str, Any]:
        given = dict(given) if isinstance(given, dict) else given
        money = given.pop("money", None) if isinstance(given, dict) else None
        found = decide(given, loaded, on=day)
        paid = read_money(money) if money is not None else money_of_facts(found)
        offers = [] if paid is None else make_offers(found, money=paid, market=given["order"]["market"])
        if money is None:
            offers = [{**offer, "breakdown": None} for offer in offers]  # the facts tell no tax
        return {**found.as_json(), "offers": offers}

    return stream(facts, one, as_json=json, human=_human)
