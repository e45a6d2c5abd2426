"""The owner changes the shop's promise: a draft first, what it would do beside it, and nothing below the law in force."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from makegood.apps.policies import queries as policies
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.keep_draft import keep_draft
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, PASSWORD, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/promise/"


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


def edition(shop: Shop) -> int:
    with unit(merchants=[shop.id]):
        draft = policies.draft()
        return draft.edition if draft is not None else 0


def change(client: Client, shop: Shop, **form: str) -> tuple[int, str]:
    answer = client.post(PAGE + "change/", {"edition": str(edition(shop)), **form}, follow=True)
    return answer.status_code, answer.content.decode()


def rules_in(page: str) -> list[str]:
    return re.findall(r'<li class="rule" id="rule-([^"]+)"', page)


def draft_text(shop: Shop) -> str:
    with unit(merchants=[shop.id]):
        draft = policies.draft()
        return draft.text if draft is not None else ""


def test_an_exception_for_a_tag_is_drafted_looked_at_and_published(client: Client, shop: Shop) -> None:
    page = client.get(PAGE).content.decode()
    before = rules_in(page)
    assert "You are looking at a draft" not in page
    status, page = change(client, shop, do="exception", tag="christmas", days="60", paid_by="shop")
    assert status == 200
    assert "You are looking at a draft" in page
    assert set(rules_in(page)) - set(before) == {"changed-mind-christmas"}
    effects = client.get(PAGE + "effects/", headers={"HX-Request": "true"}).content.decode()
    assert "gets less than the law gives" in effects
    assert "60 days" in effects
    with unit(merchants=[shop.id]):
        old = policies.version_in_force(datetime.now(UTC))
    answer = client.post(PAGE + "publish/", {"edition": str(edition(shop)), "note": "Presents"}, follow=True)
    assert "It is published." in answer.content.decode()
    with unit(merchants=[shop.id]):
        newest = policies.publications()[0]
        assert policies.draft() is None
    assert newest.note == "Presents"
    assert old is not None and newest.version.hash != old.hash
    assert "changed-mind-christmas" in newest.version.text
    listed = client.get(PAGE + "earlier/").content.decode()
    assert "Presents" in listed


def test_what_is_below_the_law_is_not_published(client: Client, shop: Shop) -> None:
    change(
        client,
        shop,
        do="add",
        id="seven-days",
        place="1",
        when="case.kind == change_of_mind",
        **{"set-window-days": "7", "set-window-from": "delivery"},
    )
    effects = client.get(PAGE + "effects/").content.decode()
    assert "published like this" in effects
    assert "seven-days" in effects
    answer = client.post(PAGE + "publish/", {"edition": str(edition(shop))})
    assert answer.status_code == 422 or answer.status_code == 400
    assert "by the rule seven-days" in answer.content.decode()
    with unit(merchants=[shop.id]):
        assert "seven-days" not in policies.publications()[0].version.text
        assert policies.draft() is not None


def test_rules_move_up_and_down_and_the_pressed_button_keeps_the_focus(client: Client, shop: Shop) -> None:
    first, second, *rest = rules_in(client.get(PAGE).content.decode())
    _status, page = change(client, shop, do="up", rule=second)
    assert rules_in(page) == [second, first, *rest]
    _status, page = change(client, shop, do="down", rule=second)
    assert rules_in(page) == [first, second, *rest]
    assert page.count("autofocus") == 1
    _status, page = change(client, shop, do="remove", rule=first)
    assert rules_in(page) == [second, *rest]


def test_a_condition_is_looked_at_while_it_is_typed_and_kept_when_it_is_wrong(client: Client, shop: Shop) -> None:
    said = client.get(PAGE + "look/", {"when": "case.knd == defective"}).content.decode()
    assert "Column 1" in said and "case.kind" in said
    assert "wrong" not in client.get(PAGE + "look/", {"when": "case.kind == defective"}).content.decode()
    rule = rules_in(client.get(PAGE).content.decode())[0]
    _status, page = change(client, shop, do="save", rule=rule, when="case.knd == defective", **{"set-answer_within_hours": "24"})
    assert "there is no fact case.knd" in page
    assert 'value="case.knd == defective"' in page
    assert "As written" in page and "As written" not in client.get(PAGE).content.decode()
    answer = client.post(PAGE + "publish/", {"edition": str(edition(shop))})
    assert answer.status_code in (400, 422)
    assert "case.knd" in answer.content.decode()


def test_two_people_do_not_write_over_each_other(client: Client, shop: Shop, now: datetime) -> None:
    change(client, shop, do="exception", tag="one", days="30")
    seen = edition(shop)
    keep_draft(merchant_id=shop.id, text=draft_text(shop), edition=seen, by=Actor("staff", "person:0"), now=now)
    answer = client.post(PAGE + "change/", {"edition": str(seen), "do": "exception", "tag": "two", "days": "31"})
    assert answer.status_code == 409
    assert "The draft is another one now." in answer.content.decode()
    assert 'value="two"' in answer.content.decode()
    assert "changed-mind-two" not in draft_text(shop)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"do": "exception", "tag": "", "days": "30"}, "tag"),
        ({"do": "exception", "tag": "x", "days": "soon"}, "days"),
        ({"do": "exception", "tag": "x", "days": "30", "paid_by": "nobody"}, "paid_by"),
        ({"do": "add", "id": "a b", "set-window-days": "7"}, "id"),
        ({"do": "add", "id": "nothing"}, "new-window-days"),
        ({"do": "add", "id": "odd", "set-remedies": "[refund"}, "new-remedies"),
        ({"do": "add", "id": "odd", "set-window-days": "a week"}, "new-window-days"),
        ({"do": "save", "rule": "no-such-rule", "set-window-days": "7"}, None),
        ({"do": "dance"}, None),
        ({}, None),
    ],
)
def test_odd_input_is_refused_in_words_and_changes_nothing(client: Client, shop: Shop, form: dict[str, str], field: str | None) -> None:
    answer = client.post(PAGE + "change/", {"edition": "0", **form})
    assert 400 <= answer.status_code < 500
    page = answer.content.decode()
    assert 'id="refusal"' in page
    assert field is None or f'href="#{field}"' in page
    assert draft_text(shop) == ""


def test_an_earlier_promise_is_compared_and_taken_up_again(client: Client, shop: Shop) -> None:
    change(client, shop, do="exception", tag="christmas", days="60")
    client.post(PAGE + "publish/", {"edition": str(edition(shop)), "note": "More time"})
    with unit(merchants=[shop.id]):
        new, old = (one.id for one in policies.publications()[:2])
    page = client.get(PAGE + "compare/", {"then": str(old), "now": str(new)}).content.decode()
    assert "changed-mind-christmas" in page and "is new" in page
    client.post(PAGE + "take/", {"version": str(old)})
    assert "changed-mind-christmas" not in draft_text(shop)
    assert client.get(PAGE + "compare/", {"then": "draft", "now": str(new)}).status_code == 200
    assert client.get(PAGE + "compare/", {"then": "x", "now": "999999"}).status_code == 404


def test_a_case_is_tried_with_the_promise_and_with_the_draft(client: Client, shop: Shop, now: datetime) -> None:
    order = sell(shop, now - timedelta(days=20), LAMP)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line_of(shop, order).id, 1, ("defective",)),)), by=CUSTOMER, now=now
    )
    with unit(merchants=[shop.id]):
        follow(merchant_id=shop.id, case_id=case.id, now=now)
    change(client, shop, do="exception", tag="christmas", days="60")
    asked = {"kind": "change_of_mind", "market": "DE", "price": "40", "days": "50", "tags": "christmas", "told": "1"}
    page = client.get(PAGE + "try/", asked).content.decode()
    assert "In force" in page and "By the draft" in page
    assert "changed-mind-christmas" in page
    own = re.findall(r'<option value="(dec_\w+)"', client.get(PAGE + "try/").content.decode())
    assert own
    assert client.get(PAGE + "try/", {"decision": own[0]}).status_code == 200
    for wrong in ({"price": "x"}, {"days": "x"}, {"kind": "x"}, {"market": "x"}, {"decision": "dec_none"}):
        answer = client.get(PAGE + "try/", asked | wrong)
        assert 400 <= answer.status_code < 500, wrong


def test_a_promise_can_begin_on_a_later_day_and_not_on_an_earlier_one(client: Client, shop: Shop, now: datetime) -> None:
    change(client, shop, do="exception", tag="christmas", days="60")
    yesterday = (now - timedelta(days=2)).date().isoformat()
    answer = client.post(PAGE + "publish/", {"edition": str(edition(shop)), "from_on": yesterday, "note": "kept"})
    assert answer.status_code in (400, 422)
    assert 'value="kept"' in answer.content.decode()
    later = (now + timedelta(days=10)).date().isoformat()
    assert client.post(PAGE + "publish/", {"edition": str(edition(shop)), "from_on": later}).status_code == 302
    with unit(merchants=[shop.id]):
        assert "changed-mind-christmas" not in policies.version_in_force(now).text  # type: ignore[union-attr]
    assert "From " in client.get(PAGE).content.decode()


def test_a_huge_draft_is_refused(client: Client, shop: Shop, now: datetime) -> None:
    text = "policy: x\ncurrency: EUR\nrules:\n" + "".join(f"  - id: r{n}\n    set: {{approval: review}}\n" for n in range(2_001))
    with pytest.raises(Exception, match="more than a promise"):
        keep_draft(merchant_id=shop.id, text=text, edition=0, by=Actor("staff", "person:0"), now=now)
