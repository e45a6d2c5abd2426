"""What holds of every route, every sample, every invoice and every proposal."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import comb
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.hubs.reconciling import Done, compare
from makegood.apps.hubs.sampling import MISSED, WORST, interval, missed, size_for, verdict_of
from makegood.apps.hubs.words import ACTS
from makegood.apps.inspection.proposing import FOR_OTHERS, Worth, propose
from makegood.apps.inspection.words import DISPOSITIONS, GRADES, RESULTS
from makegood.casefile.routing import FORBIDS, PLACES, Facts, Part, Place, bars_of, route
from makegood.journeys.take_hub_invoice import is_sound
from makegood.kernel.refusal import Refusal
from makegood.web.hub_lines import read_lines

DAY = date(2026, 11, 20)
MINOR = st.integers(0, 100_000)
MAYBE = st.none() | st.booleans()


@st.composite
def places(draw: st.DrawFn) -> Place:
    kind = draw(st.sampled_from(PLACES))
    parts = (Part("carriage", draw(MINOR), ""), Part("worth", -draw(MINOR), ""))
    return Place(kind, draw(st.sampled_from(["DE", "AT", "CN", ""])), draw(st.integers(0, 60)), parts, rank=draw(st.integers(0, 3)))


RETURNS = st.none() | st.fixed_dictionaries(
    {
        "accepted": MAYBE,
        "to": st.sampled_from([None, "supplier", "shop", "hub", "nowhere"]),
        "send_within_days": st.none() | st.integers(0, 60),
    }
)
FACTS = st.builds(
    Facts, promised=st.sampled_from(PLACES), only_promised=st.booleans(), paid_by=st.sampled_from(["shop", "customer"]),
    market=st.sampled_from(["DE", "AT", "US-CA"]), today=st.just(DAY), recalled=st.booleans(), own_words=st.booleans(), returns=RETURNS,
    supplier_address=st.booleans(), supplier_may_read=st.booleans(), delivered_on=st.none() | st.dates(DAY - timedelta(90), DAY),
)  # fmt: skip


@given(st.lists(places(), max_size=6), FACTS)
def test_no_other_lawful_place_is_cheaper_and_nothing_forbidden_is_chosen(found: list[Place], facts: Facts) -> None:
    routed = route(found, facts)
    lawful = [one for one in routed.places if not FORBIDS & set(one.bars)]
    assert (routed.chosen is None) == (not lawful)
    if routed.chosen is not None:
        assert not FORBIDS & set(bars_of(routed.chosen, facts))
        alike = [one for one in lawful if not one.bars] or lawful
        assert routed.chosen.minor == min(one.minor for one in alike)
        assert not facts.only_promised or routed.chosen.kind == facts.promised or all(one.kind != facts.promised for one in lawful)


@given(st.lists(places(), max_size=6), FACTS)
def test_the_law_is_kept_whatever_it_costs(found: list[Place], facts: Facts) -> None:
    chosen = route(found, facts).chosen
    if chosen is None:
        return
    assert not (facts.recalled and chosen.kind in ("none", "supplier"))
    assert chosen.kind != "none" or facts.promised == "none"
    if chosen.kind == "supplier":
        assert facts.returns is not None and facts.returns["accepted"] is True and facts.returns["to"] in (None, "supplier")
        assert not facts.own_words or facts.supplier_may_read
    if facts.paid_by == "customer" and chosen.kind not in ("none", facts.promised):
        assert chosen.country == facts.market[:2]


@settings(deadline=None)
@given(st.integers(1, 3000), st.sampled_from(WORST))
def test_a_bad_batch_is_held_in_95_of_100_samples_and_no_smaller_sample_would_do(lot: int, percent: int) -> None:
    size, worst = size_for(lot, percent), max(1, -(-lot * percent // 100))
    assert missed(lot, worst, size) <= MISSED
    assert size == 1 or missed(lot, worst, size - 1) > MISSED


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 40), st.data())
def test_the_interval_holds_the_true_number_in_95_of_100_samples(lot: int, data: Any) -> None:
    size, bad = data.draw(st.integers(1, lot)), data.draw(st.integers(0, lot))
    held = Fraction(0)
    for seen in range(max(0, size - lot + bad), min(size, bad) + 1):
        low, high = interval(lot, size, seen)
        assert seen <= low <= high <= lot - size + seen
        held += Fraction(comb(bad, seen) * comb(lot - bad, size - seen), comb(lot, size)) if low <= bad <= high else 0
    assert held >= Fraction(95, 100)


def test_one_bad_piece_holds_a_batch_at_once_and_a_whole_good_sample_accepts_it() -> None:
    assert size_for(500, 10) == 28
    assert verdict_of(500, 28, 0, 27).word == "drawing"
    assert verdict_of(500, 28, 1, 5).word == "hold"
    done = verdict_of(500, 28, 0, 28)
    assert (done.word, done.low) == ("accept", 0) and 50 <= done.high < 65
    assert size_for(3, 5) == 3  # of three pieces one bad one is found only by looking at all


@dataclass(frozen=True)
class Line:
    act: str
    reference: str
    quantity: int
    amount_minor: int


ACT = st.sampled_from(ACTS[:3])
DONE = st.lists(
    st.builds(lambda act, n, day, price, name: (act, n, day, price, name), ACT, st.integers(1, 3), st.integers(0, 10), st.none() | MINOR, st.sampled_from("abc")),
    max_size=8,
)  # fmt: skip
LINES = st.lists(st.builds(Line, ACT, st.sampled_from(["", "A", "b", "x"]), st.integers(1, 4), MINOR), max_size=8)


@given(DONE, LINES, st.sets(st.integers(0, 7)))
def test_no_act_is_paid_twice_and_each_is_paid_missing_or_paid_before(rows: list[Any], lines: list[Line], before: set[int]) -> None:
    acts = [
        Done(str(place), act, n, DAY + timedelta(day), price, frozenset({name})) for place, (act, n, day, price, name) in enumerate(rows)
    ]
    paid = {str(one) for one in before}
    found = compare(lines, acts, paid, since=DAY, until=DAY + timedelta(6))
    used = [act.id for match in found.matches for act in match.acts]
    assert len(used) == len(set(used)) and not set(used) & paid
    late = {one.id for one in acts if one.done_on > DAY + timedelta(6)}
    assert {one.id for one in found.missing} | set(used) | paid | late >= {one.id for one in acts}
    assert not {one.id for one in found.missing} & (set(used) | paid)
    assert [one.line for one in found.matches] == lines
    assert all((one.cause == "fits") <= (one.difference_minor == 0) for one in found.matches)
    assert all(act.act == one.line.act for one in found.matches for act in one.acts)


WORTH = st.builds(Worth, st.none() | MINOR, st.none() | MINOR, st.none() | MINOR, st.none() | MINOR)


@given(
    st.sampled_from(RESULTS), st.sampled_from(GRADES), st.booleans(), st.booleans(), st.booleans(), st.sampled_from([(), ("refurbish",)]), WORTH
)  # fmt: skip
def test_a_proposal_is_safe_and_mends_nothing_at_a_loss(
    result: str, grade: str, personalised: bool, missing: bool, recalled: bool, able: tuple[str, ...], worth: Worth
) -> None:
    found = propose(result, grade, personalised=personalised, text_missing=missing, recalled=recalled, abilities=able, worth=worth)
    assert found.disposition in DISPOSITIONS
    if personalised or missing or recalled:
        assert found.disposition not in FOR_OTHERS
    if found.disposition == "refurbish":
        assert able and grade in "BC" and (worth.refurbished is None or worth.refurbished > 0)
        if grade == "B" and worth.refurbished is not None and worth.liquidated is not None:
            assert worth.refurbished > worth.liquidated


@given(
    st.text(max_size=300),
    st.sampled_from(["", "act,quantity,amount\n", "act;reference;day;quantity;amount\nreceive;A1;2026-11-20;1;0,80\n"]),
)
def test_whatever_is_pasted_is_lines_or_a_refusal(text: str, head: str) -> None:
    try:
        found = read_lines(head + text, "EUR")
    except Refusal as refused:
        assert refused.code == "lines_invalid"
    else:
        assert all(is_sound(one) for one in found)
