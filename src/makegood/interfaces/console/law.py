"""`makegood law`: what the law of a market gives."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import cyclopts

from makegood.interfaces.console.output import DONE, answer, stream
from makegood.law.entitle import entitle
from makegood.law.load import zone_of
from makegood.law.show import prose, show

app = cyclopts.App(name="law", help="What the law of a market gives.")


def _human(found: dict[str, Any]) -> str:
    parts = [f"{found['market_used']} ({found['confidence']})"]
    for right in ("withdrawal", "conformity", "delay", "delivery"):
        one = found[right]
        until = f" until {one['until']}" if one.get("until") else ""
        reason = f" ({one['reason']})" if one.get("reason") else ""
        parts.append(f"{right}: " + (f"yes{until}" if one["granted"] else f"no{reason}"))
    return "; ".join(parts)


@app.command(name="entitle")
def entitle_command(file: str, *, json: bool = False) -> int:
    """Answer each scenario of FILE (JSON Lines, `-` for standard input)."""
    return stream(file, entitle, as_json=json, human=_human)


@app.command(name="show")
def show_command(market: str, *, on: date | None = None, json: bool = False) -> int:
    """The dated values of MARKET with their citations."""
    found = show(market, on or datetime.now(ZoneInfo(zone_of(market))).date())
    answer(found, as_json=json, human=prose)
    return DONE
