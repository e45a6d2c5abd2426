"""A market's values, for people and programs."""

from datetime import date
from typing import Any

from makegood.law.load import market, market_used


def _in_force(value: Any, on: date) -> Any:
    """Without the entries that begin later than `on`."""
    if isinstance(value, dict):
        return {key: _in_force(one, on) for key, one in value.items()}
    if isinstance(value, list):
        return [
            _in_force(one, on)
            for one in value
            if not (isinstance(one, dict) and str(one.get("from", ""))[:4].isdigit() and one["from"] > on.isoformat())
        ]
    return value


def show(code: str, on: date) -> dict[str, Any]:
    """The dated, cited values that answer for `code` on a day. Refuses `unknown_market`."""
    values = _in_force(market(code), on)
    assert isinstance(values, dict)
    return {"market_used": market_used(code), "on": on.isoformat(), **values}
