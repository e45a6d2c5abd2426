"""Rules whose slots contradict each other: warned of, since the running engine has an answer for each."""

from typing import Any

from makegood.policy.rules import Policy, Rule


def contradictions(policy: Policy) -> list[dict[str, Any]]:
    """[{"rule", "message"}]"""
    return [{"rule": rule.id, "message": message} for rule in policy.rules for message in _of(rule)]


def _of(rule: Rule) -> list[str]:
    sets, found = rule.sets, []
    remedies = sets.get("remedies")
    if remedies is not None and not set(remedies) - {"none"} and sets.get("eligible") == "yes":
        found.append("it says yes and offers nothing")
    if remedies is not None and set(remedies) - {"none"} and sets.get("eligible") == "no":
        found.append("it says no and offers something all the same")
    if sets.get("eligible") == "no" and "window" in sets:
        found.append("it says no within a window of time")
    if "keep_item" in sets and sets.get("ship_back", "none") != "none":
        found.append("the customer keeps the item and sends it back")
    if sets.get("return_paid_by") == "shop" and str(sets.get("return_fee", "0")).strip("0."):
        found.append("the shop pays the way back and takes a fee for it")
    if sets.get("ship_back") == "none" and sets.get("release_refund_on", "approval") not in ("approval",):
        found.append("nothing comes back, and the money waits for it")
    for remedy, number in (("partial_refund", "partial_percent"), ("reorder_discount", "reorder_discount_percent")):
        if remedies is not None and number in sets and remedy not in remedies:
            found.append(f"{number} is set and {remedy} is not offered")
    return found
