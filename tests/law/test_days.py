"""Every sum of days, in every market, from 2023 to 2032: never earlier for a later start, no day lost at a month's end or in a leap year."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.kernel.money import minor_from_text
from makegood.kernel.period import add_days, add_months
from makegood.law.calendar import add_business_days, count, is_working_day, roll
from makegood.law.entitle import entitle
from makegood.law.load import codes, market
from makegood.policy.scenario import scenario_of

MARKETS = [code for code in codes() if code != "EU"]
UNION = [code for code in MARKETS if market(code).get("inherits") == "EU"]
WITHDRAWING = [code for code in MARKETS if market(code)["change_of_mind"]["regime"] == "withdrawal"]
EDGES = [date(year, month, day) for year in (2024, 2028, 2032) for month, day in ((2, 28), (2, 29), (3, 1))] + [
    date(year, month, day) for year in (2023, 2026, 2031) for month, day in ((1, 31), (2, 28), (8, 31), (11, 30), (12, 31))
]  # fmt: skip
DAYS = st.sampled_from(EDGES) | st.dates(date(2023, 1, 1), date(2032, 12, 31))
TOLD = ["withdrawal_info", "return_cost_on_customer", "withdrawal_function", "guarantee_notice"]
EVERY = settings(max_examples=250, deadline=None)


def ask(code: str, on: date, kind: str = "change_of_mind", events: Any = (), **order: Any) -> dict[str, Any]:
    """The answer for a purchase; days may be given as days."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in order.items()}
    happened = [{key: value.isoformat() if isinstance(value, date) else value for key, value in event.items()} for event in events]
    item = {"price": plain.pop("price", "40.00")}
    return entitle({"market": code, "on": on.isoformat(), "case": {"kind": kind}, "order": plain, "item": item, "events": happened})


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def dates_of(code: str, delivered: date, **order: Any) -> dict[str, date]:
    found = ask(code, delivered, placed_on=add_days(delivered, -6), delivered_on=delivered, **order)
    named = {("withdrawal", "until"), ("conformity", "until"), ("conformity", "presumed_until"), ("conformity", "reject_until")}
    return {f"{part}.{name}": value for part, name in named if (value := day(found[part].get(name))) is not None}


@pytest.mark.parametrize("months", [1, 3, 6, 12, 24, 36, 72])
def test_a_month_later_is_never_earlier_and_loses_no_day(months: int) -> None:
    ends = [add_months(date(2023, 1, 1) + timedelta(days=ahead), months) for ahead in range(3653)]
    assert all(timedelta(0) <= two - one <= timedelta(days=4) for one, two in pairwise(ends))
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28) and add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)


@given(st.sampled_from(MARKETS), DAYS, st.sampled_from([[], TOLD]))
@EVERY
def test_a_day_later_delivered_is_never_a_day_sooner_over(code: str, delivered: date, told: list[str]) -> None:
    first, second = (dates_of(code, add_days(delivered, more), disclosures=told) for more in (0, 1))
    for name in first.keys() & second.keys():
        assert timedelta(0) <= second[name] - first[name] <= timedelta(days=12), (name, first[name], second[name])


@given(st.sampled_from(MARKETS), DAYS)
@EVERY
def test_a_rolled_day_is_the_next_working_day_and_never_an_earlier_one(code: str, given_day: date) -> None:
    rolled = roll(given_day, code)
    assert rolled >= given_day and is_working_day(rolled, code)
    assert not any(is_working_day(add_days(given_day, ahead), code) for ahead in range((rolled - given_day).days))


@given(st.sampled_from(MARKETS), DAYS, st.integers(1, 40))
@EVERY
def test_business_days_are_as_many_as_were_asked_for(code: str, start: date, days: int) -> None:
    end = add_business_days(start, days, code)
    between = [add_days(start, ahead) for ahead in range(1, (end - start).days + 1)]
    assert sum(is_working_day(one, code) for one in between) == days and is_working_day(end, code)
    assert end >= add_days(start, days) and add_business_days(add_days(start, 1), days, code) >= end


@given(st.sampled_from(WITHDRAWING), DAYS)
@EVERY
def test_a_window_has_as_many_days_as_the_file_says_and_rolls_only_where_it_says(code: str, delivered: date) -> None:
    rules = market(code)["change_of_mind"]
    unrolled = count(delivered, rules["window_days"], rules["day_kind"], code, first_included=rules["first_day"] == "included")
    until = dates_of(code, delivered, disclosures=TOLD)["withdrawal.until"]
    assert until == (roll(unrolled, code) if rules.get("rolls_if_last_day_is_holiday") else unrolled)
    assert bool(rules.get("rolls_if_last_day_is_holiday")) is (code in UNION)


@given(st.sampled_from(UNION), DAYS, st.integers(1, 60))
@EVERY
def test_of_several_parcels_the_last_one_counts(code: str, first: date, later: int) -> None:
    last = add_days(first, later)
    facts = {"order": {"market": code, "placed_on": first.isoformat(), "delivered_on": last.isoformat(), "disclosures": TOLD}}
    facts["item"] = {"delivered_on": first.isoformat()}
    asked = scenario_of(facts, kind="change_of_mind", currency="EUR", asked_on=last, on=last)
    assert day(entitle(asked)["withdrawal"]["until"]) == roll(add_days(last, 14), code)


@given(st.sampled_from(WITHDRAWING), DAYS, st.integers(0, 500), st.integers(0, 500))
@EVERY
def test_who_was_told_late_or_never_never_has_less_time(code: str, delivered: date, ahead: int, asked: int) -> None:
    order = {"placed_on": add_days(delivered, -3), "delivered_on": delivered}
    on, late = add_days(delivered, asked), add_days(delivered, ahead)
    told, untold = ask(code, on, disclosures=TOLD, **order)["withdrawal"], ask(code, on, **order)["withdrawal"]
    told_late = ask(code, on, disclosed_late_on=late, **order)["withdrawal"]
    for more in (untold, told_late):
        assert more["granted"] or not told["granted"]
        assert more["until"] is None or more["until"] >= told["until"]
    if late > on:  # nobody had told them yet
        assert told_late["until"] == untold["until"]


@given(
    st.sampled_from(MARKETS),
    DAYS,
    st.integers(0, 90_000),
    st.none() | st.integers(0, 90_000),
    st.integers(1, 200_000),
    st.integers(0, 300_000),
)
@EVERY
def test_no_more_postage_goes_back_than_was_paid_and_no_dearer_way_where_only_the_standard_one_is_owed(
    code: str, delivered: date, paid: int, standard: int | None, price: int, total: int
) -> None:
    def text(minor: int | None) -> str | None:
        return None if minor is None else f"{minor // 100}.{minor % 100:02}"

    order = {
        "currency": "EUR",
        "outbound_shipping": text(paid),
        "standard_shipping": text(standard),
        "total": text(total),
        "price": text(price),
    }
    found = ask(code, delivered, placed_on=delivered, delivered_on=delivered, **order)["withdrawal"]
    if not found["granted"]:
        return
    back, rule = (
        minor_from_text(found["outbound_shipping_refunded"], "EUR"),
        market(code)["change_of_mind"].get("outbound_shipping_refunded"),
    )
    assert 0 <= back <= paid
    if rule == "standard_only" and standard is not None:
        assert back <= standard
    if rule not in ("full", "standard_only"):
        assert back == 0
    fee = minor_from_text(found["max_fee"], "EUR")
    assert fee == 0 or (code == "IL" and fee <= Fraction(price * 5, 100) + 1)


@given(st.integers(1, 10_000_000), st.sampled_from(["change_of_mind", "cancellation", "defective", "late", "not_delivered"]))
@EVERY
def test_israels_fee_is_five_percent_or_a_hundred_shekels_and_nothing_for_the_shops_own_fault(price: int, kind: str) -> None:
    order = {"currency": "ILS", "price": f"{price // 100}.{price % 100:02}"}
    on = date(2026, 11, 10)
    fee = minor_from_text(ask("IL", on, kind, placed_on=on, delivered_on=on, **order)["withdrawal"]["max_fee"], "ILS")
    assert fee == (min((price * 5 + 50) // 100, 10_000) if kind in ("change_of_mind", "cancellation") else 0)


@given(st.sampled_from(WITHDRAWING), DAYS, st.integers(0, 20), st.integers(0, 20))
@EVERY
def test_the_day_of_a_refund_is_counted_and_never_rolled(code: str, delivered: date, posted: int, travelled: int) -> None:
    sent = add_days(delivered, posted)
    back = add_days(sent, travelled)
    events = [{"kind": "goods_posted", "on": sent}, {"kind": "goods_received", "on": back}]
    found = ask(code, delivered, events=events, placed_on=add_days(delivered, -3), delivered_on=delivered, disclosures=TOLD)["withdrawal"]
    rules = market(code)["change_of_mind"]
    days, kind, due = rules.get("refund_deadline_days"), rules.get("refund_deadline_kind"), day(found["refund_due_on"])
    if days is None:
        assert due in (None, delivered)
        return
    starts = {"withdrawal_notice_received": delivered, "goods_received": back, "withdrawal_notice_and_goods_returned": back}
    counted = count(starts.get(rules["refund_trigger"], min(sent, back)), days, kind, code)
    assert due == (max(counted, sent) if rules.get("refund_withhold_until") else counted)


REPAIRS = st.lists(st.integers(1, 1200), max_size=5)


@given(st.sampled_from(MARKETS), DAYS, REPAIRS)
@EVERY
def test_a_repair_never_shortens_a_guarantee_and_adds_at_most_what_the_law_adds(code: str, delivered: date, repairs: list[int]) -> None:
    on = add_days(delivered, 1300)
    order = {"placed_on": add_days(delivered, -5), "delivered_on": delivered}
    events = [{"kind": "repaired", "on": add_days(delivered, ahead)} for ahead in repairs]
    plain, longer = (day(ask(code, on, "defective", one, **order)["conformity"]["until"]) for one in ((), events))
    if plain is None or longer is None:
        assert plain is None and longer is None
        return
    rules = market(code)["defect"]
    national, directive = rules.get("repair_extension_national") or {}, rules.get("repair_extension") or {}
    most = max(national.get("extra_months", 0) * national.get("max_times", 1), directive.get("extra_months", 0))
    assert plain <= longer <= add_months(plain, most)
    if directive and order["placed_on"].isoformat() < directive["contracts_from"] and not national:
        assert longer == plain


@given(DAYS, st.integers(0, 60))
@EVERY
def test_a_briton_has_a_week_to_reject_after_a_repair(delivered: date, ahead: int) -> None:
    back = add_days(delivered, ahead)
    events = [{"kind": "repaired", "on": back}]
    until = day(
        ask("GB", add_days(delivered, 90), "defective", events, placed_on=delivered, delivered_on=delivered)["conformity"]["reject_until"]
    )
    assert until == max(add_days(delivered, 30), add_days(back, 7))  # CRA 2015 s. 22(3), (6)-(8)


@given(st.sampled_from(MARKETS), DAYS, st.integers(0, 40), st.integers(0, 120), st.integers(0, 60))
@EVERY
def test_who_may_end_a_late_contract_today_may_end_it_tomorrow(code: str, placed: date, promised: int, asked: int, later: int) -> None:
    events = [{"kind": "extra_time_set", "on": add_days(placed, promised + 1), "until": add_days(placed, promised + 15)}]
    order = {"placed_on": placed, "promised_on": add_days(placed, promised)}
    today, then = (ask(code, add_days(placed, ahead), "late", events, **order)["delay"] for ahead in (asked, asked + later))
    assert then["granted"] or not today["granted"]
    if today["granted"]:
        assert asked > min(promised, 30) and today["refund_due_on"] is None or today["refund_due_on"] > add_days(placed, asked).isoformat()
    after_promise = ask(code, add_days(placed, asked), "late", events, **{**order, "promised_on": add_days(placed, promised + 1)})["delay"]
    assert today["granted"] or not after_promise["granted"]


@given(st.sampled_from([*UNION, "GB"]), DAYS, st.integers(0, 90), st.none() | st.integers(0, 60))
@EVERY
def test_in_the_union_a_further_time_must_have_passed_too(code: str, placed: date, asked: int, extra: int | None) -> None:
    due, on = add_days(placed, 30), add_days(placed, asked)
    events = [] if extra is None else [{"kind": "extra_time_set", "on": add_days(placed, 5), "until": add_days(placed, extra)}]
    granted = ask(code, on, "not_delivered", events, placed_on=placed)["delay"]["granted"]
    set_by_then = extra is not None and add_days(placed, 5) <= on
    assert granted is (set_by_then and due < add_days(placed, extra or 0) < on)  # Dir. 2011/83 art 18(2)


@given(DAYS, st.integers(0, 80), st.integers(0, 40), st.integers(1, 60))
@EVERY
def test_silence_is_consent_in_america_only_for_a_first_short_delay_that_was_told_in_time(
    placed: date, asked: int, told: int, new_day: int
) -> None:
    due, announced, on = add_days(placed, 30), add_days(placed, told), add_days(placed, asked)
    revised = add_days(due, new_day)
    found = ask("US", on, "late", [{"kind": "delay_announced", "on": announced, "until": revised}], placed_on=placed)["delay"]
    assert found["notify_by"] == due.isoformat()
    if announced <= on:
        assert found["silence"] == ("consent" if announced <= due and new_day <= 30 else "cancel")  # 16 CFR 435.2(b)
        assert found["granted"] is True
    else:
        assert found["silence"] is None and found["granted"] is (on > due)
    if found["granted"]:
        assert day(found["refund_due_on"]) == add_business_days(on, 7, "US")


@given(DAYS, st.integers(0, 90), st.none() | st.integers(0, 40))
@EVERY
def test_in_quebec_a_contract_ends_thirty_days_after_the_promised_day(placed: date, asked: int, promised: int | None) -> None:
    order = {"placed_on": placed} | ({} if promised is None else {"promised_on": add_days(placed, promised)})
    found = ask("CA-QC", add_days(placed, asked), "late", **order)["delay"]
    assert found["granted"] is (asked > 30 + (promised or 0))  # CPA s. 54.9
