"""What a customer who keeps the goods is asked to do with them: a request, never a condition (promise.md, slots)."""

from collections.abc import Mapping
from typing import Any

_BROKEN = ("defective", "damaged_in_transit", "recalled")
_ELECTRICAL = frozenset(["electrical", "electric", "electronic", "electronics"])


def may_be_donated(values: Mapping[str, Any], kind: str, facts: Mapping[str, Any]) -> bool:
    """Never what is broken, recalled, electrical or hygiene, nor what bears a name (or may bear one)."""
    given = facts.get("item", {}).get("customer_input")
    told = [values.get("item.category") or "", *values.get("item.tags", ())]
    words = {word for text in told for word in text.lower().replace("-", " ").replace("_", " ").split()}
    named = given == "unknown" or bool(values.get("item.personalised"))
    return not (kind in _BROKEN or named or values.get("item.sealed_hygiene") or words & _ELECTRICAL)
