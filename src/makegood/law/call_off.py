"""May goods that are made for one customer be called off before they are made (adjacent topic of made-to-order goods)?"""

from datetime import date
from typing import Any

from makegood.law.adjacent import adjacent


def call_off(code: str, on: date) -> dict[str, Any] | None:
    """{"may": true or "contested", "until", "shop_gets", "citation", "level"}; None where the rows give no such right, or say nothing.

    Beside withdrawal, from which such goods are exempt. In Germany, say, until completion, and the shop keeps the price less what it saves
    (BGB 650, 648); `level` is how far the row may be relied on: block, warn or note.
    """
    found = adjacent("made_to_order_contract_before_production", code, on).get("")
    said = None if found is None else found.values.get("cancel_before_delivery")
    if found is None or said is None or said.value is False:
        return None
    return {
        "may": said.value,
        "until": found.get("until"),
        "shop_gets": found.get("trader_gets"),
        "citation": said.cite,
        "level": said.level,
    }
