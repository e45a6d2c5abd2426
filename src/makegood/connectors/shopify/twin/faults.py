"""What the next calls and messages meet: moods, kept with the shop and used up one by one.

A mood is {"mood", "times"?: 1, "call"?: a mutation's or query's field ("refundCreate"), "topic"?: "REFUNDS_CREATE" (for messages)}:

    throttled       200 with a THROTTLED error          reset_before   cut off, nothing done
    throttle_http   429, Retry-After: 2.0               reset_after    cut off, done
    error_before    500, nothing done                   late           done, but the answer waits for a release
    error_after     500, done all the same              slow           the answer waits for a release, then it is done
    internal        200 with INTERNAL_SERVER_ERROR      garbage        200 with a page of HTML (nothing done)
    down            503, nothing done                   garbage_after  the same, done
    refund_pending  refunds are PENDING until settled   truncated      200 with half of the JSON (done)
    user_error      the mutation's userErrors hold `message`, `field`, `code`; nothing done

Of bulk operations ("call": "bulkOperationRunQuery"): bulk_failed, bulk_partial (failed with a partialDataUrl), bulk_expired (completed, but
its file is gone), bulk_cut (the file breaks off in the middle), bulk_slow (runs until `/control/finish_bulk`).
Of messages (with "hook": true): late (by `seconds`, 3600), twice, never.
"""

from typing import Any

from makegood.connectors.shopify.twin.store import Document, Shop

CALLS = (
    "throttled", "throttle_http", "error_before", "error_after", "internal", "down", "reset_before", "reset_after", "late", "slow", "garbage",
    "garbage_after", "truncated", "user_error", "refund_pending", "bulk_failed", "bulk_partial", "bulk_expired", "bulk_cut", "bulk_slow",
)  # fmt: skip
HOOKS = ("late", "twice", "never")
FINE = {"mood": "fine"}
_DEFAULTS = {one: {"call": "bulkOperationRunQuery"} for one in CALLS if one.startswith("bulk_")}  # moods that only one call can have


def add(shop: Shop, moods: list[Document]) -> None:
    """Inside `change`. ValueError names the mood that is none."""
    for one in moods:
        if one.get("mood") not in (HOOKS if one.get("hook") else CALLS):
            raise ValueError(f"no such mood: {one.get('mood')}")
        shop.put(_DEFAULTS.get(one["mood"], {}) | one | {"id": shop.new_id("mood"), "left": int(one.get("times", 1))})


def clear(shop: Shop) -> None:
    for one in shop.all("mood"):
        shop.remove(one["id"])


def take(shop: Shop, what: str, name: str) -> dict[str, Any]:
    """The first mood that fits this call (`what` "call", its field's name) or message ("hook", its topic); used up by one."""
    with shop.lock:
        return _taken(shop, what, name)


def _taken(shop: Shop, what: str, name: str) -> dict[str, Any]:
    for one in shop.all("mood"):
        if bool(one.get("hook")) == (what == "hook") and one.get("topic" if what == "hook" else "call", name) == name:
            with shop.change():
                one["left"] -= 1
                if one["left"] <= 0:
                    shop.remove(one["id"])
                else:
                    shop.put(one)
            return one
    return FINE
