"""Decisions for ever: records of the past replay bit for bit, by whatever law data and calendar there are today."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import makegood.policy.decide as deciding
from makegood.law import calendar
from makegood.law.entitle import entitle
from makegood.policy import offers, workdays
from makegood.policy.again import SAME, law_today
from makegood.policy.decide import decide, replay
from makegood.policy.difference import first_difference
from makegood.policy.engine import ENGINE_VERSION
from makegood.policy.offer_money import OfferMoney
from makegood.policy.offers import make_offers, resting_in
from makegood.policy.rules import load_policy

GOLDEN = Path(__file__).parent / "golden"
CHANGED = "move ENGINE_VERSION, write an ADR and keep the old meaning for old records (docs/adr/0029-decisions-for-ever.md)"


def _golden() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    for path in sorted(GOLDEN.glob("engine-*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        policies = {name: load_policy(text) for name, text in found["policies"].items()}
        for one in found["records"]:
            yield one["name"], policies[one["policy"]], one["record"]


def _again(record: dict[str, Any]) -> Any:
    money = OfferMoney(**record["money"])
    return lambda decision: make_offers(decision, money=money, market=record["market"], resting=record.get("resting_days"))


def _differing() -> list[str]:
    found = [(name, *replay(record, policy, offers=_again(record))) for name, policy, record in _golden()]
    return [f"{name}: {difference}" for name, same, difference in found if not same]


def test_every_recorded_decision_replays_bit_for_bit() -> None:
    differing = _differing()
    assert not differing, f"{len(differing)} recorded decisions come out otherwise: {CHANGED}\n" + "\n".join(differing[:20])


def test_the_golden_set_is_of_every_engine_and_wide() -> None:
    records = [record for _, _, record in _golden()]
    engines = {record["engine_version"] for record in records}
    assert engines == {str(number) for number in range(1, int(ENGINE_VERSION) + 1)}, "tools/make_golden.py writes those of a new engine"
    assert len(records) >= 60 and len({record["market"] for record in records}) >= 12
    assert {record["outcome"] for record in records} == {"offered", "needs_review", "refused"}
    assert any(len(record["kinds"]) > 1 for record in records) and any(record["resting_days"] for record in records)


@pytest.mark.parametrize(
    ("module", "name", "value", "field"),
    [
        (offers, "SEND_BACK_DAYS", 21, r"offers\[\d\]\.duty\.by: was 20"),
        (offers, "PAY_DAYS", 4, r"offers\[\d\]\.pay_by: was 20"),
        (deciding, "_DEFAULTS", {**deciding._DEFAULTS, "evidence": [{"kind": "photo", "count": 1}]}, r"slots\.evidence\[0\]: was absent"),
    ],
)
def test_a_change_of_meaning_is_caught_and_its_field_named(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, value: Any, field: str
) -> None:
    monkeypatch.setattr(module, name, value)
    differing = _differing()
    assert differing and any(re.search(field, one) for one in differing), differing[:5]


def test_a_holiday_that_is_made_later_moves_no_recorded_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workdays, "is_working_day", lambda day, market: day.weekday() in (1, 2))
    assert not _differing()


def test_a_correction_of_the_law_changes_no_record_and_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    name, policy, record = next(one for one in _golden() if one[2]["market"] == "DE" and one[2]["outcome"] == "offered")

    def corrected(asked: Any) -> dict[str, Any]:
        found = deepcopy(entitle(asked))
        found["conformity"]["until"] = "2031-01-01"
        return found

    assert replay(record, policy, offers=_again(record)) == (True, ""), name
    said = law_today(record, "EUR", law=corrected)
    until = record["entitlements"][record["kinds"][0]]["conformity"]["until"]
    assert said.startswith(f"differs: {record['kinds'][0]}: conformity.until: was {until}, is 2031-01-01 (")
    older = {**record, "law_version": "0" * 64}
    assert "law data corrected since" in law_today(older, "EUR", law=corrected)
    fresh = decide(record["facts"], policy, on=date.fromisoformat(record["on"])).as_json()
    assert law_today(fresh, "EUR") == SAME
    assert "holidays are of version" in law_today({**fresh, "calendar_version": "0.1"}, "EUR", law=corrected)


def test_a_record_from_before_the_versions_were_kept_replays_too() -> None:
    name, policy, record = next(iter(_golden()))
    old = {key: value for key, value in record.items() if key not in ("engine_version", "calendar_version", "currency", "resting_days")}
    assert replay(old, policy, offers=_again(old)) == (True, ""), name


def test_a_record_says_what_it_was_made_by() -> None:
    _, policy, record = next(iter(_golden()))
    fresh = decide(record["facts"], policy, on=date.fromisoformat(record["on"])).as_json()
    assert fresh["engine_version"] == ENGINE_VERSION and fresh["calendar_version"] == calendar.calendar_version()
    assert re.fullmatch(r"\d+\.\d+", fresh["calendar_version"])


def test_days_without_work_are_those_that_were_counted_over() -> None:
    _, policy, record = next(one for one in _golden() if one[2]["offers"] and one[2]["resting_days"])
    found = decide(record["facts"], policy, on=date.fromisoformat(record["on"]))
    resting = resting_in(found, record["offers"], record["market"])
    assert resting and all(not calendar.is_working_day(date.fromisoformat(day), record["market"]) for day in resting)


def test_the_first_difference_is_named_with_both_values() -> None:
    assert first_difference({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}) == ""
    assert first_difference({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}) == "a[1].b: was 2, is 3"
    assert first_difference({"a": [1]}, {"a": [1, "x"]}) == "a[1]: was absent, is x"
    assert first_difference({"a": None}, {}) == "a: was null, is absent"
