"""A job that breaks off in the middle is tried again, and what it had begun is ended as if it had not."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from procrastinate.contrib.django import app

import makegood.interfaces.jobs.app as jobs
from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.intake import uploads
from makegood.interfaces.jobs.job import TRY_AGAIN
from makegood.journeys import import_orders as importing
from makegood.journeys.keep_upload import keep_upload
from makegood.journeys.take_upload import take_upload
from makegood.kernel.ids import new_public_id
from makegood.web.follow import after_import
from tests.cast import STAFF, Shop, make_shop

pytestmark = pytest.mark.django_db
HEADER = "Order,Date,Item,Price,Shipped\n"


class Killed(BaseException):
    """The machine stops here."""


def taken(shop: Shop, now: datetime, *rows: str) -> str:
    """A file that somebody has sent and said yes to."""
    name = new_public_id("upl")
    size = uploads.keep_file([(HEADER + "".join(f"{row}\n" for row in rows)).encode()], merchant_id=shop.id, public_id=name)
    keep_upload(merchant_id=shop.id, public_id=name, file_name="monday.csv", size=size, by=STAFF, now=now)
    take_upload(merchant_id=shop.id, upload_id=name, later=True, by=STAFF)
    return name


def bring_in(shop: Shop, name: str, now: datetime) -> None:
    follow = after_import(merchant_id=shop.id, now=now)
    uploads.run_upload(merchant_id=shop.id, upload_id=name, by=STAFF, now=now, follow=follow)


def kept(shop: Shop, name: str) -> Any:
    with unit(merchants=[shop.id]):
        return orders.upload_of(name)


def test_every_job_that_nothing_else_asks_for_is_tried_again_when_its_database_fell() -> None:
    periodic = {one.task.name for one in app.periodic_registry.periodic_tasks.values()}
    alone = [
        one
        for one in app.tasks.values()
        if one.name not in periodic and not one.name.startswith("procrastinate.") and "builtin" not in one.name
    ]
    assert {"bring_in_upload", "read_shop_order", "step_backfill", "carry_transfer", "carry_errand", "send_account_mails"} <= {
        one.name for one in alone
    }
    assert [one.name for one in alone if one.retry_strategy is not TRY_AGAIN] == []
    decide = lambda error, attempts: TRY_AGAIN.get_retry_decision(exception=error, job=SimpleNamespace(attempts=attempts))  # type: ignore[arg-type]
    assert decide(OperationalError(), 0) and decide(InterfaceError(), 7)
    assert decide(OperationalError(), 8) is None and decide(ValueError(), 0) is None


def test_a_file_whose_database_fell_is_on_its_way_still_and_says_so_when_it_was_tried_too_often(now: datetime, monkeypatch: Any) -> None:
    shop = make_shop("home", now)
    name = taken(shop, now, "1,2026-11-02,Mug,24.90,")

    def falls(**more: Any) -> None:
        raise OperationalError("server closed the connection")

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "run_upload", falls)
        with pytest.raises(OperationalError):
            jobs.bring_in_upload.func(SimpleNamespace(job=SimpleNamespace(attempts=0)), shop.id, name, str(STAFF))
        assert (kept(shop, name).state, kept(shop, name).problem) == ("waiting", {})
        with pytest.raises(OperationalError):
            jobs.bring_in_upload.func(SimpleNamespace(job=SimpleNamespace(attempts=8)), shop.id, name, str(STAFF))
        assert (kept(shop, name).state, kept(shop, name).problem["code"]) == ("failed", "fault")


def test_a_file_is_done_and_its_columns_are_remembered_or_neither(now: datetime, monkeypatch: Any) -> None:
    shop = make_shop("home", now)
    name = taken(shop, now, "1,2026-11-02,Mug,24.90,")

    def dies(**more: Any) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(uploads, "remember_mapping", dies)
        with pytest.raises(Killed):
            bring_in(shop, name, now)
    assert kept(shop, name).state == "running"
    bring_in(shop, name, now)
    assert kept(shop, name).state == "done" and kept(shop, name).counts["new"] == 1
    with unit(merchants=[shop.id]):
        assert uploads.reading_of(kept(shop, name), shop.merchant).remembered


def test_what_was_new_or_changed_before_it_broke_off_is_counted_as_that(now: datetime, monkeypatch: Any) -> None:
    shop = make_shop("home", now)
    monkeypatch.setattr(importing, "CHUNK", 2)
    first = taken(shop, now, "1,2026-11-02,Mug,24.90,", "2,2026-11-02,Mug,24.90,")
    bring_in(shop, first, now)
    rows = ("1,2026-11-02,Mug,24.90,2026-11-04", "3,2026-11-02,Mug,24.90,", "2,2026-11-02,Mug,24.90,", "4,2026-11-02,Mug,24.90,")
    whole = {"read": 4, "new": 2, "unchanged": 1, "changed": 1, "refused": 0}
    second = taken(shop, now, *rows)
    real, calls = importing._import, []

    def dies_later(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        real(*given)

    with monkeypatch.context() as broken:
        broken.setattr(importing, "_import", dies_later)
        with pytest.raises(Killed):
            bring_in(shop, second, now)
    assert (kept(shop, second).state, kept(shop, second).counts["changed"], kept(shop, second).counts["new"]) == ("running", 1, 1)
    bring_in(shop, second, now)
    assert kept(shop, second).counts == whole
