"""Each night recorded decisions are run again. Where one comes out otherwise, Today says so, and the doctor, and the numbers for machines."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.returns import queries as returns
from makegood.apps.returns import reruns
from makegood.apps.returns.models import Decision
from makegood.base.unit import unit
from makegood.insight.diagnosis import diagnose
from makegood.insight.gauges import gauges
from makegood.insight.replay import look_again, replayed, run_again
from makegood.interfaces.jobs.sweeps import run_decisions_again
from makegood.policy import offers
from tests.cast import PASSWORD, make_shop
from tests.journeys.test_corrections import start

pytestmark = pytest.mark.django_db


def _today(shop: Any) -> str:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    return client.get("/desk/").content.decode()


def _numbers(when: datetime) -> dict[str, float]:
    return next(values for name, _, _, values in gauges(when) if name == "decisions_run_again")


def test_a_night_finds_what_comes_out_otherwise_and_the_next_one_that_it_is_mended(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, "change_of_mind")
    night = now + timedelta(days=1)
    assert run_decisions_again(now=night) == 0
    seen = _numbers(night)  # of every shop that this database holds
    assert seen["same"] >= 1 and seen["differ"] == 0
    with unit(merchants=[shop.id]):
        number, recorded = case.number, returns.decisions_of(case.id)[0]

    monkeypatch.setattr(offers, "round_half_up", lambda value: int(value) - 1)  # a cent less of credit
    later = night + timedelta(days=30)
    assert run_decisions_again(now=later) >= 1
    with unit(merchants=[shop.id]):
        [found] = replayed([recorded.public_id])
        kept = reruns.newest_rerun()
    expected = {"id": recorded.public_id, "same": False, "difference": "offers[1].amount_minor: was 4095, is 4094", "law_today": "same"}
    assert found == expected
    assert kept is not None and (kept.looked, kept.differing) == (1, 1) and kept.shown[0]["id"] == recorded.public_id
    page = _today(shop)
    assert "1 recorded decision comes out otherwise" in page and number in page
    slug = shop.merchant.slug  # other tests' shops may have decisions in this database
    warned = [one for one in diagnose(now=later) if one.id == "mg.W080" and one.message.startswith(f"{slug}:")]
    assert len(warned) == 1 and recorded.public_id in warned[0].message
    assert _numbers(later)["differ"] >= 1

    monkeypatch.undo()
    with unit(merchants=[shop.id]):
        again = look_again(now=later + timedelta(days=1), older=0)  # what differed is looked at again, drawn or not
    assert (again.looked, again.differing) == (1, [])
    run_decisions_again(now=later + timedelta(days=1))
    assert "comes out otherwise" not in _today(shop) and _numbers(later)["differ"] == 0


def test_older_ones_are_drawn_by_the_date_and_others_the_next_night(now: datetime) -> None:
    shop = make_shop("home", now)
    for minutes in range(6):
        start(shop, now + timedelta(minutes=minutes), "defective")

    def drawn(day: int) -> list[str]:
        moment = now + timedelta(days=day)
        with unit(merchants=[shop.id]):
            found = reruns.decisions_to_check(since=moment, until=moment, older=3, seed=moment.date().isoformat())
            return [one.public_id for one in found]

    assert len(drawn(5)) == 3 and drawn(5) == drawn(5)
    assert len({tuple(drawn(day)) for day in range(5, 12)}) > 1


def test_a_record_that_can_not_be_run_differs_and_the_others_are_looked_at(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, "defective")
    with unit(merchants=[shop.id]):
        [whole] = returns.decisions_of(case.id)
        torn = Decision(merchant_id=shop.id, public_id="dec_torn", policy=whole.policy, record={**whole.record, "entitlements": {}})
        older = Decision(
            merchant_id=shop.id,
            public_id="dec_older",
            policy=whole.policy,
            record={**whole.record, "engine_version": "0", "reasons": ["x"]},
        )
        first, second, third = run_again([torn, older, whole])
    assert not first["same"] and first["difference"] == "can't be run again: KeyError: 'defective'" and third["same"]
    assert second["difference"] == "reasons[0]: was x, is absent (decided by engine 0, this is 1)"
