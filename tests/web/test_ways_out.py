"""A page that says no says why, what to do, and whom to ask; what takes long says so in words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from makegood.base.links import make_link, token_of
from makegood.interfaces.portal import find
from tests.cast import LAMP, PASSWORD, make_shop, sell

pytestmark = pytest.mark.django_db


def _signed_in(email: str) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": email, "password": PASSWORD})
    return client


def test_an_ended_link_names_the_shop_and_a_person() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    for purpose, path in (("case", f"/s/{shop.merchant.slug}/case/{{}}/"), ("supplier", "/supplier/{}/")):
        link = make_link(purpose=purpose, subject="x", expires_at=now - timedelta(days=1), now=now, merchant_id=shop.id)
        answer = Client().get(path.format(token_of(link)))
        text = answer.content.decode()
        assert answer.status_code == 410
        for words in (
            "This link has ended.",
            "Ask for a new one; nothing is lost.",
            "Or write to Anna:",
            "shop@test.example",
            shop.merchant.name.split()[0],
        ):
            assert words in text


def test_a_hub_worker_on_the_desk_is_shown_the_way_to_the_dock_and_out() -> None:
    shop = make_shop("home", datetime.now(UTC))
    answer = _signed_in(shop.worker).get("/desk/")
    text = answer.content.decode()
    assert answer.status_code == 403 and "/dock/" in text and "/desk/sign-out/" in text


def test_a_database_that_is_away_is_told_in_words_and_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop("home", datetime.now(UTC))

    def away(**_: Any) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr(find.orders, "find_orders", away)
    answer = Client().post(f"/s/{shop.merchant.slug}/", {"number": "1001", "contact": "04109"})
    text = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] == "5"
    assert "See whether your last step is there before you repeat it." in text and "the connection is closed" not in text


def test_too_much_at_once_is_413_and_says_what_to_send_instead() -> None:
    shop = make_shop("home", datetime.now(UTC))
    answer = Client().post(f"/s/{shop.merchant.slug}/", {"number": "9" * 3_000_000, "contact": "x"})
    assert answer.status_code == 413 and "send fewer or smaller pictures" in answer.content.decode()


def test_both_missing_fields_are_counted_named_and_marked() -> None:
    shop = make_shop("home", datetime.now(UTC))
    text = Client().post(f"/s/{shop.merchant.slug}/", {"number": "", "contact": ""}).content.decode()
    assert "2 things need another look." in text and text.count('aria-invalid="true"') == 2
    assert 'href="#number"' in text and 'id="contact-wrong"' in text and 'aria-describedby="contact-help contact-wrong"' in text


def test_a_refused_message_stays_on_the_page_with_its_words() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    line = sell(shop, now, LAMP)
    client = Client()
    client.post(f"/s/{shop.merchant.slug}/", {"number": line.number, "contact": "04109"})
    client.post(f"/s/{shop.merchant.slug}/ask/", {"tile": "broken"})
    client.post(f"/s/{shop.merchant.slug}/show/", {"no_photo": "1"})
    choice = client.get(f"/s/{shop.merchant.slug}/choose/").content.decode()
    name = choice.split('name="remedy_')[1].split('"')[0]
    client.post(f"/s/{shop.merchant.slug}/choose/", {f"remedy_{name}": "refund"})
    case = client.post(f"/s/{shop.merchant.slug}/check/").headers["Location"]
    answer = client.post(case + "do/", {"do": "message", "text": "Kept " * 1200})
    assert answer.status_code == 422 and "Kept Kept" in answer.content.decode() and 'id="text-wrong"' in answer.content.decode()
    assert client.post(case + "do/", {"do": "fly"}).status_code == 400


def test_a_day_that_is_over_comes_back_as_it_was_typed() -> None:
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    client = Client()
    client.post(f"/s/{shop.merchant.slug}/", {"number": order.number, "contact": "04109"})
    client.post(f"/s/{shop.merchant.slug}/ask/", {"tile": "broken"})
    answer = client.post(f"/s/{shop.merchant.slug}/show/", {"needed_by": "2020-01-01"})
    assert answer.status_code == 422 and 'value="2020-01-01"' in answer.content.decode() and "This day is over." in answer.content.decode()


def test_a_picture_that_is_too_large_says_so_by_its_name(settings: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.MAKEGOOD_MAX_UPLOAD = 10
    now = datetime.now(UTC)
    shop = make_shop("home", now)
    order = sell(shop, now, LAMP)
    client = Client()
    client.post(f"/s/{shop.merchant.slug}/", {"number": order.number, "contact": "04109"})
    client.post(f"/s/{shop.merchant.slug}/ask/", {"tile": "broken"})
    file = SimpleUploadedFile("crack.jpg", b"x" * 50, content_type="image/jpeg")
    answer = client.post(f"/s/{shop.merchant.slug}/show/", {"photo": file})
    assert answer.status_code == 413 and "crack.jpg: This picture is too large." in answer.content.decode()
