"""`makegood law`: what the law of a market gives."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer, stream
from makegood.law.adjacent import adjacent_faults
from makegood.law.entitle import entitle
from makegood.law.load import codes, is_draft, law_faults, zone_of
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


@app.command(name="check")
def check_command(*, json: bool = False) -> int:
    """Whether the files of law can be relied on: unknown keys, missing citations, days left out or named twice."""
    found = [*law_faults(), *adjacent_faults()]
    drafts = [] if found else [code for code in codes() if code != "EU" and is_draft(code)]
    answer({"faults": found, "drafts": drafts}, as_json=json, human=_checked)
    return WANTING if found else DONE


def _checked(found: dict[str, Any]) -> str:
    if found["faults"]:
        return "\n".join(found["faults"])
    return f"The files of law are in order. No lawyer has reviewed: {', '.join(found['drafts']) or 'none is left'}."


@app.command(name="show")
def show_command(market: str, *, on: date | None = None, json: bool = False) -> int:
    """The law of MARKET for a contract made on a day (today), with its citations: a note for people, every value with --json."""
    found = show(market, on or datetime.now(ZoneInfo(zone_of(market))).date())
    answer(found, as_json=json, human=prose)
    return DONE
