"""A shop's own history in what each way costs: once there is enough of it, and in few questions to the database."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.carriage import queries as carriage
from makegood.apps.carriage.models import Postage
from makegood.apps.claims.models import Claim
from makegood.apps.disputes.models import Dispute
from makegood.apps.inspection.models import Inspection
from makegood.apps.returns import queries as returns
from makegood.apps.returns.models import Case
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.insight.costs import costs_of_decision, own_figures
from makegood.journeys.make_token import make_token
from tests.cast import MUG, make_shop
from tests.journeys.test_corrections import start

pytestmark = pytest.mark.django_db
SOME = 40


def with_history(shop: Any, case: Any, now: datetime, *, cases: int = SOME) -> None:
    """A past beside a case that has a parcel: rows as journeys would have left them."""
    past = now - timedelta(days=100)
    with unit(merchants=[shop.id]):
        parcel, line = carriage.parcels_of_case(case.id)[0], returns.lines_of_case(case.id)[0]
        Case.objects.bulk_create(
            Case(
                merchant_id=shop.id, public_id=f"cas_{shop.id}_{place}", number=f"P-{place}", order_id=case.order_id, opened_at=past, opened_by="import",
                language="en", closed_at=past, notified_on=past.date(),
            )
            for place in range(cases)
        )  # fmt: skip
        Postage.objects.bulk_create(
            Postage(
                merchant_id=shop.id, public_id=f"pst_{place}", parcel=parcel, way="easypost", state="void" if place == SOME else "bought", key=f"k{place}",
                cost_minor=9999 if place == SOME else 500 + place, currency="EUR", made_at=past,
            )
            for place in (0, SOME)
        )  # fmt: skip
        Claim.objects.bulk_create(
            Claim(
                merchant_id=shop.id, public_id=f"clm_{place}", case=case, line=line, party="supplier", kind="defective", quantity=1, asked_minor=1000,
                whole_minor=1000, accepted_minor=1000 if place % 4 else 0,
                credited_minor=1000 if place % 4 else 0, currency="USD", state="credited" if place % 4 else "refused", drafted_at=past,
            )
            for place in range(SOME)
        )  # fmt: skip
        Inspection.objects.bulk_create(
            Inspection(
                merchant_id=shop.id, public_id=f"ins_{place}", case=case, line=line, quantity=1, result="as_it_should", grade="A",
                proposed="restock", disposition="restock" if place % 2 else "donate", at=past,
            )
            for place in range(SOME)
        )  # fmt: skip
        Dispute.objects.bulk_create(
            Dispute(
                merchant_id=shop.id, public_id=f"dsp_{place}", provider="stripe", source_id=f"d{place}", case_id=returns.case_of(f"cas_{shop.id}_{place}").id,
                told_at=past,
            )
            for place in range(4)
        )  # fmt: skip


def test_a_young_shop_has_only_defaults_and_they_say_so(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, "change_of_mind")
    with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as asked:
        own = own_figures(now=now + timedelta(hours=1), currency="EUR")
    assert own.figures == {} and own.cases == 1 and not own.has_enough and len(asked) <= 2
    with unit(merchants=[shop.id]):
        found = costs_of_decision(returns.decisions_of(case.id)[0], own, now=now)
    origins = {figure.origin for row in found.rows for part in row.parts for figure in part.figures}
    assert origins == {"fact", "default"}


def test_enough_history_stands_over_the_defaults(now: datetime) -> None:
    shop = make_shop("home", now)
    case = start(shop, now, "change_of_mind")
    with_history(shop, case, now)
    with unit(merchants=[shop.id]), CaptureQueriesContext(connection) as asked:
        own = own_figures(now=now + timedelta(hours=1), currency="EUR")
    assert len([one for one in asked.captured_queries if one["sql"].startswith("SELECT") and "set_config" not in one["sql"]]) == 5
    assert own.has_enough and own.cases == SOME + 1
    assert own.figures["recovery"].value == Fraction(3, 4) and own.figures["resale"].value == Fraction(1, 2)
    assert own.figures["dispute"].value == Fraction(4, SOME + 1)
    assert own.figures["recovery"].source == "measured: 40 claims on suppliers since 2026-08-12"
    assert "carriage_back_hub" not in own.figures  # one label is no average
    with unit(merchants=[shop.id]):
        found = costs_of_decision(returns.decisions_of(case.id)[0], own, now=now)
    refund = next(row for row in found.rows if (row.way.remedy, row.way.ship_back) == ("refund", "hub"))
    assert refund is found.policy
    [resale] = [part for part in refund.parts if part.name == "resale"]
    assert resale.minor == -620 and resale.figures[1].origin == "shop"  # half of what a lamp costs


def test_the_api_answers_for_each_line(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "defective", "remake", line=MUG)
    other = start(make_shop("gifts", now), now, "defective", "remake", line=MUG)
    token = make_token(merchant_id=shop.id, name="any", verbs=["read"], by=SYSTEM, now=now)
    client = Client(headers={"authorization": f"Bearer {token}"})
    with unit(merchants=[shop.id]):
        case = returns.case_by_id(case.id)
    found = client.get(f"/api/v1/cases/{case.public_id}/economics").json()
    [line] = found["lines"]
    assert found["own_cases"] == 1 and line["refusal"] is None
    assert line["rows"][0]["cheapest"] and sum(row["policy"] for row in line["rows"]) == 1
    assert {row["remedy"] for row in line["rows"]} >= {"remake", "refund"}
    assert line["alternative"]["remedy"] == "dispute" and line["alternative"]["staff_minutes"] == 240
    assert all(part["amount"]["currency"] == "EUR" for row in line["rows"] for part in row["parts"])
    assert client.get(f"/api/v1/cases/{other.public_id}/economics").status_code == 404
    described = client.get("/api/v1/openapi.json").json()
    assert "/api/v1/cases/{case_id}/economics" in described["paths"]


def test_what_waits_is_priced_as_of_today(now: datetime) -> None:
    shop = make_shop("gifts", now)
    case = start(shop, now, "defective", "", line=MUG)
    with unit(merchants=[shop.id]):
        decision = returns.decisions_of(case.id)[0]
        own = own_figures(now=now, currency="EUR")
        first, later = (costs_of_decision(decision, own, now=moment).policy for moment in (now, now + timedelta(days=60)))
    assert first.way.remedy == later.way.remedy == "remake"
    assert first.arrives_on is not None and later.arrives_on is not None and later.arrives_on > (now + timedelta(days=60)).date()
    assert [part.minor < 0 for part in first.parts if part.name == "recovery"] == [True]
    assert not [part for part in later.parts if part.name == "recovery"]  # thirty days from delivery: the supplier's window has closed
