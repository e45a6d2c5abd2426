"""The law of reconciliation: whatever is wrong, the listed differences explain the whole difference, to the cent; where nothing is, there are none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.reports.ports import Movement
from makegood.apps.reports.words import ASKS, CAUSES
from makegood.casefile.differences import Known, compare, payout_parts
from makegood.casefile.report_lines import Ours, key_of, match

NOW = datetime(2026, 12, 20, tzinfo=UTC)
START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
COVERED = Known(covered={"stripe": [(START - timedelta(days=60), NOW)]})


@dataclass(frozen=True)
class Told(Movement):
    provider: str = "stripe"


def ours(number: int, amount: int, at: datetime, **more: Any) -> Ours:
    made = Ours(
        f"trf_{number}",
        "stripe",
        f"re_{number}",
        f"trf_{number}",
        f"pi_{number}",
        f"#{number}",
        amount,
        "EUR",
        at,
        number,
        f"cas_{number}",
        f"MG-{number}",
        booked=((at, amount),),
    )
    return replace(made, **more)


def told(number: int, amount: int, at: datetime, **more: Any) -> Told:
    kind = "refund" if amount > 0 else "refund_back"
    known = {"refund": f"re_{number}", "payments": (f"pi_{number}",), "key": f"trf_{number}"} | more
    return Told(
        known.pop("name", f"txn_{number}_{kind}"),
        known.pop("kind", kind),
        at,
        -amount,
        known.pop("currency", "EUR"),
        -amount,
        "EUR",
        **known,
    )


FAULTS = (
    "fine",
    "unknown",
    "missing",
    "young",
    "amount",
    "currency",
    "twice",
    "twice_by_hand",
    "came_back",
    "not_booked",
    "next_month",
    "pending",
    "nameless",
    "both",
)


@st.composite
def months(draw: st.DrawFn, faults: tuple[str, ...] = FAULTS) -> tuple[list[Told], dict[str, Ours], list[str]]:
    rows: list[Told] = []
    mine: dict[str, Ours] = {}
    happened = []
    for number in range(draw(st.integers(0, 12))):
        fault, amount = draw(st.sampled_from(faults)), draw(st.integers(2, 500_000))
        at = START + timedelta(minutes=draw(st.integers(0, 30 * 24 * 60 - 1)))
        one = ours(number, amount, at)
        row = told(number, amount, at + timedelta(minutes=draw(st.integers(0, 60))) if at < END - timedelta(hours=2) else at)
        happened.append(fault)
        if fault != "unknown":
            mine[one.subject] = one
        if fault == "young":
            mine[one.subject] = replace(one, at=NOW - timedelta(days=1), booked=((NOW - timedelta(days=1), amount),))
        if fault == "not_booked":
            mine[one.subject] = replace(one, booked=(), is_settled=False)
        if fault == "both":  # taken back in our books and there
            mine[one.subject] = replace(one, booked=((at, amount), (END + timedelta(days=2), -amount)))
            rows += [row, told(number, -amount, END + timedelta(days=3))]
        elif fault not in ("missing", "young"):
            rows.append(_faulty(row, fault, amount))
        if fault == "twice":
            rows.append(replace(row, name=f"txn_{number}_again", refund=f"re_{number}_again"))
        if fault == "twice_by_hand":
            rows.append(replace(row, name=f"txn_{number}_hand", refund=f"re_{number}_hand", key=""))
        if fault == "came_back":
            rows.append(told(number, -amount, min(row.at + timedelta(days=1), END - timedelta(seconds=1))))
    return draw(st.permutations(rows)), mine, happened


def _faulty(row: Told, fault: str, amount: int) -> Told:
    changes: dict[str, Callable[[], Told]] = {
        "amount": lambda: replace(row, amount_minor=-(amount - 1)),
        "currency": lambda: replace(row, currency="USD"),
        "next_month": lambda: replace(row, at=END + timedelta(days=1)),
        "pending": lambda: replace(row, state="pending"),
        "nameless": lambda: replace(row, refund="", key=""),
    }
    return changes.get(fault, lambda: row)()


def compared(rows: list[Told], mine: dict[str, Ours]) -> list[Any]:
    found = match(rows, mine.values(), known={})
    matched = {key: subject for key, (subject, _) in found.items()}
    twins = {
        key_of(row): next(one for one in mine.values() if one.payment in row.payments)
        for row in rows
        if key_of(row) not in matched and any(one.payment in row.payments for one in mine.values())
    }
    return compare(rows, mine, matched, start=START, end=END, now=NOW, known=replace(COVERED, twins=twins))


@given(months())
def test_the_listed_differences_are_always_the_whole_difference(month: Any) -> None:
    rows, mine, _ = month
    sums = compared(rows, mine)
    for currency in ("EUR", "USD"):
        theirs = sum(-row.amount_minor for row in rows if row.state == "done" and row.currency == currency and START <= row.at < END)
        books = sum(amount for one in mine.values() for at, amount in one.booked if START <= at < END) if currency == "EUR" else 0
        found = [one for one in sums if one.currency == currency]
        assert sum(one.theirs for one in found) == theirs and sum(one.ours for one in found) == books
        for one in found:
            assert sum(part.amount_minor for part in one.differences) == one.difference
            assert all(part.cause in CAUSES and part.amount_minor for part in one.differences)
            assert len({part.key for part in one.differences}) == len(one.differences)


@given(months(("fine", "nameless", "both")))
def test_a_clean_month_lists_nothing_that_asks_for_anybody(month: Any) -> None:
    rows, mine, _ = month
    for one in compared(rows, mine):
        assert [part.cause for part in one.differences if part.cause in ASKS] == []
        assert one.differences == ()


@given(months())
@settings(max_examples=60)
def test_the_order_of_lines_changes_nothing(month: Any) -> None:
    rows, mine, _ = month
    assert compared(rows, mine) == compared(list(reversed(rows)), dict(reversed(mine.items())))


CASES = {
    "unknown": {"unknown_refund"}, "missing": {"missing_there"}, "young": set(), "amount": {"another_amount"}, "currency": {"another_currency"},
    "twice": {"twice"}, "twice_by_hand": {"twice"}, "came_back": {"came_back"}, "not_booked": {"not_booked"}, "next_month": {"another_month"},
    "pending": {"missing_there"}, "nameless": set(), "fine": set(),
}  # fmt: skip


@pytest.mark.parametrize("fault", CASES)
def test_each_fault_has_its_own_cause(fault: str) -> None:
    at = START + timedelta(days=9)
    one, row = ours(1, 3900, at), told(1, 3900, at)
    mine = {} if fault == "unknown" else {one.subject: one}
    if fault == "young":
        mine = {one.subject: replace(one, booked=((NOW - timedelta(days=1), 3900),))}
    if fault == "not_booked":
        mine = {one.subject: replace(one, booked=(), is_settled=False)}
    rows = [] if fault in ("missing", "young") else [_faulty(row, fault, 3900)]
    if fault == "twice":
        rows.append(replace(row, name="txn_2", refund="re_2"))
    if fault == "twice_by_hand":
        rows.append(replace(row, name="txn_2", refund="re_2", key=""))
    if fault == "came_back":
        rows.append(told(1, -3900, at + timedelta(days=2)))
    assert {part.cause for found in compared(rows, mine) for part in found.differences} == CASES[fault]


def test_what_no_report_can_know_yet_is_on_its_way() -> None:
    at = START + timedelta(days=9)
    one = ours(1, 3900, at)
    (found,) = compare(
        [], {one.subject: one}, {}, start=START, end=END, now=NOW, known=Known(covered={"stripe": [(START, at - timedelta(days=2))]})
    )
    assert [(part.cause, part.amount_minor, part.is_open) for part in found.differences] == [("on_its_way", -3900, False)]
    (found,) = compare([], {one.subject: one}, {}, start=START, end=END, now=at + timedelta(days=6), known=COVERED)
    assert [part.cause for part in found.differences] == ["on_its_way"]


def test_what_a_person_paid_by_hand_is_missed_in_no_report_but_found_in_one() -> None:
    at = START + timedelta(days=9)
    one = replace(ours(1, 3900, at), provider="manual", ref="", key="", payment="")
    assert compare([], {one.subject: one}, {}, start=START, end=END, now=NOW, known=COVERED) == []
    row = told(1, 3900, at + timedelta(days=2), key="", order="#1")
    found = match([row], [one], known={})
    assert found == {key_of(row): (one.subject, "payment")}
    (line,) = compare([row], {one.subject: one}, {key_of(row): one.subject}, start=START, end=END, now=NOW, known=COVERED)
    assert (line.provider, line.theirs, line.ours, line.differences) == ("stripe", 3900, 3900, ())


@given(st.lists(st.tuples(st.integers(-90_000, 90_000), st.integers(-300, 300)), min_size=1, max_size=20), st.integers(-500, 500))
def test_a_payout_is_its_lines_or_the_rest_is_said(lines: list[tuple[int, int]], off: int) -> None:
    rows = [
        Told(f"txn_{place}", "other", START, amount, "EUR", amount, "EUR", fee_minor=fee, payout="po_1")
        for place, (amount, fee) in enumerate(lines)
    ]
    paid = sum(row.net_minor for row in rows) + off
    payout = Told("txn_po", "payout", START, -paid, "EUR", -paid, "EUR", payout="po_1")
    found = payout_parts(payout, rows, start=START)
    assert (found.amount_minor if found else 0) == off
