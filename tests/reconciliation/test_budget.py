"""However much was refunded, a month costs the same number of statements."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import PASSWORD
from tests.reconciliation.story import days, refunded, stripe_file, stripe_line, stripe_shop
from tests.reconciliation.test_story import bring

pytestmark = pytest.mark.django_db
PAGES = ("reconciliation/?month=2026-11", "month/?month=2026-11", "month/2026-11/rows/?section=refunds&key=refund:stripe&currency=EUR")


def test_a_page_of_ten_refunds_asks_no_more_than_one_of_two(now: datetime, tmp_path: Path, settings: Any, client: Client) -> None:
    settings.MAKEGOOD_NOW = (now + days(1)).isoformat()
    shop = stripe_shop(now)
    lines: list[str] = []

    def more(numbers: range) -> None:
        for number in numbers:
            refunded(shop, now, number=f"#{number}", ref=f"re_{number}", named=f"pi_{number}abcd")
            lines.append(
                stripe_line(f"txn_{number}", now, "-28.80" if number % 2 else "-28.00", ref=f"re_{number}", payment=f"pi_{number}abcd1")
            )
            lines.append(stripe_line(f"txn_x{number}", now, "-1.00", ref=f"re_x{number}", payment=f"pi_{number}abcd1"))
        bring(shop, stripe_file(tmp_path, *lines), now + days(1))

    def counted() -> list[int]:
        found = []
        for path in PAGES:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(f"/desk/books/{path}").status_code == 200
            found.append(len(queries))
        return found

    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    more(range(2))
    counted()
    few = counted()
    more(range(2, 10))
    assert counted() == few and max(few) < 40, few
