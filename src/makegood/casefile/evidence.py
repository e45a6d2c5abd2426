"""The evidence plan: what the decision, the supplier, the carrier and a later dispute will need, as the fewest pictures, asked once. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

# What a claim on the carrier rests on besides the damage itself: that the box was damaged too, and how it was packed (damage reports of parcel
# carriers ask for pictures of contents, outer and inner packaging).
CARRIER = {"damaged_in_transit": (("photo", 2), ("photo_of_packaging", 1)), "missing_part": (("photo_of_packaging", 1),)}
# What stands up when the customer's bank takes the payment back: that it is not as described shows in pictures of the thing.
DISPUTED = {"not_as_described": 1, "defective": 1, "wrong_item": 1, "damaged_in_transit": 1, "customization_error": 1}


def plan_of(
    *, kind: str, decision: Iterable[Mapping[str, Any]], supplier: Iterable[Mapping[str, Any]], claim_on: Iterable[str]
) -> list[dict[str, Any]]:
    """[{kind, count, for}], `for` of shop, supplier, carrier and dispute. One picture serves everybody: counts are the highest, never added.

    `decision` and `supplier`: what the promise and the agreement want, [{kind, count}]; `claim_on`: whom the shop claims it back from.
    """
    found: dict[str, dict[str, Any]] = {}

    def want(name: str, count: int, who: str) -> None:
        one = found.setdefault(name, {"kind": name, "count": 0, "for": []})
        one["count"] = max(one["count"], count)
        if who not in one["for"]:
            one["for"].append(who)

    for item in decision:
        want(item["kind"], item.get("count", 1), "shop")
    if "supplier" in claim_on:
        for item in supplier:
            want(item["kind"], item["count"], "supplier")
    if "carrier" in claim_on:
        for name, count in CARRIER.get(kind, ()):
            want(name, count, "carrier")
    if found and kind in DISPUTED:  # nobody is asked for a picture for the bank's sake alone
        want("photo", DISPUTED[kind], "dispute")
    return list(found.values())


def asked_together(plans: Iterable[list[dict[str, Any]]]) -> dict[str, int]:
    """{kind: how many} for all items that are asked about at once: pictures of each, and the box once."""
    found: dict[str, int] = {}
    for plan in plans:
        for one in plan:
            count = found.get(one["kind"], 0)
            found[one["kind"]] = count + one["count"] if one["kind"] == "photo" else max(count, one["count"])
    return found
