"""What holds for every question about the markets that shops sell to first: DE, FR, GB, US and its states, AU, JP."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.period import add_days, add_months
from makegood.law.calendar import is_working_day
from makegood.law.entitle import entitle
from makegood.law.load import codes, market
from makegood.law.scenario import CASE_KINDS, CUSTOMER_INPUTS, DISCLOSURES, EVENTS

STATES = [code for code in codes() if code.startswith("US-")]
MARKETS = ["DE", "FR", "GB", "US", "AU", "JP", *STATES]
DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))


@st.composite
def scenarios(draw: st.DrawFn, of: list[str] = MARKETS) -> dict[str, Any]:
    placed = draw(DAYS)
    delivered = placed + timedelta(days=draw(st.integers(0, 30)))
    days = st.integers(0, 800).map(lambda ahead: (placed + timedelta(days=ahead)).isoformat())
    happened = st.lists(st.fixed_dictionaries({"kind": st.sampled_from(sorted(EVENTS)), "on": days, "until": st.none() | days}), max_size=3)
    return {
        "market": draw(st.sampled_from(of)),
        "on": draw(days),
        "case": {"kind": draw(st.sampled_from(sorted(CASE_KINDS))), "major": draw(st.sampled_from([None, True, False]))},
        "order": {
            "placed_on": placed.isoformat(), "delivered_on": draw(st.sampled_from([None, delivered.isoformat()])), "currency": "EUR",
            "total": draw(st.sampled_from(["45.00", "95.00"])), "outbound_shipping": "5.00", "standard_shipping": "4.00",
            "disclosed_late_on": draw(st.none() | days),
            "disclosures": draw(st.lists(st.sampled_from(sorted(DISCLOSURES)), unique=True)),
        },
        "item": {"customer_input": draw(st.sampled_from(sorted(CUSTOMER_INPUTS))), "price": "40.00",
                 **{flag: draw(st.booleans()) for flag in ("unsealed", "sealed_hygiene", "perishable", "used", "second_hand")}},
        "events": draw(happened),
    }  # fmt: skip


def changed(scenario: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A copy with some facts set: `on=`, `market=`, `order={...}`, `item={...}`, `events=[...]`."""
    copy: dict[str, Any] = json.loads(json.dumps(scenario))
    for name, value in parts.items():
        copy[name] = {**copy[name], **value} if isinstance(value, dict) else value
    return copy


@given(scenarios())
@settings(max_examples=300, deadline=None)
def test_a_right_can_be_used_on_its_last_day_and_not_on_the_next(scenario: dict[str, Any]) -> None:
    scenario = changed(scenario, events=[], order={"disclosed_late_on": None})  # both move the last day with the day of the question
    found = entitle(scenario)["withdrawal"]
    if found["until"] is None:
        return
    last = date.fromisoformat(found["until"])
    assert entitle(changed(scenario, on=last.isoformat()))["withdrawal"]["granted"] is True
    after = entitle(changed(scenario, on=add_days(last, 1).isoformat()))["withdrawal"]
    assert (after["granted"], after["reason"], after["until"]) == (False, "window_over", found["until"])


@given(scenarios(["DE", "FR", "GB", "US-CA"]))
@settings(max_examples=200, deadline=None)
def test_a_guarantee_can_be_used_on_its_last_day_and_not_on_the_next(scenario: dict[str, Any]) -> None:
    scenario = changed(scenario, events=[], case={"kind": "defective"})
    until = entitle(scenario)["conformity"]["until"]
    if until is None:
        return
    assert entitle(changed(scenario, on=until))["conformity"]["granted"] is True
    after = entitle(changed(scenario, on=add_days(date.fromisoformat(until), 1).isoformat()))["conformity"]
    assert (after["granted"], after["reason"]) == (False, "guarantee_over")


@given(scenarios(["DE", "FR", "GB", "JP", "US-CA"]), st.integers(0, 800))
@settings(max_examples=300, deadline=None)
def test_a_day_later_delivered_is_never_a_day_sooner_over(scenario: dict[str, Any], ahead: int) -> None:
    """Across month ends, leap days and years: the last days of two days in a row never fall, nor leap by more than a holiday's roll."""
    day = add_days(date.fromisoformat(scenario["order"]["placed_on"]), ahead)
    first, second = (
        entitle(changed(scenario, on=day.isoformat(), order={"delivered_on": add_days(day, more).isoformat()})) for more in (0, 1)
    )
    for right, dates in (("withdrawal", ("until",)), ("conformity", ("until", "presumed_until", "reject_until"))):
        for name in dates:
            if (one := first[right].get(name)) and (two := second[right].get(name)):
                assert timedelta(0) <= date.fromisoformat(two) - date.fromisoformat(one) <= timedelta(days=6)


@given(scenarios(["DE", "FR"]))
@settings(max_examples=200, deadline=None)
def test_a_window_under_the_regulation_ends_on_a_working_day_and_a_british_one_where_it_falls(scenario: dict[str, Any]) -> None:
    scenario = changed(scenario, item={"customer_input": "none", "perishable": False, "sealed_hygiene": False})
    for one in (scenario, changed(scenario, market="GB")):
        until = entitle(one)["withdrawal"]["until"]
        if until and one["market"] == "GB" and "withdrawal_info" in one["order"]["disclosures"]:
            assert until == add_days(date.fromisoformat(one["order"]["delivered_on"]), 14).isoformat()
        elif until and one["market"] != "GB":
            assert is_working_day(date.fromisoformat(until), one["market"])


@given(scenarios(["US"]), st.sampled_from(["US-TX", "US-WA", "US-IL", "US-PA", "US-DC"]))
@settings(max_examples=100, deadline=None)
def test_a_state_without_a_file_is_answered_as_the_country(scenario: dict[str, Any], state: str) -> None:
    assert entitle(changed(scenario, market=state)) == entitle(scenario)


@given(scenarios(STATES))
@settings(max_examples=150, deadline=None)
def test_the_federal_rule_on_delays_holds_in_every_state(scenario: dict[str, Any]) -> None:
    assert entitle(scenario)["delay"] == entitle(changed(scenario, market="US"))["delay"]


@given(scenarios(["DE"]))
@settings(max_examples=200, deadline=None)
def test_france_and_germany_differ_only_where_their_files_say(scenario: dict[str, Any]) -> None:
    """France presumes for two years, adds six months for a repair under older contracts and has holidays of its own; all else is the base."""
    german, french = entitle(scenario), entitle(changed(scenario, market="FR"))
    for right in ("delay", "delivery"):
        assert german[right] == french[right]
    for name in ("remedies", "chooser", "return_paid_by", "reject_until", "answer_by", "silence"):
        assert german["conformity"][name] == french["conformity"][name]
    one, two = german["withdrawal"], french["withdrawal"]
    if one["granted"] and two["granted"]:
        assert {**one, "until": None} == {**two, "until": None}
    if delivered := scenario["order"]["delivered_on"]:
        day = date.fromisoformat(delivered)
        assert german["conformity"]["presumed_until"] == add_months(day, 12).isoformat()
        assert french["conformity"]["presumed_until"] == add_months(day, 12 if scenario["item"]["second_hand"] else 24).isoformat()


@given(scenarios(["DE", "FR", "GB"]))
@settings(max_examples=200, deadline=None)
def test_who_was_told_less_never_has_less(scenario: dict[str, Any]) -> None:
    """Without information the window is longer, the way back is the shop's and wear is not deducted."""
    told = changed(
        scenario, order={"disclosures": sorted({*scenario["order"]["disclosures"], "withdrawal_info", "return_cost_on_customer"})}
    )
    untold = changed(scenario, order={"disclosures": [], "disclosed_late_on": None})
    more, less = entitle(told)["withdrawal"], entitle(untold)["withdrawal"]
    assert less["granted"] or not more["granted"]
    if more["granted"] and less["granted"]:
        assert (less["return_paid_by"], less["deductions"]) == ("shop", [])
        assert more["until"] is None or less["until"] >= more["until"]


@given(scenarios())
@settings(max_examples=200, deadline=None)
def test_tomorrow_s_events_change_nothing_but_the_day_of_the_refund(scenario: dict[str, Any]) -> None:
    so_far = [event for event in scenario["events"] if event["on"] <= scenario["on"] or event["kind"] in ("goods_posted", "goods_received")]
    assert entitle(scenario) == entitle(changed(scenario, events=so_far))
    without_goods = [event for event in so_far if event["kind"] not in ("goods_posted", "goods_received")]
    one, two = entitle(scenario), entitle(changed(scenario, events=without_goods))
    one["withdrawal"]["refund_due_on"] = two["withdrawal"]["refund_due_on"] = None
    assert one == two


@pytest.mark.parametrize(
    ("code", "zone"),
    [("DE", "Europe/Berlin"), ("FR", "Europe/Paris"), ("GB", "Europe/London"), ("US", "Pacific/Honolulu"), ("US-FL", "America/Chicago"),
     ("AU", "Australia/Perth"), ("JP", "Asia/Tokyo")],
)  # fmt: skip
def test_today_is_where_the_day_ends_last(code: str, zone: str) -> None:
    assert market(code)["zone"] == zone
