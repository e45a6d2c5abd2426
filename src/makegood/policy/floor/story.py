"""A finding as a sentence about one customer, dated and with the article."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from makegood.law.load import market
from makegood.policy.facts import read_facts
from makegood.policy.floor.places import CITIES
from makegood.policy.floor.witness import Change, Witness
from makegood.policy.rules import Policy
from makegood.policy.scenario import window_end

KINDS = {
    "change_of_mind": "has changed their mind", "cancellation": "cancels", "defective": "has a defective item",
    "damaged_in_transit": "has an item damaged on the way", "wrong_item": "got the wrong item", "missing_part": "misses a part",
    "not_as_described": "has an item that is not as described", "not_delivered": "has received nothing",
    "delivered_not_received": "has received nothing though the carrier says so", "late": "is still waiting",
    "returned_to_sender": "hears that the parcel went back", "customer_input_error": "gave a wrong text or size",
    "customization_error": "has an item made wrongly", "refused_at_door": "did not take the parcel at the door",
    "unexpected_charges": "was asked for charges that nobody had named", "recalled": "has a recalled item", "warranty": "claims the warranty",
}  # fmt: skip
REMEDIES = {
    "refund": "the money back", "partial_refund": "a part of the price", "store_credit": "store credit", "gift_card": "a gift card",
    "replacement": "a new one", "remake": "a new one made for them", "exchange": "an exchange", "repair": "a repair",
    "reorder_discount": "a discount on the next order", "none": "nothing",
}  # fmt: skip
RELEASES = {
    "approval": "at once", "proof_of_sending": "once it is sent back", "carrier_scan": "once the carrier has it",
    "delivery": "once it is back", "inspection": "only after an inspection", "supplier_credit": "only once the supplier has paid",
}  # fmt: skip


def day(text: str | date, on: date) -> str:
    """15 November; with the year where it is not that of `on`."""
    found = text if isinstance(text, date) else date.fromisoformat(text)
    return f"{found.day} {found:%B}" + ("" if found.year == on.year else f" {found.year}")


def place(market: str) -> str:
    return CITIES.get(market) or CITIES.get(market.split("-")[0]) or market


def sentence(policy: Policy, witness: Witness, on: date) -> str:
    """Who, when, what the rule gives, what the law gives, and where that stands; days of another year than that of `on` name it."""
    rule = policy.rules[witness.rule]
    gives, owed = _difference(policy, witness, on)
    return f"{who(witness.facts, witness.on, witness.change, on)}: by the rule {rule.id} {gives}; {owed} ({article(witness)})."


def article(witness: Witness) -> str:
    """Where the right stands that the slot falls short of: the market's own article on it, or what the engine cited."""
    law, right = market(witness.facts["order"]["market"]), witness.lift["right"]
    part = {"conformity": "defect", "delay": "delay", "delivery": "risk_in_transit", "withdrawal": "change_of_mind"}[right]
    of = law.get(part) or {}
    cite = of.get("cite") or (of.get("default_if_policy_not_disclosed") or {}).get("cite")
    return str(cite or (law["citations"][0] if right == "withdrawal" and law["citations"] else witness.lift["citation"]))


def who(facts: Mapping[str, Any], decided: date, change: Change, on: date) -> str:
    case, order = facts["case"], facts["order"]
    came, word = order.get("delivered_on"), str(case.get("notified_on") or decided)
    if came and came > word:
        begin = f"who wrote on {day(word, on)}, before the parcel came on {day(came, on)}"
    else:
        if came:
            begin = f"who {'is said to have got' if case['kind'] == 'delivered_not_received' else 'got'} the parcel on {day(came, on)}"
        elif order.get("promised_on"):
            begin = f"who was promised the parcel for {day(order['promised_on'], on)}, has not got it"
        else:
            begin = f"who ordered on {day(order['placed_on'], on)}, has not got the parcel"
        begin = f"{begin} and writes on {day(word, on)}"
    told = _told(facts, change, on)
    return f"A customer in {place(order['market'])} {begin}, who {KINDS[case['kind']]}{f' ({told})' if told else ''}"


def _told(facts: Mapping[str, Any], change: Change, on: date) -> str:
    """What else matters of the facts, in the policy's own words."""
    found = []
    if facts["item"].get("customer_input", "none").startswith("own_"):
        found.append("made with their own " + {"text": "text", "image": "image"}.get(facts["item"]["customer_input"][4:], "measurements"))
    found += _changes(change, on)
    events = [event["kind"].replace("_", " ") for event in facts["case"].get("events", [])]
    if facts["case"].get("major"):
        found.append("a major failure")
    return ", ".join(found + events)


def told_of(change: Change, on: date) -> str:
    """` (item.cost 20.00)`, or nothing."""
    told = ", ".join(_changes(change, on))
    return f" ({told})" if told else ""


_PLAIN = {"item.customer_input", "order.delivered_on", "order.promised_on", "case.notified_on", "case.kind", "order.market", "case.kinds", "order.placed_on",
          "case.events", "case.major"}  # fmt: skip


def _changes(change: Change, on: date) -> list[str]:
    ordered = [f"ordered on {day(change['order.placed_on'], on)}"] if change.get("order.placed_on") else []
    return ordered + [f"{name} {_said(value)}" for name, value in change.items() if name not in _PLAIN]


def _said(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def _words(remedies: list[str]) -> str:
    words = [REMEDIES[word] for word in remedies]
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words) or "nothing"


def _difference(policy: Policy, witness: Witness, on: date) -> tuple[str, str]:
    """(what the rule gives, what the law gives), for one slot."""
    lift = witness.lift
    was, to, money = lift["from"], lift["to"], policy.currency
    statutory = _words(witness.decision.statutory)
    if witness.slot == "window":
        kind = witness.facts["case"]["kind"]
        open_end = witness.decision.entitlements[kind][lift["right"]]["until"] is None
        law = "the law gives the right on that day still" if open_end else f"the law gives time until {day(to['until'], on)}"
        return _ends(policy, witness, on), law
    plain = {
        "eligible": ("they are refused", f"the law gives them {statutory}"),
        "return_paid_by": ("they pay the way back themselves", "the law has the shop pay it"),
        "refund_outbound_shipping": ("what they paid for delivery is kept", "the law gives it back"),
        "chooser": ("the shop chooses the remedy", "the law lets the customer choose"),
        "release_refund_on": (
            f"the money comes {RELEASES.get(str(was), was)}",
            f"the law allows no later moment than {RELEASES.get(str(to), to)}",
        ),
        "answer_within_hours": (f"an answer may take {was} hours", f"the law allows {to}"),
        "customer_share_percent": (f"they bear {was} % of it", "the law has the shop bear it all"),
        "return_fee": (f"a label costs them {was} {money}", "the law has the shop pay the way back"),
    }
    if witness.slot in plain:
        return plain[witness.slot]
    if witness.slot == "remedies":
        return f"they are offered {_words(was)}", f"the law gives them {statutory}"
    if witness.slot == "restocking_fee":
        taken = f"{was['percent']} %" if isinstance(was, Mapping) else f"{was} {money}"
        return f"{taken} is kept from the refund", f"the law allows {to} {money} at most" if str(to).strip(
            "0."
        ) else "the law allows no such fee"
    return f"{witness.slot} is {was}", f"the law asks for {to}"


def _ends(policy: Policy, witness: Witness, on: date) -> str:
    end = window_end(read_facts(witness.facts, policy.currency, witness.on), policy.rules[witness.rule].sets["window"])
    assert end is not None
    return f"their time {'was over' if end < witness.on else 'is over'} on {day(end, on)}"
