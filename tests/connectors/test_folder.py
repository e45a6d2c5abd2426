"""A shop's folder: a file is taken when it is whole, once, and put away with what was refused."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.orders import queries as orders
from makegood.base.unit import unit
from makegood.intake import folder
from makegood.interfaces.jobs import folders, sweeps
from tests.cast import PASSWORD, Shop, make_shop

pytestmark = pytest.mark.django_db
TABLE = "Order,Date,Item,Price,Engraving\n{number},2026-11-02,Mug,24.90,Hanna\n"


@pytest.fixture
def shop(now: datetime, tmp_path: Path, settings: Any) -> Shop:
    settings.MAKEGOOD_INCOMING = tmp_path / "incoming"
    found = make_shop("home", now)
    folder.watch(found.merchant)
    return found


def put(shop: Shop, name: str, content: str) -> Path:
    path = folder.folder_of(shop.merchant) / name
    path.write_text(content, encoding="utf-8")
    return path


def there(shop: Shop, where: str) -> list[str]:
    return sorted(one.name.partition("__")[2] or one.name for one in (folder.folder_of(shop.merchant) / where).iterdir())


def look_twice(now: datetime) -> list[str]:
    folders.look(now=now)
    return folders.look(now=now + timedelta(seconds=30))


def numbers(shop: Shop) -> set[str]:
    with unit(merchants=[shop.id]):
        return {one.number for one in orders.orders_page()}


def confirm(shop: Shop, name: str) -> None:
    """Somebody opens the file's page on the desk and presses the button."""
    with unit(merchants=[shop.id]):
        upload = next(one for one in orders.uploads_for_person() if one.file_name == name)
    staff = Client()
    staff.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    page = staff.get("/desk/orders-in/").content.decode()
    assert "wait for you" in page and name in page and name in staff.get("/desk/").content.decode()
    shown = staff.get(f"/desk/orders-in/{upload.public_id}/").content.decode()
    assert "Hanna" in shown
    assert staff.post(f"/desk/orders-in/{upload.public_id}/", {"do": "bring"}).status_code == 302


def test_a_new_header_waits_for_a_person_and_the_next_file_for_nobody(shop: Shop, now: datetime) -> None:
    put(shop, "monday.csv", TABLE.format(number=1))
    assert look_twice(now) == [] and there(shop, "waiting") == ["monday.csv"] and numbers(shop) == set()
    sweeps.drop_uploads(now=now + timedelta(days=3))  # a browser's upload would be gone by now
    confirm(shop, "monday.csv")
    with CaptureQueriesContext(connection) as asked:
        assert folders.look(now=now) == ["monday.csv"]
    assert [one["sql"] for one in asked.captured_queries].count("DISCARD PLANS") == 1  # once a job, however much came in
    assert there(shop, "done") == ["monday.csv"] and numbers(shop) == {"1"}
    put(shop, "tuesday.csv", TABLE.format(number=2))
    put(shop, "monday.csv", TABLE.format(number=1))
    assert look_twice(now) == ["tuesday.csv", "monday.csv"]  # as they came
    assert there(shop, "done") == ["monday-2.csv", "monday.csv", "tuesday.csv"] and numbers(shop) == {"1", "2"}
    assert there(shop, "waiting") == there(shop, ".coming") == there(shop, "refused") == []


def test_a_file_that_still_grows_or_is_not_named_yet_is_left_alone(shop: Shop, now: datetime) -> None:
    path = put(shop, "big.csv", "Order,Date,")
    put(shop, "later.csv.part", TABLE.format(number=3))
    put(shop, ".hidden.csv", TABLE.format(number=4))
    assert look_twice(now) == [] and there(shop, "waiting") == ["big.csv"]  # it stood still for half a minute: that is a file
    path = put(shop, "grows.csv", "Order,Date,")
    for step in range(4):
        folders.look(now=now + timedelta(minutes=step))
        path.write_text(path.read_text() + "Item,")
    assert "grows.csv" not in there(shop, "waiting")
    folders.look(now=now + timedelta(minutes=9))
    folders.look(now=now + timedelta(minutes=9, seconds=5))
    assert "grows.csv" not in there(shop, "waiting")  # two looks, too near
    folders.look(now=now + timedelta(minutes=10))
    assert "grows.csv" in there(shop, "waiting")
    assert (folder.folder_of(shop.merchant) / "later.csv.part").exists() and (folder.folder_of(shop.merchant) / ".hidden.csv").exists()


def test_what_is_refused_lies_beside_in_words(shop: Shop, now: datetime) -> None:
    put(shop, "first.csv", TABLE.format(number=1))
    look_twice(now)
    confirm(shop, "first.csv")
    put(shop, "half.csv", TABLE.format(number=5) + "6,never,Mug,24.90,=1+1\n")
    put(shop, "picture.csv", "\x89PNG and so on")
    put(shop, "empty.csv", "")
    (folder.folder_of(shop.merchant) / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n and so on")
    assert set(folders.look(now=now)) == {"first.csv"}
    assert set(look_twice(now)) == {"half.csv", "picture.csv", "empty.csv"}
    assert numbers(shop) == {"1", "5"}
    assert there(shop, "refused") == [
        "empty.csv", "empty.csv.refused.csv", "half.csv", "half.csv.refused.csv", "picture.csv", "picture.csv.refused.csv",
    ]  # fmt: skip

    def rows(name: str) -> list[dict[str, str]]:
        with open(folder.folder_of(shop.merchant) / "refused" / f"{name}.refused.csv", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    assert [(one["row"], one["code"]) for one in rows("half.csv")] == [("3", "date_unreadable")] and rows("half.csv")[0]["remedy"]
    assert [one["code"] for one in rows("picture.csv")] == ["no_text"] and [one["code"] for one in rows("empty.csv")] == ["file_empty"]


def test_killed_in_the_middle_it_goes_on_at_the_next_look(shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    put(shop, "first.csv", TABLE.format(number=1))
    look_twice(now)
    confirm(shop, "first.csv")
    for broken in ("run_upload", "_put_away", "take_upload", "keep_upload"):
        put(shop, f"{broken}.csv", TABLE.format(number=f"n-{broken}"))
        with monkeypatch.context() as patch:

            def die(*args: Any, **kwargs: Any) -> None:
                raise KeyboardInterrupt

            patch.setattr(folder, broken, die)
            folders.look(now=now)
            with pytest.raises(KeyboardInterrupt):
                folders.look(now=now + timedelta(seconds=30))
        assert f"{broken}.csv" in folders.look(now=now + timedelta(minutes=1))
        assert f"n-{broken}" in numbers(shop)
    assert there(shop, "waiting") == there(shop, ".coming") == []


def test_shops_never_see_each_others_folders(shop: Shop, now: datetime) -> None:
    other = make_shop("home", now)
    put(shop, "mine.csv", TABLE.format(number=1))
    look_twice(datetime.now(UTC))
    with unit(merchants=[other.id]):
        assert orders.uploads_for_person() == []
    assert not folder.folder_of(other.merchant).exists()
