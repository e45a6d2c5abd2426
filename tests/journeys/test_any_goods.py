"""Whatever customer, shop and supplier do in whatever order about new goods: books balance, one order lives, nobody's money is forgotten."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from makegood.apps.replacements import queries as replacements
from makegood.apps.replacements.states import LIVE
from makegood.base.actor import CUSTOMER
from makegood.base.unit import attempt, unit
from makegood.casefile.new_goods import Goods
from makegood.interfaces.jobs.sweeps import sweep_deadlines
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.change_offer import change_offer
from makegood.journeys.drop_case import drop_case
from makegood.journeys.place_replacement import place_replacement
from makegood.journeys.record_difference import record_difference
from makegood.journeys.record_remake import Said, record_remake
from makegood.journeys.reopen_case import reopen_case
from makegood.kernel.refusal import Refusal
from makegood.web.follow import NOTHING, follow
from tests.cast import STAFF, make_shop
from tests.journeys.test_corrections import start, state
from tests.journeys.test_new_goods import MAKER, balance, differences_of, holds, orders_of

pytestmark = pytest.mark.django_db

STEPS = st.sampled_from([
    "dearer", "dearer", "cheaper", "new one", "new one", "money", "place", "place", "they send", "they sent", "they can't", "arrived", "wrong", "again",
    "paid", "paid", "paid back", "drop", "reopen", "days",
])  # fmt: skip
OFFERED = {
    "dearer": ("exchange", Goods("Lamp L-3", 5900)), "cheaper": ("exchange", Goods("Lamp L-1", 2900)), "new one": ("replacement", None),
    "money": ("partial_refund", None),
}  # fmt: skip


def step(name: str, shop: Any, case: Any, now: datetime) -> None:
    _, (line,) = state(shop, case)
    orders, differences = orders_of(shop, case), differences_of(shop, case)
    place = {"merchant_id": shop.id, "by": STAFF, "now": now}
    if name in OFFERED:
        remedy, goods = OFFERED[name]
        change_offer(line_id=line.id, remedy=remedy, amount_minor=500, note="", goods=goods, **place)
        accept_offer(line_id=line.id, remedy=remedy, **(place | {"by": CUSTOMER}))
    elif name == "place" and orders:
        place_replacement(replacement_id=orders[-1].public_id, **place)
    elif name in ("they send", "they sent", "they can't"):
        to = {"they send": "in_production", "they sent": "shipped", "they can't": "failed"}[name]
        said = Said(ready_on=now.date() + timedelta(days=3) if to == "in_production" else None, reason="other" if to == "failed" else "")
        record_remake(line_id=line.id, to=to, said=said, **(place | {"by": MAKER}))
    elif name in ("arrived", "wrong", "again"):
        record_remake(line_id=line.id, to={"arrived": "delivered", "wrong": "failed", "again": "approved"}[name], **place)
    elif name in ("paid", "paid back") and differences:
        record_difference(difference_id=differences[-1].public_id, what=name.replace(" ", "_"), reference="R-1", **place)
    elif name == "drop":
        drop_case(case_id=case.id, **place)
    elif name == "reopen":
        reopen_case(case_id=case.id, **place)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEPS, min_size=6, max_size=16))
def test_nothing_is_lost_whatever_is_done(now: datetime, steps: list[str]) -> None:
    shop, at = make_shop("home", now), now
    case = start(shop, now, kind="damaged_in_transit", remedy="")
    for name in steps:
        if name == "days":
            at += timedelta(days=9)
            sweep_deadlines(now=at)
            continue
        try:
            with unit(merchants=[shop.id]), attempt():
                step(name, shop, case, at)
                follow(merchant_id=shop.id, case_id=case.id, now=at, **({"only": NOTHING} if name == "reopen" else {}))
        except Refusal:
            continue
        with unit(merchants=[shop.id]):
            live = [one for one in replacements.replacements_of_case(case.id) if one.state in LIVE]
            owed = sum(one.amount_minor for one in replacements.differences_of_case(case.id) if one.state in ("paid", "back_due"))
        assert len(live) <= 1 and balance(shop, "customer:exchange_advance") == -owed
        fresh, (line,) = state(shop, case)
        if fresh.closed_at is not None:
            assert owed == 0, name
        holds(at)
