"""A gift card that was promised stands in Shopify under the code that the customer was given: once, and its code in no log of ours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from makegood.apps.notices import queries as notices
from makegood.base.unit import unit
from makegood.journeys.publish_policy import publish_policy
from tests.cast import PASSWORD, SAMPLES, STAFF
from tests.harness.live import Live, Sold
from tests.harness.twin import fresh_shop, running
from tests.live.test_returns import comes_back, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def twin() -> Iterator[Any]:
    with running() as found:
        yield found


def live_of(twin: Any, now: datetime, **facts: Any) -> Live:
    live = Live(fresh_shop(twin, **facts), now)
    text = (SAMPLES / "home.yaml").read_text().replace("remedies: [refund, store_credit]", "remedies: [refund, gift_card]")
    publish_policy(merchant_id=live.shop.id, text=text, by=STAFF, now=now - timedelta(days=300))
    return live


def given(live: Live) -> tuple[Sold, str]:
    sold = live.sell(("Lamp", 1, "39.00"))
    sold.complain(kind="change_of_mind", remedy="gift_card")
    comes_back(sold, disposition="recycle")
    (owed,) = sold.ours()
    assert (owed.kind, owed.state) == ("gift_card", "posted") and owed.provider_ref
    return sold, owed.provider_ref


def cards(live: Live) -> list[tuple[str, str, str]]:
    return [(one["_code"], one["initialValue"]["amount"], one["initialValue"]["currencyCode"]) for one in live.twin.shop.all("GiftCard")]


@pytest.mark.parametrize("mood", ["", "reset_after"])
def test_one_card_under_the_code_that_was_mailed_whatever_becomes_of_the_answer(mood: str, twin: Any, now: datetime) -> None:
    live = live_of(twin, now)
    if mood:
        live.twin.mood(mood, call="giftCardCreate")
    sold, code = given(live)
    for minutes in (0, 1, 12, 12):
        live.tick(minutes * 60)
        sold.tell()
    (owed,) = sold.ours()
    assert cards(live) == [(code.lower(), f"{owed.amount_minor / 100:.2f}".rstrip("0"), "EUR")] and state_of(sold, "give_card") == (
        "done",
        "",
    )
    with unit(merchants=[live.shop.id]):
        assert code in str([one.text for one in notices.notices_of_case(sold.case.id) if one.kind == "credit_given"])
    with connection.cursor() as cursor:  # the errand and the chain hold no code
        cursor.execute("SELECT (SELECT count(*) FROM mirror_errand WHERE facts::text ILIKE %s OR words ILIKE %s) + (SELECT count(*) FROM base_timeline WHERE body::text ILIKE %s)", [f"%{code}%"] * 3)  # fmt: skip
        assert cursor.fetchone() == (0,)


def test_without_the_permission_a_person_makes_it_under_the_same_code(twin: Any, now: datetime) -> None:
    live = live_of(twin, now, scopes=["read_orders", "write_orders", "read_returns", "write_returns", "read_locations", "read_products"])
    sold, code = given(live)
    sold.tell()
    assert state_of(sold, "give_card") == ("failed", "scope_missing") and cards(live) == []
    owner = Client()
    owner.post("/desk/sign-in/", {"username": live.shop.owner, "password": PASSWORD})
    page = owner.get(f"/desk/case/{sold.case.public_id}/").content.decode()
    assert "bears the code that the customer was given" in page and code in page
