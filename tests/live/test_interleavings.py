"""A refund here and a refund there, in every order: who gives what back, how often, and who is asked.

We owe for one lamp of two, 39.00 (or for both and delivery, 81.90, which is all, where the person gives back one of them); delivery was 3.90. A person
may give something back in Shopify: before ours is sent, or after our call. Our call is answered, or its answer
is lost: done all the same, or not done. And each row is gone through four times: Shopify's message comes at once, twice, late (after our
call), or never, and only the comparison at night finds it. How it is heard changes nothing of the end.

    a person gives        when          our call         | ours in the end        we send  in all   a person must
"""

from datetime import datetime
from typing import Any

import pytest

from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.casefile.elsewhere import counted_past
from makegood.insight.invariants import wrong_balls, wrong_transfers
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, running

pytestmark = pytest.mark.django_db

TABLE = """
    nothing               -             answered         | posted 39.00           39.00    39.00    -
    nothing               -             lost, done       | posted 39.00           39.00    39.00    -
    nothing               -             lost, not done   | posted 39.00           39.00    39.00    -

    the lamp              before ours   answered         | posted 39.00            0.00    39.00    -
    the lamp              before ours   lost, done       | posted 39.00            0.00    39.00    -
    the lamp              before ours   lost, not done   | posted 39.00            0.00    39.00    -
    the lamp              after ours    lost, not done   | posted 39.00            0.00    39.00    -
    the lamp              after ours    answered         | posted 39.00           39.00    78.00    say
    the lamp              after ours    lost, done       | posted 39.00           39.00    78.00    say

    one of two lamps      before ours   answered         | voided, posted 42.90   42.90    81.90    -
    one of two lamps      before ours   lost, done       | voided, posted 42.90   42.90    81.90    -
    one of two lamps      before ours   lost, not done   | voided, posted 42.90   42.90    81.90    -
    one of two lamps      after ours    lost, not done   | voided, posted 42.90   42.90    81.90    -

    the lamp for less     before ours   answered         | pending 39.00           0.00    20.00    say
    the lamp for less     before ours   lost, done       | pending 39.00           0.00    20.00    say
    the lamp for less     after ours    lost, not done   | pending 39.00           0.00    20.00    say
    the lamp for less     after ours    answered         | posted 39.00           39.00    59.00    say
    the lamp for less     after ours    lost, done       | posted 39.00           39.00    59.00    say

    the lamp for more     before ours   answered         | posted 39.00            0.00    41.00    -
    the lamp for more     after ours    lost, not done   | posted 39.00            0.00    41.00    -
    the lamp for more     after ours    answered         | posted 39.00           39.00    80.00    say

    the lamp, delivery    before ours   answered         | posted 39.00            0.00    42.90    -
    the lamp, delivery    after ours    lost, not done   | posted 39.00            0.00    42.90    -
    the lamp, delivery    after ours    lost, done       | posted 39.00           39.00    81.90    say

    just as much money    before ours   answered         | posted 39.00            0.00    39.00    -
    just as much money    before ours   lost, not done   | posted 39.00            0.00    39.00    -
    just as much money    after ours    lost, not done   | posted 39.00            0.00    39.00    -
    just as much money    after ours    answered         | posted 39.00           39.00    78.00    say
    just as much money    after ours    lost, done       | posted 39.00           39.00    78.00    say

    some money            before ours   answered         | pending 39.00           0.00    10.00    say
    some money            after ours    lost, not done   | pending 39.00           0.00    10.00    say
    some money            after ours    answered         | posted 39.00           39.00    49.00    -
    some money            after ours    lost, done       | posted 39.00           39.00    49.00    -

    the delivery          before ours   answered         | posted 39.00           39.00    42.90    -
    the delivery          before ours   lost, done       | posted 39.00           39.00    42.90    -
    the delivery          after ours    lost, not done   | posted 39.00           39.00    42.90    -
    the delivery          after ours    answered         | posted 39.00           39.00    42.90    -

    all of it             before ours   answered         | posted 39.00            0.00    81.90    -
    all of it             after ours    lost, not done   | posted 39.00            0.00    81.90    -
"""
GIVEN: dict[str, dict[str, Any]] = {
    "the lamp": {"amount": "39.00", "units": 1}, "one of two lamps": {"amount": "39.00", "units": 1},
    "the lamp for less": {"amount": "20.00", "units": 1}, "the lamp for more": {"amount": "41.00", "units": 1},
    "the lamp, delivery": {"amount": "42.90", "units": 1, "shipping": "3.90"}, "just as much money": {"amount": "39.00"},
    "some money": {"amount": "10.00"}, "the delivery": {"amount": "3.90", "shipping": "3.90"},
    "all of it": {"amount": "81.90", "units": 2, "shipping": "3.90"},
}  # fmt: skip
CALL = {"answered": "", "lost, done": "reset_after", "lost, not done": "reset_before"}
COLUMNS = ((4, 26), (26, 40), (40, 57), (59, 82), (82, 91), (91, 100), (100, 110))


def rows() -> list[tuple[str, ...]]:
    return [tuple(line[start:end].strip() for start, end in COLUMNS) for line in TABLE.splitlines() if line.strip()]


def go_through(live: Live, row: tuple[str, ...], heard: str) -> tuple[str, ...]:
    person, when, call = row[:3]
    sold = live.sell()
    sold.complain(units=2 if person == "one of two lamps" else 1)
    if when == "before ours":
        live.tick()
        _gives(sold, person, heard)
    if CALL[call]:
        live.twin.mood(CALL[call], call="refundCreate")
    sold.send()
    if when == "after ours":
        live.tick()
        _gives(sold, person, heard)
    if heard == "late":
        sold.hear()
    live.twin.control("moods", clear=True)
    for minutes in (2, 15):
        live.wait(minutes)
    sold.hear()  # the night
    live.wait(60)
    sold.hear()
    live.wait(2)
    end = _end_of(sold, row)
    sold.hear()
    live.wait(1)
    assert _end_of(sold, row) == end, "what was heard already changes nothing"
    return end


def _gives(sold: Sold, person: str, heard: str) -> None:
    sold.staff_refunds(**GIVEN[person])
    for _ in range({"at once": 1, "twice": 2}.get(heard, 0)):
        sold.hear()


def _end_of(sold: Sold, row: tuple[str, ...]) -> tuple[str, ...]:
    ours = sold.ours()
    sent = sum(
        round(float(t["amountSet"]["shopMoney"]["amount"]) * 100)
        for refund in sold.live.twin.order(sold.node["id"])["refunds"] if "trf_" in (refund["note"] or "")
        for t in (sold.live.twin.shop.find(gid) for gid in refund["transactions"])
    )  # fmt: skip
    states = ", ".join("voided" if one.state == "voided" else f"{one.state} {one.amount_minor / 100:.2f}" for one in ours)
    must = (
        "say"
        if any(one.in_question for one in ours)
        else "deal with it"
        if any(one.excess_minor or one.state == "failed" for one in ours)
        else "-"
    )
    with unit(merchants=[sold.live.shop.id]):
        ours_given = sum(one.moved_minor for one in ours)
        known = sum(one.amount_minor + one.shipping_minor for one in counted_past(sold.order.id))
    if must == "-":
        assert ours_given + known == sold.given_back() or "voided" in states, "what left is known, and known once"
    return (*row[:3], states, f"{sent / 100:.2f}", f"{sold.given_back() / 100:.2f}", must)


@pytest.mark.parametrize("heard", [pytest.param("at once", marks=pytest.mark.wide), "twice", "late", "never"])
def test_every_interleaving_comes_to_the_same_end(heard: str, now: datetime) -> None:
    with running() as twin:
        live = Live(fresh_shop(twin), now)
        found = [go_through(live, row, heard) for row in rows()]
        with unit(merchants=[live.shop.id]):
            assert wrong_transfers() == [] and wrong_balls() == []
            assert len(settlement.in_question()) == sum(row[-1] == "say" for row in found)
    differ = [f"{heard}: {' | '.join(row)}\n   found: {' | '.join(end[3:])}" for row, end in zip(rows(), found, strict=True) if row != end]
    assert not differ, "\n".join(differ)
