"""The packaging story: mugs begin to break, the shop is told since when and that no batch is to blame, changes the box, and sees that it worked."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.orders import queries as orders
from makegood.apps.orders.ports import LineFacts, OrderFacts, ShipmentFacts
from makegood.apps.quality import queries
from makegood.base import timeline
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.effects import effect_of
from makegood.interfaces.jobs.quality import look_for_spikes
from makegood.journeys.begin_action import begin_action
from makegood.journeys.dismiss_spike import dismiss_spike
from makegood.journeys.end_action import end_action
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.record_spike_step import record_spike_step
from makegood.kernel.refusal import Refusal
from tests.cast import MUG, PASSWORD, STAFF, Shop, make_shop
from tests.stories.test_same_by_api import Api

pytestmark = pytest.mark.django_db


def mug(batch: str = "B1", text: str = "v1") -> LineFacts:
    return replace(MUG, batch=batch, text_version=text)


def bought(
    shop: Shop, now: datetime, days: range, a_day: int, broken: int, batches: tuple[str, ...] = ("B1",), told_after: int = 8
) -> None:
    """`a_day` orders on each of these days before `now`; of all of them the first `broken` (spread evenly) are told of as broken on arrival."""
    facts = []
    for back in days:
        for place in range(a_day):
            at, number = now - timedelta(days=back), f"#{back}-{place}-{secrets.token_hex(2)}"
            line = mug(batches[(back + place) % len(batches)], "v1" if back % 2 else "v2")
            facts.append(
                OrderFacts(
                    source="manual", source_id=number, number=number, placed_at=at, market="DE", currency="EUR", lines=(line,),
                    delivered_on=(at + timedelta(days=4)).date(), shipped_on=(at + timedelta(days=2)).date(), payment_method="Visa 4242",
                    disclosures=("no_withdrawal_personalised",), shipments=(ShipmentFacts(carrier="DHL"),),
                )
            )  # fmt: skip
    ids = import_orders(merchant_id=shop.id, facts=facts, by=SYSTEM, now=now).ids
    step = len(ids) // broken  # each batch and each text has its part
    for order_id in [ids[place * step + place % step] for place in range(broken)]:
        with unit(merchants=[shop.id]):
            order, (line,) = orders.order_by_id(order_id), orders.lines_of(order_id)
        ask = Ask((AskedLine(line.id, 1, ("damaged_in_transit",)),))
        told = min(now, order.placed_at + timedelta(days=told_after))
        open_return(merchant_id=shop.id, order_id=order_id, ask=ask, by=CUSTOMER, now=told)


def spikes_of(shop: Shop) -> list[Any]:
    with unit(merchants=[shop.id]):
        return queries.spikes_page()


def begin(shop: Shop, spike: Any, now: datetime, **other: Any) -> Any:
    facts: dict[str, Any] = {"what": "double-wall box", "who": "shop", "from_on": now.date() + timedelta(days=1), "due_on": now.date()}
    return begin_action(merchant_id=shop.id, spike_id=spike.public_id, by=STAFF, now=now, **(facts | other))


def end(shop: Shop, spike: Any, now: datetime) -> Any:
    with unit(merchants=[shop.id]):
        effect = effect_of(spike, queries.running_action(queries.spike_of(spike.public_id)), now=now)
    end_action(merchant_id=shop.id, spike_id=spike.public_id, verdict=effect.verdict, counts=effect.counts, by=STAFF, now=now)
    return effect


def broken_mugs(now: datetime) -> tuple[Shop, Any]:
    """One in four of two batches alike breaks since the packaging changed 40 days ago; before, it was one in fifty."""
    shop = make_shop("gifts", now - timedelta(days=100))
    bought(shop, now, range(90, 40, -1), 2, 2)
    bought(shop, now, range(40, 0, -1), 2, 20, batches=("B1", "B2"))
    assert look_for_spikes(now=now) >= 1
    (spike,) = spikes_of(shop)
    return shop, spike


def test_the_packaging_story(now: datetime, settings: Any) -> None:
    shop, spike = broken_mugs(now)
    assert (spike.about, spike.key, spike.state) == ("product", "MUG-E", "open")
    assert abs((spike.since_on - (now.date() - timedelta(days=40))).days) <= 2 and (spike.after_of, spike.before_of) == (20, 2)
    verdicts = {one["by"]: one["verdict"] for one in spike.splits}
    assert verdicts == {"supplier": "not_it", "batch": "not_it", "text_version": "not_it", "campaign": "not_known"}

    settings.MAKEGOOD_NOW = now.isoformat()
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    today = client.get("/desk/").content.decode()
    assert "20 of 80 orders of it came back with a fault" in today and f"/desk/spikes/{spike.public_id}/" in today
    page = client.get(f"/desk/spikes/{spike.public_id}/").content.decode()
    assert (
        "25\u00a0%" in page
        and "nobody is to blame yet" in page
        and "B1: " in page.replace('<bdi dir="auto">B1</bdi>', "B1")
        and "<svg" not in page
    )

    begin(shop, spike, now)
    later = now + timedelta(days=50)
    bought(shop, later, range(49, 21, -1), 4, 3, batches=("B1", "B2"), told_after=6)
    settings.MAKEGOOD_NOW = later.isoformat()
    assert "time to see whether what you changed has worked" in client.get("/desk/").content.decode()
    page = client.get(f"/desk/spikes/{spike.public_id}/").content.decode()
    assert "It worked: fewer come back" in page and "3 of 112, 2.7\u00a0%" in page
    effect = end(shop, spike, later)
    assert effect.verdict == "worked" and (effect.after.of, effect.after.total) == (3, 112)
    assert effect.before.low > effect.after.high
    (ended,) = spikes_of(shop)
    assert ended.state == "ended" and look_for_spikes(now=later) == 0
    with unit(merchants=[shop.id]):
        lines = list(timeline.lines_of(f"spike:{ended.id}"))
    assert [one.name for one in lines] == ["spike.found", "action.begun", "action.ended"] and timeline.broken_lines(lines) == []


def test_a_second_night_tells_nothing_twice_and_another_shop_sees_nothing(now: datetime) -> None:
    shop, spike = broken_mugs(now)
    look_for_spikes(now=now + timedelta(days=1))
    assert [one.public_id for one in spikes_of(shop)] == [spike.public_id]
    other = make_shop("gifts", now)
    assert spikes_of(other) == [] and Api(other).get(f"/spikes/{spike.public_id}").status_code == 404


def test_three_of_eight_is_no_news(now: datetime) -> None:
    shop = make_shop("gifts", now - timedelta(days=100))
    bought(shop, now, range(30, 22, -1), 1, 3)
    look_for_spikes(now=now)
    assert spikes_of(shop) == []


def test_it_is_dismissed_with_a_reason_and_then_it_is_quiet(now: datetime) -> None:
    shop, spike = broken_mugs(now)
    with pytest.raises(Refusal, match="said why"):
        dismiss_spike(merchant_id=shop.id, spike_id=spike.public_id, why="", by=STAFF, now=now)
    dismiss_spike(merchant_id=shop.id, spike_id=spike.public_id, why="known", by=STAFF, now=now)
    look_for_spikes(now=now + timedelta(days=2))
    (one,) = spikes_of(shop)
    assert (one.state, one.why_not) == ("dismissed", "known")
    for again in (
        lambda: dismiss_spike(merchant_id=shop.id, spike_id=spike.public_id, why="known", by=STAFF, now=now),
        lambda: record_spike_step(merchant_id=shop.id, spike_id=spike.public_id, step="paused", by=STAFF, now=now),
        lambda: begin(shop, spike, now),
    ):
        with pytest.raises(Refusal, match="settled"):
            again()


def test_one_change_at_a_time_and_only_days_that_can_be(now: datetime) -> None:
    shop, spike = broken_mugs(now)
    for wrong, code in (
        ({"what": " "}, "what_missing"), ({"who": "nobody"}, "who_unknown"), ({"from_on": date(2020, 1, 1)}, "days_unlikely"),
        ({"due_on": now.date() - timedelta(days=3)}, "days_unlikely"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            begin(shop, spike, now, **wrong)
        assert refused.value.code == code
    begin(shop, spike, now)
    with pytest.raises(Refusal, match="being done about this already"):
        begin(shop, spike, now)
    assert end(shop, spike, now).verdict == "too_early"
    (again,) = spikes_of(shop)
    assert again.state == "open"
    begin(shop, spike, now, what="more straw")


def test_the_same_over_the_api(now: datetime, settings: Any) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop, spike = broken_mugs(now)
    api = Api(shop)
    (listed,) = api.get("/spikes?state=open").json()["items"]
    assert listed["key"] == "MUG-E" and listed["after"]["count"] == 20 and listed["after"]["low"] > listed["before"]["high"]
    here = f"/spikes/{spike.public_id}"
    assert api.post(f"{here}/steps", {"step": "paused"}).json()["paused_at"]
    body = {
        "what": "double-wall box",
        "who": "shop",
        "from_on": (now.date() + timedelta(days=1)).isoformat(),
        "due_on": now.date().isoformat(),
    }
    begun = api.post(f"{here}/actions", body).json()
    assert begun["state"] == "acting" and begun["actions"][0]["verdict"] == "too_early" and begun["actions"][0]["needed"] > 0
    assert api.post(f"{here}/dismiss", {"why": "chance"}).status_code == 409
    assert api.post(f"{here}/actions/end", {}).json()["state"] == "open"
    assert api.post(f"{here}/actions/end", {}).json()["code"] == "no_action"
    assert api.post(f"{here}/dismiss", {"why": "chance"}).json()["why_not"] == "chance"
