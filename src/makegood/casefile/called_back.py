"""Is a piece called back? Then nobody else ever has it next, wherever it is acted on."""

from typing import Any

from makegood.apps.recalls import queries as recalls


def is_called_back(line: Any, case: Any) -> bool:
    """Somebody said that it is recalled, or a campaign of the shop's concerns it, whatever it came back for."""
    return "recalled" in line.kinds or line.order_line_id in recalls.lines_called_back(case.order_id)
