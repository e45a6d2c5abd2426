"""`makegood policy prose`: what the rules promise to the customers of a market, in sentences."""

import textwrap
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from makegood.interfaces.console.output import DONE, answer
from makegood.law.load import market_used, zone_of
from makegood.policy.prose import prose_of
from makegood.policy.rules import load_policy

_LINES = {"product_line": "Beside the goods", "checkout_line": "Before the order", "refusals": "If it is refused"}


def prose_command(policy: str, *, market: str, language: str = "en", on: date | None = None, json: bool = False) -> int:
    """The page, the lines and the statutory texts that POLICY makes for a MARKET in a LANGUAGE, each sentence with its rule or article.

    It says what the engine gives there: where a rule is below the law's floor, the sentence says the floor.
    """
    loaded = load_policy(Path(policy).read_text(encoding="utf-8"))
    day = on or datetime.now(ZoneInfo(zone_of(market_used(market)))).date()
    answer(prose_of(loaded, market=market, language=language, on=day).as_json(), as_json=json, human=_human)
    return DONE


def _human(found: dict[str, Any]) -> str:
    lines = [found["title"], f"  {found['market']} ({found['language']}), as of {found['on']}", "", *_wrapped(found["note"], "")]
    for section in found["page"]:
        lines += ["", section["title"]]
        for one in section["sentences"]:
            lines += _said(one)
    for name, title in _LINES.items():
        for goods, sentences in found[name].items():
            lines += ["", f"{title}: {goods.replace('_', ' ')}"]
            for one in sentences:
                lines += _said(one)
    for text in found["statutory"]:
        lines += ["", f"{text['title']}  [{text['cite']}]" + ("" if text["official"] else "  (our words, not the prescribed notice)")]
        for part in text["paragraphs"]:
            lines += [*([f"  {part['heading']}"] if part["heading"] else []), *_wrapped(part["text"], "  ")]
    lines += ["", "How easy it is to read:"]
    for name, figure in found["readability"].items():
        lines.append(f"  {name.replace('_', ' ')}: {figure['score']} ({figure['formula']}, plain from {figure['goal']})")
    return "\n".join(lines)


def _said(one: dict[str, Any]) -> list[str]:
    source = " | ".join(part for part in (one["rule"], one["citation"]) if part)
    return _wrapped(f"- {one['text']}" + (f"  [{source}]" if source else ""), "  ")


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, 110, initial_indent=indent, subsequent_indent=indent + "  ", break_long_words=False, break_on_hyphens=False)
