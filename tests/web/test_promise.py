"""The owner changes the shop's promise: a draft first, what it would do beside it, and nothing below the law in force."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from makegood.apps.policies import queries as policies
from makegood.base.actor import CUSTOMER, Actor
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.keep_draft import keep_draft
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import LAMP, PASSWORD, Shop, line_of, make_shop, sell
from tests.stories.test_same_by_api import Api

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
    assert "Change this rule" in page and "Change this rule" not in client.get(PAGE).content.decode()
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


def test_what_was_typed_into_a_rule_is_kept_when_somebody_else_was_first(client: Client, shop: Shop, now: datetime) -> None:
    change(client, shop, do="exception", tag="one", days="30")
    seen = edition(shop)
    keep_draft(merchant_id=shop.id, text=draft_text(shop), edition=seen, by=Actor("staff", "person:0"), now=now)
    typed = {
        "set-window-days": "41",
        "set-return_paid_by": "shop",
        "set-restocking_fee": "15 %",
        "say": "Take your time.",
        "when": "item.sale",
    }
    answer = client.post(PAGE + "change/", {"edition": str(seen), "do": "save", "rule": "changed-mind-one", **typed})
    page = answer.content.decode()
    assert answer.status_code == 409
    for kept in ('value="41"', 'value="15 %"', 'value="item.sale"', "Take your time.", '<option value="shop" selected'):
        assert kept in page, kept
    assert f'name="edition" value="{seen + 1}"' in page


def test_an_exception_for_the_same_tag_is_changed_not_added_to(client: Client, shop: Shop) -> None:
    change(client, shop, do="exception", tag="christmas", days="60")
    _status, page = change(client, shop, do="exception", tag="christmas", days="45", paid_by="shop")
    assert [name for name in rules_in(page) if "christmas" in name] == ["changed-mind-christmas"]
    assert "days: 45" in draft_text(shop) and "days: 60" not in draft_text(shop)


def test_a_name_that_stands_there_twice_can_be_taken_out(client: Client, shop: Shop, now: datetime) -> None:
    text = "policy: x\ncurrency: EUR\nrules:\n" + "  - id: one\n    set: {approval: review}\n" * 2
    keep_draft(merchant_id=shop.id, text=text, edition=0, by=Actor("staff", "person:0"), now=now)
    page = client.get(PAGE + "?advanced=1").content.decode()
    assert rules_in(page) == ["one", "one~2"] and page.count("note alarm") >= 1
    _status, page = change(client, shop, do="remove", rule="one~2")
    assert rules_in(page) == ["one"] and "note alarm" not in page


def test_names_and_notes_are_text_and_nothing_else(client: Client, shop: Shop) -> None:
    change(client, shop, do="exception", tag="<b>x</b>", days="60")
    client.post(PAGE + "publish/", {"edition": str(edition(shop)), "note": "<script>alert(1)</script>"})
    for path in ("", "?advanced=1", "earlier/"):
        page = client.get(PAGE + path).content.decode()
        assert "<b>x" not in page and "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in client.get(PAGE + "earlier/").content.decode()


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "soon", "2040-01-01"])
def test_a_day_that_is_none_or_too_far_is_refused(client: Client, shop: Shop, day: str) -> None:
    change(client, shop, do="exception", tag="christmas", days="60")
    answer = client.post(PAGE + "publish/", {"edition": str(edition(shop)), "from_on": day, "note": "kept"})
    assert answer.status_code == 422 and 'id="from_on-wrong"' in answer.content.decode() and 'value="kept"' in answer.content.decode()


def test_two_thousand_rules_are_shown_and_can_be_changed(client: Client, shop: Shop, now: datetime) -> None:
    rule = '  - id: r{n}\n    when: contains(item.tags, "t{n}")\n    set: {{window: {{days: 40, from: delivery}}}}\n'
    text = "policy: x\ncurrency: EUR\nrules:\n" + "".join(rule.format(n=n) for n in range(2_000))
    keep_draft(merchant_id=shop.id, text=text, edition=0, by=Actor("staff", "person:0"), now=now)
    page = client.get(PAGE + "?advanced=1&rule=r1500").content.decode()
    assert (
        rules_in(page) == [f"r{n}" for n in range(1_400, 1_600)] and "?from=1601" in page and page.count('name="when"') == 2
    )  # the one that is open, and the new one
    assert "more rules than a page can check" in client.get(PAGE + "effects/").content.decode()
    answer = client.post(PAGE + "publish/", {"edition": "1"})
    assert answer.status_code == 422 and "checked against the law" in answer.content.decode()


def test_the_pages_ask_the_database_a_few_times_only(client: Client, shop: Shop) -> None:
    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE + path).status_code == 200
        return len([one for one in seen.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])

    change(client, shop, do="exception", tag="first", days="29")
    client.post(PAGE + "publish/", {"edition": str(edition(shop))})
    few = {path: asked(path) for path in ("", "earlier/", "?advanced=1")}
    for days in range(30, 36):
        change(client, shop, do="exception", tag=f"t{days}", days=str(days))
        client.post(PAGE + "publish/", {"edition": str(edition(shop)), "note": "one more"})
    assert {path: asked(path) for path in few} == few
    assert max(few.values()) <= 14, few


def test_a_program_may_ask_for_the_check(shop: Shop, now: datetime) -> None:
    api = Api(shop)
    below = "policy: x\ncurrency: EUR\nrules:\n  - id: seven\n    when: case.kind == change_of_mind\n    set: {window: {days: 7, from: delivery}}\n"
    below += "  - id: rest\n    set: {approval: review}\n"
    refused = api.post("/policies", {"text": below, "check": True})
    assert refused.status_code == 422 and refused.json()["code"] == "below_floor"
    assert refused.json()["below_floor"][0]["rule"] == "seven"
    later = (now + timedelta(days=3)).isoformat()
    assert api.post("/policies", {"text": below, "note": "without the check", "from_at": later}).status_code == 201
    assert api.post("/policies", {"text": below, "from_at": "2020-01-01T00:00:00Z"}).json()["code"] == "from_past"
    assert api.post("/policies", {"text": "policy: x", "check": True}).json()["code"] == "policy_invalid"
    newest = api.get("/policies").json()["items"][0]
    assert newest["note"] == "without the check" and newest["from"].startswith(later[:10])


def test_a_huge_draft_is_refused(client: Client, shop: Shop, now: datetime) -> None:
    text = "policy: x\ncurrency: EUR\nrules:\n" + "".join(f"  - id: r{n}\n    set: {{approval: review}}\n" for n in range(2_001))
    with pytest.raises(Exception, match="more than a promise"):
        keep_draft(merchant_id=shop.id, text=text, edition=0, by=Actor("staff", "person:0"), now=now)
