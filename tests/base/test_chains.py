"""What was done to the records behind their back is found and named."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from makegood.apps.returns import queries as returns
from makegood.apps.returns.models import CaseLine, CaseWords
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.evidence import erase, path_of, read, read_original
from makegood.base.timeline import TimelineLine, lines_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.chains import verify_chains
from makegood.journeys.drop_case import drop_case
from makegood.journeys.erase_customer import erase_customer
from makegood.journeys.open_return import open_return
from makegood.journeys.seal_chains import seal_chains
from makegood.kernel.digest import digest_of, digest_of_bytes
from makegood.web.follow import follow
from makegood.web.uploads import clean_picture
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(now: datetime) -> tuple[Shop, Any]:
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    line = line_of(shop, order)
    ask = Ask((AskedLine(line.id, 1, ("defective",), "It flickers."),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    return shop, case


def picture(*, taken: str, camera: str) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[306], exif[272] = taken, camera
    Image.new("RGB", (320, 240), "tan").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _behind(sql: str, *params: Any) -> None:
    """As whoever owns the database could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE base_timeline DISABLE TRIGGER USER")
        cursor.execute("SELECT set_config('app.merchants', '{' || (SELECT max(id) FROM base_merchant) || '}', true)")
        cursor.execute(sql, params)
        assert cursor.rowcount
        cursor.execute("ALTER TABLE base_timeline ENABLE TRIGGER USER")


def test_an_edited_line_is_named(opened: tuple[Shop, Any]) -> None:
    _, case = opened
    assert verify_chains([case.number])["broken"] == []
    _behind("UPDATE base_timeline SET actor = 'staff:nobody' WHERE chain = %s AND seq = 2", f"case:{case.id}")
    assert verify_chains([case.number])["broken"] == [
        f"case {case.number}, case:{case.id}: line 2 (line.opened, 2026-11-20 09:00 UTC) was changed, or the one before it"
    ]


def test_an_edited_row_of_the_case_is_named(opened: tuple[Shop, Any]) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        line = returns.lines_of_case(case.id)[0]
        stood = line.decision
        CaseLine.objects.filter(id=line.id).update(decision="refused")
    assert stood != "refused"
    said = f"case {case.number}: decision of {line.public_id} is refused, its timeline says {stood}"
    assert verify_chains([case.number])["broken"] == [said] and said in verify_chains()["broken"]


def test_a_line_cut_off_at_the_end_is_missed_by_the_nights_seal(opened: tuple[Shop, Any], now: datetime) -> None:
    shop, case = opened
    nights = [now + timedelta(days=number) for number in (1, 2, 3)]
    sealed = [seal_chains(merchant_id=shop.id, by=SYSTEM, now=night) for night in nights]
    with unit(merchants=[shop.id]):
        all_lines = TimelineLine.objects.filter(chain__contains=":").exclude(chain__startswith="seals:").count()
        last = lines_of(f"case:{case.id}").last()
    assert (
        sealed[0] == 0 and sealed[1] == all_lines and sealed[2] == 1
    )  # the first night only looks; the third seals the first one's own line
    mine = [one for one in verify_chains()["broken"] if f"seals:{shop.id}:" in one]
    assert mine == [] and last is not None
    _behind("DELETE FROM base_timeline WHERE chain = %s AND seq = %s", last.chain, last.seq)
    (found,) = [one for one in verify_chains()["broken"] if f"seals:{shop.id}:" in one]
    assert f"of the {all_lines} lines that were sealed on 2026-11-22" in found and f"{all_lines - 1} are there" in found


def test_a_picture_is_kept_as_it_was_sent_and_its_hash_is_in_the_chain(opened: tuple[Shop, Any], now: datetime) -> None:
    shop, _ = opened
    order = sell(shop, now, LAMP, number="#1009")
    sent = picture(taken="2026:11:19 18:04:00", camera="Phone 9")
    with unit(merchants=[shop.id], by=CUSTOMER):
        kept = clean_picture(SimpleUploadedFile("lamp.jpg", sent)).keep(now=now)
        assert read(kept) != sent and b"Phone 9" not in read(kept)
        assert read_original(kept).content == sent and read_original(kept).media_type == "image/jpeg"
        assert kept.original == digest_of_bytes(sent) and kept.captured == {"taken": "2026:11:19 18:04:00", "camera": "Phone 9"}
    ask = Ask((AskedLine(line_of(shop, order).id, 1, ("defective",), evidence_ids=(kept.id,)),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        (line,) = [one for one in returns.timeline_of(case.id) if one.name == "evidence.shown"]
        assert line.body["digest"] == kept.digest and line.body["original"] == kept.original
        again = clean_picture(SimpleUploadedFile("lamp.jpg", picture(taken="2026:11:20 08:00:00", camera="Phone 9"))).keep(now=now)
        assert again.digest == kept.digest and again.original != kept.original  # the same picture, sent as another file
        gone = erase([kept.id], now=now)
        assert gone == [path_of(f"m{shop.id}", kept.original)]  # what is shown stays for the other one


def test_what_is_left_of_words_can_not_be_guessed(opened: tuple[Shop, Any], now: datetime) -> None:
    shop, case = opened
    with unit(merchants=[shop.id]):
        row = CaseWords.objects.get(case_id=case.id)
        (line,) = [one for one in returns.timeline_of(case.id) if one.name == "words.added"]
        assert line.body["digest"] == digest_of([row.salt, case.public_id, now, row.text]) and len(row.salt) == 32
    drop_case(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    erase_customer(merchant_id=shop.id, order_id=case.order_id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        row = CaseWords.objects.get(case_id=case.id)
        assert row.text == row.salt == ""
    assert verify_chains([case.number])["broken"] == []
