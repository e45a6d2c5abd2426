"""Is everything well? The owner's page says each part in words, with what to do, and nobody else sees it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from makegood.apps.notices.models import Notice
from makegood.apps.returns.models import Rerun
from makegood.backup.nightly import Plan, Status
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.condition import Condition, condition
from makegood.interfaces.desk import well
from makegood.journeys.open_return import open_return
from tests.cast import LAMP, PASSWORD, STAFF, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
GOOD = Status(Plan(Path("/srv/backups"), 2, 7, 4), NOW - timedelta(hours=7), True, 12_000_000, 0, "", NOW - timedelta(hours=7))
FINE = Condition(
    database_bytes=48_000_000, careless=[], disk_free=80_000_000_000, backup_disk_free=None, worker_seen_at=NOW, is_worker_gone=False,
    job_waits_since=None, mails_waiting=0, mails_failed=0, oldest_mail=None, refunds=0, refunds_overdue=0, refunds_failed=0, backup=GOOD,
    is_backup_late=False, is_young=False, is_same_disk=False, clock_off=timedelta(0),
)  # fmt: skip


def _page(shop: Any, now: datetime | None = None) -> str:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    answer = client.get("/desk/settings/well/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ["Everything is well.", "It answers and holds 48 MB.", "80.0 GB are free.", "The last good one is of", "opened and read to its end", "clock and the database&#x27;s agree"]),
        ({"careless": ["fsync"]}, ["1 thing is not well.", "fsync is off", "postgresql.conf"]),
        ({"disk_free": 400_000_000}, ["400 MB are free.", "Free some space"]),
        ({"disk_free": 2_000_000_000}, ["Everything works. 1 thing should be looked at.", "Free some space"]),
        ({"is_worker_gone": True, "worker_seen_at": None}, ["No worker runs. Mails, days that pass", "Start makegood again"]),
        ({"is_worker_gone": True}, ["The worker was last seen on"]),
        ({"job_waits_since": NOW}, ["something has waited for it since"]),
        ({"mails_failed": 2}, ["2 mails could not be sent.", "/desk/mail/"]),
        ({"mails_waiting": 3, "oldest_mail": NOW}, ["3 mails wait, the first for more than ten minutes.", "/desk/settings/mail/"]),
        ({"mails_waiting": 1}, ["Everything is well.", "1 mail goes out within a minute."]),
        ({"refunds": 2}, ["Everything is well.", "2 refunds wait for a person."]),
        ({"refunds": 2, "refunds_overdue": 1}, ["1 refund waits for a person and is past its last day."]),
        ({"refunds": 2, "refunds_failed": 1}, ["1 refund failed."]),
        ({"backup": replace(GOOD, good=None), "is_young": True}, ["Everything is well.", "The first one is made tonight."]),
        ({"backup": replace(GOOD, good=None, problem="The disk is full.")}, ["There is no good backup.", "The disk is full."]),
        ({"is_backup_late": True}, ["1 thing is not well.", "None was made since.", "makegood backup FILE"]),
        ({"backup": replace(GOOD, problem="The disk is full.")}, ["should be looked at", "The last try failed: The disk is full."]),
        ({"backup": replace(GOOD, lost=2)}, ["1 thing is not well.", "2 pictures were gone or damaged."]),
        ({}, ["The first time is tonight."]),
        ({"decisions": Rerun(looked=12, differing=0, at=NOW)}, ["Everything is well.", "12 recorded decisions were run again on", "all came out the same."]),
        ({"decisions": Rerun(looked=12, differing=2, at=NOW)}, ["1 thing is not well.", "2 came out otherwise.", "`makegood decision replay`"]),
        ({"backup": replace(GOOD, opened=False)}, ["Everything is well.", "Its key is not here"]),
        ({"is_same_disk": True}, ["should be looked at", "copy it somewhere else each day"]),
        ({"backup": replace(GOOD, plan=replace(GOOD.plan, hour=None))}, ["Backups are not made here"]),
        ({"clock_off": timedelta(seconds=70)}, ["differ by 70 seconds", "NTP"]),
    ],
)  # fmt: skip
def test_each_part_is_said_in_words_with_what_to_do(
    change: dict[str, Any], said: list[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MAKEGOOD_DEMO = False
    merchant = Merchant(zone="Europe/Berlin", name="Haus & Hof", slug="haus")
    found = replace(FINE, **change)
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    monkeypatch.setattr(well, "condition", lambda now: found)
    shown: dict[str, Any] = {}
    monkeypatch.setattr(well, "settings_page", lambda request, name, merchant, refusal, **more: shown.update(more))
    well.well.__wrapped__(RequestFactory().get("/"), merchant)  # behind the sign-in, which the tests below open
    text = render_to_string("desk/settings_well.html", {"merchant": merchant, "tab": "well", **shown})
    assert all(one in text for one in said), text[text.index("<h2>") :]


def test_it_shows_the_shop_s_own_mails_and_the_installation_as_it_is() -> None:
    now = datetime.now(UTC)
    shop, other = make_shop("home", now), make_shop("home", now)
    for one in (shop, other):
        line = line_of(one, sell(one, now, LAMP))
        open_return(merchant_id=one.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=STAFF, now=now)
    with unit(merchants=[other.id]):
        Notice.objects.update(state="failed", problem="the address was refused (550)")
    with unit(merchants=[shop.id]):
        found = condition(now=now)
    assert found.mails_waiting >= 1 and found.mails_failed == 0 and found.database_bytes > 5_000_000 and found.is_worker_gone
    page = _page(shop)
    assert "No worker runs." in page and "could not be sent" not in page and "2 things are not well." in page  # the tests' fsync is off
    assert "1 mail could not be sent." in _page(other)


def test_strangers_and_staff_don_t_see_it_and_today_tells_the_owner() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    assert Client().get("/desk/settings/well/").status_code == 302
    worker = Client()
    worker.post("/desk/sign-in/", {"username": shop.worker, "password": PASSWORD})
    assert worker.get("/desk/settings/well/").status_code == 403
    owner = Client()
    owner.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    today = owner.get("/desk/").content.decode()
    assert "No worker runs." in today and 'href="/desk/settings/well/"' in today
