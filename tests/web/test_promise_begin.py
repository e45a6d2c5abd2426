"""A first promise: what the shop already is stands there, what is wrong stands beside its field, and nothing is promised unread."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.policies import queries as policies
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.exposure import exposure, may_be_sent_back
from makegood.interfaces.desk.promise_words import ASKS, CHOICES, HELP, PRESETS
from makegood.journeys.open_return import open_return
from makegood.law.load import codes
from makegood.policy.presets import presets as kinds_of_shop
from makegood.policy.presets.questions import QUESTIONS
from tests.cast import LAMP, MUG, PASSWORD, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/promise/begin/"
ANSWERS = {
    "preset": "scaling", "markets": ["DE", "FR"], "products": ["stock"], "keep_below": "20", "supplier_claim_days": "", "comes_back_to": "hub",
    "mind_days": "30", "return_rate": "4,90", "true_postage": "6.10", "typo_percent": "0", "answer_hours": "24", "credit_bonus": "1",
}  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)  # the pages read the clock


@pytest.fixture
def shop(now: datetime) -> Shop:
    return make_shop("home", now)


@pytest.fixture
def client(shop: Shop) -> Client:
    found = Client()
    assert found.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD}).status_code == 302
    return found


def read_of(page: str) -> str:
    found = re.search(r'name="read" value="(\w*)"', page)
    assert found
    return found[1]


def test_the_page_says_the_same_as_the_questions() -> None:
    assert {name: question.asks for name, question in QUESTIONS.items()} == {name: str(text) for name, text in ASKS.items()}
    assert {name: question.help for name, question in QUESTIONS.items() if question.help} == {
        name: str(text) for name, text in HELP.items()
    }
    assert {word for question in QUESTIONS.values() for word in question.words} == set(CHOICES)
    assert {name: one.title for name, one in kinds_of_shop.PRESETS.items()} == {name: str(text) for name, text in PRESETS.items()}


def test_what_the_shop_already_is_stands_there(client: Client, shop: Shop, now: datetime) -> None:
    sell(shop, now, LAMP, MUG, market="FR")
    page = client.get(PAGE).content.decode()
    for word in ("FR", "stock", "personalised", "defective", "wrong_item"):
        assert re.search(rf'value="{word}" checked', page), word
    assert 'value="hub" selected' in page and 'name="supplier_claim_days" value="30"' in page
    assert 'name="true_postage" value=""' in page and not re.search(r'value="DE" checked', page)


def test_nothing_is_promised_before_it_was_read_as_it_is(client: Client, shop: Shop, now: datetime) -> None:
    def hash_in_force() -> str:
        with unit(merchants=[shop.id]):
            return str(policies.version_in_force(now + timedelta(hours=1)).hash)  # type: ignore[union-attr]

    before = hash_in_force()
    unread = client.post(PAGE, ANSWERS | {"step": "publish"}).content.decode()
    assert "Something changed since you read it." in unread and hash_in_force() == before
    shown = client.post(PAGE, ANSWERS | {"step": "preview"}).content.decode()
    assert (
        "This is what your customers will read" in shown
        and "The way back costs you 4,90\xa0€" in shown
        and "Nobody in your 2 markets gets less than the law gives." in shown
        and hash_in_force() == before
    )
    changed = client.post(PAGE, ANSWERS | {"step": "publish", "read": read_of(shown), "mind_days": "45"}).content.decode()
    assert "Read it once more." in changed and "You have 45 days from the day it comes." in changed and hash_in_force() == before
    assert client.post(PAGE, ANSWERS | {"step": "publish", "read": read_of(shown)}).status_code == 302
    assert hash_in_force() == read_of(shown)
    assert "This is your promise from now on." in client.get(PAGE).content.decode()


def test_the_answers_can_end_as_a_draft(client: Client, shop: Shop) -> None:
    shown = client.post(PAGE, ANSWERS | {"step": "preview"}).content.decode()
    assert client.post(PAGE, ANSWERS | {"step": "draft", "edition": "0"}).status_code == 200  # unread: it is shown again
    assert client.post(PAGE, ANSWERS | {"step": "draft", "read": read_of(shown), "edition": "0"}).status_code == 302
    with unit(merchants=[shop.id]):
        draft = policies.draft()
    assert draft is not None and "return_fee: 4.90" in draft.text
    assert "There is a draft." in client.get(PAGE).content.decode()
    again = client.post(PAGE, ANSWERS | {"step": "draft", "read": read_of(shown), "edition": "0"})
    assert again.status_code == 409 and "The draft is another one now." in again.content.decode()
    assert client.post(PAGE, ANSWERS | {"step": "draft", "read": read_of(shown), "edition": "1"}).status_code == 302


def test_each_wrong_answer_stands_beside_its_field_and_what_was_typed_is_kept(client: Client) -> None:
    wrong = ANSWERS | {"mind_days": "seven", "true_postage": "a lot", "typo_percent": "120", "return_rate": "", "markets": []}
    answer = client.post(PAGE, wrong)
    page = answer.content.decode()
    assert answer.status_code == 400 and "5 things need another look." in page
    for name in ("mind_days", "true_postage", "typo_percent", "return_rate", "markets"):
        assert f'id="{name}-wrong"' in page
    assert 'value="seven"' in page and 'value="a lot"' in page and "From 14 to 365." in page
    dear = client.post(PAGE, ANSWERS | {"return_rate": "6.10"}).content.decode()
    assert "A flat rate is below what a parcel back really costs." in dear and 'id="return_rate-wrong"' in dear


@pytest.mark.parametrize("preset", ["", "new", "scaling", "established", "nonsense"])
def test_every_preset_is_a_page(client: Client, preset: str) -> None:
    assert client.get(f"{PAGE}?preset={preset}").status_code == 200


def test_strangers_and_workers_see_nothing_of_it(shop: Shop) -> None:
    assert Client().get(PAGE).status_code == 302
    worker = Client()
    worker.post("/desk/sign-in/", {"username": shop.worker, "password": PASSWORD})
    assert worker.get(PAGE).status_code == 403


def test_what_no_supplier_takes_is_counted(client: Client, shop: Shop, now: datetime) -> None:
    page = client.get(PAGE).content.decode()
    assert "Once there are orders" in page
    orders = [sell(shop, now, LAMP, MUG, number=f"#{place}") for place in (1, 2)]
    page = client.get(PAGE).content.decode()
    assert "1 of your 2 products can be sent back in Germany for a changed mind. Whether your supplier takes them is not known." in page
    assert "nobody has sent anything back for a changed mind" in page
    line = line_of(shop, orders[0])
    open_return(merchant_id=shop.id, order_id=orders[0].id, ask=Ask((AskedLine(line.id, 2, ("change_of_mind",)),)), by=CUSTOMER, now=now)
    with unit(merchants=[shop.id]):
        found = exposure(now=now + timedelta(minutes=1), zone="Europe/Berlin")
    assert (found.asked, found.pieces, found.unpriced, found.cost_minor) == (2, 2, 0, 2 * 1240)
    assert (found.markets[0].market, found.markets[0].sold, found.markets[0].sendable, found.markets[0].unknown) == ("DE", 2, 1, 1)


@pytest.mark.parametrize(
    ("market", "given", "may"),
    [
        ("DE", "none", True),
        ("DE", "own_text", False),
        ("BR", "own_text", True),
        ("AU", "none", False),
        ("US-NY", "none", False),
        ("DE", "unknown", True),
    ],
)
def test_what_may_be_sent_back_is_the_laws(market: str, given: str, may: bool, now: datetime) -> None:
    assert market in codes() and may_be_sent_back(market, given, now.date()) is may


def test_anything_may_be_typed(client: Client) -> None:
    odd: list[dict[str, Any]] = [
        {},
        {"step": "publish"},
        ANSWERS | {"markets": ["EU", "XX"], "products": ["\x00"], "preset": "'--"},
        dict.fromkeys(ANSWERS, "💥" * 50),
        ANSWERS | {"mind_days": "9" * 500, "return_rate": "1e9"},
    ]
    for form in odd:
        assert client.post(PAGE, form).status_code in (200, 400)
