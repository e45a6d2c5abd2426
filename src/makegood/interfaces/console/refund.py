"""`makegood refund quote`."""

from typing import Any

import cyclopts

from makegood.interfaces.console.output import stream
from makegood.policy.quote import quote

app = cyclopts.App(name="refund", help="The money of a return.")


def _human(found: dict[str, Any]) -> str:
    parts = [f"{line['id']} x{line['quantity']}: {line['gross']} (tax {line['tax']})" for line in found["lines"]]
    parts += [f"shipping: {found['shipping']['gross']}"] if found["shipping"]["gross"].strip("0.") else []
    parts += [f"fee {fee['kind']}: -{fee['amount']}" for fee in found["fees"]]
    return f"total {found['total']}  ({'; '.join(parts)})"


@app.command(name="quote")
def quote_command(file: str, *, json: bool = False) -> int:
    """Quote each line of FILE (JSON Lines, `-` for standard input): what goes back, with its tax, fees and payments."""
    return stream(file, quote, as_json=json, human=_human)
