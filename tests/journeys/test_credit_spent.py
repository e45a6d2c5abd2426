"""A credit is spent, comes back and ends: what is left is always what was given, less what was spent and ended, and the books say the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from makegood.apps.ledger import queries as books
from makegood.apps.settlement import credits
from makegood.apps.settlement import queries as settlement
from makegood.base.unit import unit
from makegood.casefile.crediting import Line, Told, left_of, lines_of, put_back, take
from makegood.insight.invariants import wrong_credits
from makegood.journeys.record_spending import record_spending
from makegood.journeys.return_spending import return_spending
from makegood.kernel.refusal import Refusal
from tests.cast import STAFF, Shop, make_shop
from tests.journeys.test_credit import credit_for_a_lamp

pytestmark = pytest.mark.django_db


def code_of(shop: Shop, credit: str) -> str:
    with unit(merchants=[shop.id]):
        return str(settlement.reimbursement_of(credit).provider_ref)


def spend(shop: Shop, code: str, order: str, amount: int, now: datetime, **more: Any) -> Told:
    what = {"currency": "EUR", "source": "desk"} | more
    return record_spending(merchant_id=shop.id, code=code, order_number=order, amount_minor=amount, by=STAFF, now=now, **what)


def give_back(shop: Shop, code: str, order: str, now: datetime, amount: int | None = None, reference: str = "") -> list[Line]:
    return return_spending(
        merchant_id=shop.id, code=code, order_number=order, amount_minor=amount, reference=reference, source="desk", by=STAFF, now=now
    ).lines


def left(lines: list[Line]) -> dict[str, int]:
    return {line.part.kind: line.left_minor for line in lines}


def owed_by_the_books(shop: Shop) -> int:
    with unit(merchants=[shop.id]):
        assert wrong_credits() == []
        return -sum(books.net_on("customer:store_credit", prefix="rmb_").values())


def test_a_credit_has_a_line_for_what_was_owed_and_one_for_the_bonus(now: datetime) -> None:
    shop = make_shop("gifts", now)
    name = credit_for_a_lamp(shop, now)
    with unit(merchants=[shop.id]):
        owed, bonus = credits.parts_of([settlement.reimbursement_of(name).id])
    assert (owed.kind, owed.amount_minor, owed.expires_on) == ("owed", 3900, None)
    assert (bonus.kind, bonus.amount_minor, bonus.source) == ("bonus", 390, "rule changed-mind-stock")
    assert owed_by_the_books(shop) == 4290


def test_the_bonus_is_spent_first_and_an_order_is_counted_once(now: datetime) -> None:
    shop = make_shop("gifts", now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    first = spend(shop, f" {code[:4].lower()}-{code[4:]} ", "#2001", 1000, now)
    assert left(first.lines) == {"bonus": 0, "owed": 3290} and not first.again
    again = spend(shop, code, " 2001", 1000, now + timedelta(days=2))
    assert again.again and left(again.lines) == {"bonus": 0, "owed": 3290}
    with pytest.raises(Refusal) as differs:
        spend(shop, code, "2001", 1001, now)
    assert differs.value.code == "spending_differs"
    with pytest.raises(Refusal) as small:
        spend(shop, code, "2002", 3291, now)
    assert small.value.code == "credit_too_small" and "32.90 EUR" in small.value.message
    assert owed_by_the_books(shop) == 3290


def test_what_a_refunded_order_took_goes_back_to_the_lines_that_it_came_from(now: datetime) -> None:
    shop = make_shop("gifts", now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    spend(shop, code, "2001", 1000, now)
    assert left(give_back(shop, code, "2001", now, 600, "re_1")) == {"bonus": 0, "owed": 3890}
    assert left(give_back(shop, code, "2001", now, 600, "re_1")) == {"bonus": 0, "owed": 3890}
    with pytest.raises(Refusal) as differs:
        give_back(shop, code, "2001", now, 601, "re_1")
    with pytest.raises(Refusal) as more:
        give_back(shop, code, "2001", now, 401, "re_2")
    assert (differs.value.code, more.value.code) == ("return_differs", "more_than_spent")
    assert left(give_back(shop, code, "#2001", now, reference="re_2")) == {"bonus": 390, "owed": 3900}
    assert owed_by_the_books(shop) == 4290
    with pytest.raises(Refusal) as unknown:
        give_back(shop, code, "2009", now)
    assert unknown.value.code == "spending_unknown"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"code": "NOSUCHCODE"}, "code_unknown"), ({"code": ""}, "code_unknown"), ({"order_number": " # "}, "order_needed"),
        ({"amount_minor": 0}, "amount_not_positive"), ({"amount_minor": -5}, "amount_not_positive"), ({"currency": "USD"}, "currency_mismatch"),
        ({"spent_on": "tomorrow"}, "day_to_come"),
    ],
)  # fmt: skip
def test_a_spending_that_can_not_be_is_refused(now: datetime, wrong: dict[str, Any], code: str) -> None:
    shop = make_shop("gifts", now)
    what: dict[str, Any] = {
        "code": code_of(shop, credit_for_a_lamp(shop, now)),
        "order_number": "7",
        "amount_minor": 100,
        "currency": "EUR",
    } | wrong
    if "spent_on" in what:
        what["spent_on"] = (now + timedelta(days=2)).date()
    with pytest.raises(Refusal) as refusal:
        record_spending(merchant_id=shop.id, source="desk", by=STAFF, now=now, **what)
    assert refusal.value.code == code


def test_another_shop_s_code_is_no_code_here(now: datetime) -> None:
    shop, other = make_shop("gifts", now), make_shop("gifts", now)
    code = code_of(shop, credit_for_a_lamp(shop, now))
    with pytest.raises(Refusal) as refusal:
        spend(other, code, "1", 100, now)
    assert refusal.value.code == "code_unknown"


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO settlement_creditmove (merchant_id, part_id, kind, amount_minor, order_number, order_key, reference, \"on\", source, at, actor) "
        "SELECT merchant_id, id, 'spent', amount_minor + 1, '9', '9', '', current_date, 'api', now(), 'system' FROM settlement_creditpart",
        "INSERT INTO settlement_creditmove (merchant_id, part_id, kind, amount_minor, order_number, order_key, reference, \"on\", source, at, actor) "
        "SELECT merchant_id, id, 'given_back', 1, '9', '9', '', current_date, 'api', now(), 'system' FROM settlement_creditpart",
        "UPDATE settlement_creditpart SET amount_minor = amount_minor + 1", "UPDATE settlement_creditpart SET expires_on = current_date",
        "DELETE FROM settlement_creditpart",
    ],
)  # fmt: skip
def test_the_database_itself_refuses_a_line_that_gives_more_than_it_has_or_is_rewritten(now: datetime, insert: str) -> None:
    shop = make_shop("gifts", now)
    credit_for_a_lamp(shop, now)
    with pytest.raises(IntegrityError), transaction.atomic(), unit(merchants=[shop.id]), connection.cursor() as cursor:
        cursor.execute(insert)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_any_order_of_spending_coming_back_and_ending_leaves_what_the_books_say(now: datetime) -> None:
    """Random sequences on one credit, with each step's outcome worked out beside it in the plainest way."""
    steps = st.lists(
        st.tuples(st.sampled_from(["spend", "back"]), st.sampled_from(["1", "2", "3"]), st.integers(1, 2500)), min_size=1, max_size=12
    )

    @over(steps)
    @settings(max_examples=12, deadline=None)
    def run(walk: list[tuple[str, str, int]]) -> None:
        shop = make_shop("gifts", now)
        name = credit_for_a_lamp(shop, now)
        code = code_of(shop, name)
        taken: dict[str, int] = {}
        spent: set[str] = set()
        backs = 0
        for what, order, amount in walk:
            try:
                if what == "spend":
                    made = spend(shop, code, order, amount, now)
                    if not made.again:
                        taken[order] = amount
                        spent.add(order)
                else:
                    backs += 1
                    give_back(shop, code, order, now, amount, f"re_{backs}")
                    taken[order] -= amount
            except Refusal as refusal:
                free = 4290 - sum(taken.values())
                expected = {
                    "credit_too_small": what == "spend" and amount > free, "spending_differs": what == "spend" and order in spent,
                    "more_than_spent": what == "back" and amount > taken.get(order, 0), "spending_unknown": what == "back" and order not in spent,
                }  # fmt: skip
                assert expected[refusal.code], (refusal.code, walk)
        with unit(merchants=[shop.id]):
            assert credits.left_by_credit().get(name, 0) == 4290 - sum(taken.values())
        owed_by_the_books(shop)

    run()


class Part:
    def __init__(self, id: int, kind: str, amount: int) -> None:
        self.id, self.kind, self.amount_minor, self.expires_on, self.warned_for = id, kind, amount, None, None


class Move:
    def __init__(self, part: Part, kind: str, amount: int, key: str, at: datetime) -> None:
        self.part_id, self.kind, self.amount_minor, self.order_key, self.at = part.id, kind, amount, key, at


@over(st.integers(1, 5000), st.integers(0, 5000), st.lists(st.integers(1, 3000), max_size=6), st.randoms())
@settings(max_examples=200, deadline=None)
def test_orders_that_all_come_back_leave_the_credit_as_it_was_whatever_their_order(
    owed: int, bonus: int, amounts: list[int], chance: Any
) -> None:
    now = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
    parts = [Part(1, "owed", owed), *([Part(2, "bonus", bonus)] if bonus else [])]
    moves: list[Any] = []
    orders = []
    for place, amount in enumerate(amounts):
        lines = lines_of(parts, moves, "Europe/Berlin")
        if amount > left_of(lines):
            continue
        taken, revived = take(lines, amount, on=now.date(), currency="EUR")
        assert not revived and sum(share for _, share in taken) == amount
        if bonus and lines[0].left_minor:
            assert taken[0][0].kind == "bonus"
        moves += [Move(part, "spent", share, str(place), now) for part, share in taken]
        orders.append((str(place), amount))
    chance.shuffle(orders)
    for key, amount in orders:
        moves += [Move(part, "given_back", share, key, now) for part, share in put_back(key, parts, moves, amount)]
    assert left(lines_of(parts, moves, "Europe/Berlin")) == {part.kind: part.amount_minor for part in parts}
