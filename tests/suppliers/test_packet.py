"""A claim as a file for the supplier: what stands in it, what never does, and who may take it."""

import io
import json
import zipfile
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.base.actor import CUSTOMER
from makegood.base.evidence import erase
from makegood.base.links import link_for, token_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.open_return import open_return
from makegood.journeys.submit_claim import submit_claim
from makegood.web import claim_packet
from makegood.web.follow import follow
from makegood.web.uploads import clean_picture
from tests.cast import LAMP, STAFF, Shop, make_shop, sell
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db
BUYERS = ("Hanna", "Huber", "hanna@", "Lindenstr", "39.00", "3900", "78.00", "Secretphone")


def shown(shade: int) -> SimpleUploadedFile:
    """A picture as a phone sends it, with what the phone writes into it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x0132] = "Secretphone", "2026:11:20 10:00:00"
    Image.new("RGB", (320, 240), (200, 150, shade * 90)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("crack.jpg", out.getvalue(), "image/jpeg")


def claimed(shop: Shop, now: datetime, *, pictures: int = 2, number: str = "#1001") -> tuple[Any, Any]:
    """(case, claim) of a lamp that does not shine."""
    order = sell(shop, now, LAMP, number=number)
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
        files = tuple(clean_picture(shown(place)).keep(now=now).id for place in range(pictures))
    ask = Ask((AskedLine(line.id, 1, ("defective",), "It does not shine.", files),))
    case = open_return(merchant_id=shop.id, order_id=order.id, ask=ask, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case, claim_of(shop, case)


def claim_of(shop: Shop, case: Any) -> Any:
    with unit(merchants=[shop.id]):
        return claims.claims_of_case(case.id)[0]


def token(shop: Shop, claim: Any, now: datetime) -> str:
    with unit(merchants=[shop.id]):
        link = link_for(purpose="supplier", subject=claim.public_id, now=now)
        assert link is not None
        return token_of(link)


def files_in(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_it_holds_what_concerns_the_supplier_and_nothing_of_the_buyer(now: datetime) -> None:
    shop = make_shop("home", now)
    _case, claim = claimed(shop, now)
    desk = signed_in(shop.owner)
    answer = desk.get(f"/desk/claim/{claim.public_id}/packet.zip")
    assert answer.headers["Content-Type"] == "application/zip" and 'filename="claim-1001-' in answer.headers["Content-Disposition"]
    files = files_in(answer.content)
    assert sorted(files) == ["claim.json", "claim.pdf", "pictures/picture-1.jpg", "pictures/picture-2.jpg"]
    facts = json.loads(files["claim.json"])
    assert (facts["reference"], facts["article"], facts["pieces"], facts["trouble"]) == ("#1001", "L-2", 1, "defective")
    assert (facts["amount"], facts["currency"], facts["window_days"], facts["day_of_window"]) == ("12.40", "EUR", 30, 8)
    assert facts["wanted"] == [{"kind": "photo", "count": 2}] and facts["pictures"] == ["pictures/picture-1.jpg", "pictures/picture-2.jpg"]
    assert facts["language"] == "zh-hans" and "我们请您退" in facts["says"][0], "its words are the supplier's"
    everything = files["claim.json"].decode() + str(desk.get(f"/desk/claim/{claim.public_id}/packet.pdf").content)
    assert not [word for word in BUYERS if word in everything]
    for name in facts["pictures"]:
        assert b"Secretphone" not in files[name] and not Image.open(io.BytesIO(files[name])).getexif()


def test_the_document_says_it_in_words_with_the_pictures(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop("home", now)
    _case, claim = claimed(shop, now)
    drawn: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(claim_packet, "render_pdf", lambda template, **rest: drawn.append((template, rest)) or b"%PDF")
    monkeypatch.setattr(claim_packet, "chinese_font", lambda: "")
    with unit(merchants=[shop.id]):
        claim_packet.claim_pdf(claims.claim_of(claim.public_id), shop.merchant, "zh-hans")
        claim_packet.claim_pdf(claims.claim_of(claim.public_id), shop.merchant, "de")
    (_, english), (_, german) = drawn
    facts = dict(english["data"]["facts"])
    assert english["data"]["lang"] == "en", "without a font for Chinese it is English, not boxes"
    assert facts["Our agreement"] == "Section 4: faults, 30 days from delivery. Day 8 of 30." and facts["We ask"] == "€12.40"
    assert facts["What you want to see"] == "2 × a photo of the fault" and len(english["files"]) == 2
    assert dict(german["data"]["facts"])["Stück"] == "1"
    assert not [word for word in BUYERS if word in json.dumps([one[1]["data"] for one in drawn])]


def test_the_same_rows_make_the_same_bytes(now: datetime) -> None:
    shop = make_shop("home", now)
    _case, claim = claimed(shop, now)
    with unit(merchants=[shop.id]):
        one, other = (claim_packet.claim_zip(claims.claim_of(claim.public_id), shop.merchant, "en") for _ in range(2))
    assert one == other and files_in(one)["claim.pdf"].startswith(b"%PDF")


def test_the_supplier_takes_it_behind_its_link_and_nobody_elses(now: datetime, client: Client) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    _case, claim = claimed(shop, now)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    mine = token(shop, claim, now)
    page = client.get(f"/supplier/{mine}/?lang=en").content.decode()
    assert f"/supplier/{mine}/packet.zip?lang=en" in page
    files = files_in(client.get(f"/supplier/{mine}/packet.zip?lang=en").content)
    assert json.loads(files["claim.json"])["says"][0].startswith("Your order #1001: 1 piece, broken or not working.")
    assert client.get(f"/supplier/{mine}/packet.pdf").content.startswith(b"%PDF")
    assert client.get(f"/supplier/{mine}/packet.exe").status_code == 404
    assert client.get(f"/supplier/{mine}x/packet.zip").status_code == 404
    assert signed_in(other.owner).get(f"/desk/claim/{claim.public_id}/packet.zip").status_code == 404


def test_an_erased_picture_is_left_out_and_the_rest_is_there(now: datetime) -> None:
    shop = make_shop("home", now)
    _case, claim = claimed(shop, now)
    with unit(merchants=[shop.id]):
        erase([claims.evidence_of_claim(claim.id)[0].file_id], now=now)
        files = files_in(claim_packet.claim_zip(claims.claim_of(claim.public_id), shop.merchant, "en"))
    assert [name for name in files if name.startswith("pictures/")] == ["pictures/picture-1.jpg"]
