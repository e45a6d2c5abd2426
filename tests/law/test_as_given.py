"""Every value and citation of the law as it was handed to us stands in our files; where ours differ, here is why."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from makegood.law.adjacent import TOPICS, _rows
from makegood.law.load import _file, _on_day, codes

SHARED = Path(os.environ.get("MAKEGOOD_SHARED", "../shared")) / "law"
AS_OF = date(2026, 11, 22)
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the law as it was handed to us (MAKEGOOD_SHARED) is not here")

# Where ours says more or otherwise: the key, and why.
OTHERWISE = {
    "AU.defect.remedy_order": "a third tier: a minor failure that was not remedied (ACL ss. 259(2)(b)(ii), 263(4))",
    "CN.defect.remedy_order[0].tier": "refused at once within seven days, so it comes before the first tier (art 24)",
    "CN.defect.remedy_order[1].tier": "the first tier after those seven days",
    "GB.change_of_mind.extension_if_not_informed.rule": "in its own words instead of by reference to the EU's",
}


def _differences(given: Any, ours: Any, where: str) -> list[str]:
    """Where `ours` lacks or changes what was given; what it adds is its own affair."""
    if where in OTHERWISE:
        return []
    if isinstance(given, dict) and isinstance(ours, dict):
        lost = [f"{where}.{key}" for key in given if key not in ours]
        return lost + [found for key in given if key in ours for found in _differences(given[key], ours[key], f"{where}.{key}")]
    if isinstance(given, list) and isinstance(ours, list):
        if where.endswith(".check"):
            return [] if set(given) <= set(ours) else [where]
        for name in ("topic", "kind"):
            if given and all(isinstance(one, dict) and name in one for one in given):
                by = {one[name]: one for one in ours}
                return [found for one in given for found in _differences(one, by.get(one[name]), f"{where}[{one[name]}]")]
        if len(given) != len(ours):
            return [where]
        return [found for at, pair in enumerate(zip(given, ours, strict=True)) for found in _differences(*pair, f"{where}[{at}]")]
    return [] if given == ours else [where]


def _given(name: str) -> Any:
    return yaml.safe_load((SHARED / name).read_text(encoding="utf-8"))


def test_every_market_came_across_with_every_value_and_citation() -> None:
    given = {one["code"]: one for one in _given("markets.yaml")["markets"]}
    assert set(given) == set(codes()) and len(given) == 76
    found = [line for code, one in given.items() for line in _differences(one, _on_day(_file(code), AS_OF.isoformat(), []), code)]
    assert found == []


@pytest.mark.parametrize("topic", TOPICS)
def test_every_row_next_to_returns_came_across(topic: str) -> None:
    rows = _given("adjacent.yaml")["topics"][topic]
    ours = {(row["market"], row.get("aspect")): row for row in _rows(topic) if row.get("until", "9999") >= AS_OF.isoformat()}
    assert len(rows) == len(ours)
    for row in rows:
        rule = dict(row["rule"])
        mine = ours[row["market"], rule.pop("aspect", None)]
        flat = {**mine, "rule": {**mine["rule"], "status": mine["status"]}}
        if topic.startswith("store_credit") and row["market"] == "US-CA":
            rule["cash_out_below"] = {
                key: value for key, value in rule["cash_out_below"].items() if key != "before"
            }  # a row of its own here
        assert _differences({**row, "rule": rule}, flat, f"{topic} {row['market']}") == []
