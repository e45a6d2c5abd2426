"""What an owner sets once reaches customers, mails and documents; the console says the same as the page."""

import io
import json
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from makegood.apps.carriage import queries as carriage
from makegood.apps.notices import queries as notices
from makegood.base.actor import CUSTOMER
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.interfaces.console import account, mail
from makegood.journeys.change_shop import change_languages, change_look, change_shop
from makegood.journeys.open_return import open_return
from makegood.journeys.set_mail_server import set_mail_server
from makegood.kernel.refusal import Refusal
from makegood.web.documents import label_pdf
from makegood.web.follow import follow
from makegood.web.uploads import clean_logo
from tests.cast import LAMP, STAFF, line_of, make_shop, sell
from tests.harness.server import free_port

pytestmark = pytest.mark.django_db


def _logo(size: tuple[int, int] = (1800, 400)) -> SimpleUploadedFile:
    out, exif = io.BytesIO(), Image.Exif()
    exif[272] = "Secret Camera"
    Image.new("RGBA", size, (200, 30, 30, 90)).save(out, "PNG", exif=exif)
    return SimpleUploadedFile("logo.png", out.getvalue() + b"<script>", "image/png")


def test_a_logo_is_drawn_anew_served_under_its_hash_and_stands_on_the_label(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    logo = clean_logo(_logo())
    drawn = Image.open(io.BytesIO(logo))
    assert drawn.size == (900, 200) and drawn.mode == "RGBA" and b"Secret" not in logo and b"<script>" not in logo
    change_look(merchant_id=shop.id, accent="#AA3300", logo=logo, by=STAFF, now=now)
    merchant, client = Merchant.objects.get(id=shop.id), Client()
    page = client.get(f"/s/{merchant.slug}/").content.decode()
    address = f"/s/{merchant.slug}/logo-{merchant.logo[:16]}.png"
    assert address in page and f"brand.css?{merchant.accent[1:]}" in page and merchant.accent == "#aa3300"
    served = client.get(address)
    assert served.content == logo and "immutable" in served.headers["Cache-Control"]
    assert client.get(f"/s/{other.merchant.slug}/logo-{merchant.logo[:16]}.png").status_code == 404
    line = line_of(shop, sell(shop, now, LAMP))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    with unit(merchants=[shop.id]):
        parcel = carriage.parcels_of_case(case.id)[0]
        assert len(label_pdf(merchant, case, parcel)) > len(label_pdf(other.merchant, case, parcel))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"<svg/>", "no_picture"),
        (b"x" * 2_000_001, "logo_too_large"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "no_picture"),
    ],
)
def test_what_is_no_logo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_logo(SimpleUploadedFile("logo.png", content, "image/png"))
    assert (refused.value.code, refused.value.field) == (code, "logo")


def test_the_shop_s_own_words_stand_in_its_mails(now: datetime) -> None:
    shop = make_shop("home", now)
    texts = {"de": {"greeting": "Moin {name}!", "sign_off": "Herzlich\nund bald"}, "en": {"greeting": "Hi {other} {name},"}}
    change_languages(merchant_id=shop.id, languages=["de", "xx", "de"], texts=texts, by=STAFF, now=now)
    assert Merchant.objects.get(id=shop.id).languages == ["de"]
    for language, number in (("de", "#1001"), ("en", "#1002")):
        line = line_of(shop, sell(shop, now, LAMP, number=number))
        ask = Ask((AskedLine(line.id, 1, ("defective",)),), language=language)
        open_return(merchant_id=shop.id, order_id=line.order_id, ask=ask, by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        english, german = (one.text for one in notices.recent_notices() if one.kind == "case_opened")
    assert german.startswith("Moin Hanna Huber!\n") and "Herzlich und bald\nAnna\nHaus & Hof" in german
    assert english.startswith("Hi {other} Hanna Huber,\n")


@pytest.mark.parametrize(
    ("change", "code"),
    [({"name": "  "}, "name_missing"), ({"email": "nobody"}, "email_invalid"), ({"address": "\n".join("abcdefg")}, "address_too_long"), ({"address": "x" * 81}, "address_too_long")],
)  # fmt: skip
def test_a_shop_that_can_t_be_is_refused_and_nothing_changes(change: dict[str, str], code: str, now: datetime) -> None:
    shop = make_shop("home", now)
    with pytest.raises(Refusal) as refused:
        change_shop(merchant_id=shop.id, form={"name": "New", "address": "Here 1", **change}, by=STAFF, now=now)
    assert refused.value.code == code and Merchant.objects.get(id=shop.id).name == "Haus & Hof"


def test_a_name_can_t_break_a_header(now: datetime) -> None:
    shop = make_shop("home", now)
    change_shop(merchant_id=shop.id, form={"name": "New\r\nBcc: x@test.example"}, by=STAFF, now=now)
    assert Merchant.objects.get(id=shop.id).name == "New Bcc: x@test.example"


def test_the_console_tries_a_shop_s_way_and_says_what_was_wrong(now: datetime, capsys: Any) -> None:
    shop = make_shop("home", now)
    form = {"host": "127.0.0.1", "port": str(free_port()), "security": "none", "sender": "returns@test.example"}
    assert mail.test(to="anna@test.example", shop=shop.merchant.slug, json=True) == 0
    assert json.loads(capsys.readouterr().out)["way"] == "outbox"
    set_mail_server(merchant_id=shop.id, form=form, by=STAFF, now=now)
    assert mail.test(to="anna@test.example", shop=shop.merchant.slug, json=True) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["taken"], found["way"], found["code"]) == (False, "own", "connection_refused") and found["mend"].startswith(
        "Check the port"
    )
    for bad in ({"to": "nobody"}, {"to": "anna@test.example", "shop": "no-such-shop"}):
        with pytest.raises(Refusal):
            mail.test(**bad)


def test_the_console_makes_a_link_where_no_mail_can_carry_it(now: datetime, capsys: Any) -> None:
    shop = make_shop("home", now)
    assert account.password(shop.owner, json=True) == 0
    link = json.loads(capsys.readouterr().out)["link"]
    assert Client().get(link[link.index("/desk/") :]).status_code == 200
    with pytest.raises(Refusal) as refused:
        account.password("nobody@test.example")
    assert refused.value.code == "person_unknown"
