"""A shop writes a notice in its own words: from the page, with what is wrong beside it, on a real case, and back again."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from makegood.apps.notices import queries as notices
from makegood.apps.notices.writing import original_words
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.change_notice_text import change_notice_text
from makegood.journeys.close_return import close_return
from makegood.journeys.drop_case import drop_case
from makegood.journeys.open_return import open_return
from makegood.journeys.reopen_case import reopen_case
from makegood.kernel.refusal import Refusal
from tests.cast import LAMP, PASSWORD, STAFF, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db


def _open(shop: Shop, now: datetime, number: str = "#1001") -> Any:
    line = line_of(shop, sell(shop, now, LAMP, number=number))
    ask = Ask((AskedLine(line.id, 1, ("defective",)),), language="en")
    return open_return(merchant_id=shop.id, order_id=line.order_id, ask=ask, by=CUSTOMER, now=now)


def _write(shop: Shop, now: datetime, subject: str, text: str, version: int = 0, kind: str = "case_opened") -> None:
    change_notice_text(
        merchant_id=shop.id, kind=kind, language="en", subject=subject, text=text, version=version, markets=("DE",), by=STAFF, now=now
    )


def _letters(shop: Shop, kind: str = "case_opened") -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for one in notices.recent_notices() if one.kind == kind]


def _desk(shop: Shop) -> Client:
    client = Client()
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD})
    return client


def test_the_next_mail_is_written_in_the_shop_s_own_words_and_every_version_stays(now: datetime) -> None:
    shop = make_shop("home", now)
    _write(shop, now, "Got it: {{ item }}", "We read about your {{ item }}. Anna answers by {{ answer_by }}.")
    _open(shop, now)
    _write(shop, now, "Got it", "{{ item }}: by {{ answer_by }}.", version=1)
    _write(shop, now, "", "", version=2)
    _open(shop, now, "#1002")
    ours, own = _letters(shop)
    assert own.subject.startswith("Got it: ") and "Anna answers by Monday 23 November 2026." in own.text and own.own_text == 1
    assert "/case/" in own.text and "Case number" in own.text  # what stands around it is not the shop's to lose
    assert ours.subject.startswith("We have it") and ours.own_text is None
    with unit(merchants=[shop.id]):
        assert [(one.version, bool(one.text)) for one in notices.versions_of("case_opened", "en")] == [(3, False), (2, True), (1, True)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ item }} by {{ answer_by }}. We pay within 14 days.", "typed_by_hand"), ("{{ item }} soon.", "place_missing"),
        ("{{ item }} by {{ answer_by }}. No refunds on personalised items.", "misleading_refund_statement"),
        ("{{ item }} {{ answer_by }} {{ price }}", "place_unknown"), ("{% if item %}{{ item }}{{ answer_by }}", "text_unreadable"),
        ("{% if sentence %}{{ item }} {{ answer_by }}{% endif %}", "place_missing"),
    ],
)  # fmt: skip
def test_what_a_mail_may_not_say_is_refused_with_what_to_do(text: str, code: str, now: datetime) -> None:
    shop = make_shop("home", now)
    with pytest.raises(Refusal) as refused:
        _write(shop, now, "About {{ item }}", text)
    assert refused.value.code == code and refused.value.remedy and refused.value.field == "text"
    if code == "misleading_refund_statement":
        assert "BGB" in refused.value.message
    with unit(merchants=[shop.id]):
        assert notices.versions_of("case_opened", "en") == []


def test_two_who_write_at_once_do_not_overwrite_each_other(now: datetime) -> None:
    shop = make_shop("home", now)
    _write(shop, now, "One {{ item }}", "{{ item }} {{ answer_by }}")
    with pytest.raises(Refusal) as refused:
        _write(shop, now, "Two {{ item }}", "{{ item }} {{ answer_by }}")
    assert refused.value.code == "somebody_was_faster"


def test_a_text_that_says_nothing_for_one_case_stops_no_mail_and_the_shop_is_told(now: datetime) -> None:
    shop = make_shop("home", now)
    _write(
        shop,
        now,
        "Again: {{ item }}",
        "{% if recipient %}{{ item }}{% endif %}{% if not recipient %}{{ item }}{% endif %}",
        kind="case_reopened",
    )
    with unit(merchants=[shop.id]):
        text = notices.versions_of("case_reopened", "en")[0]
        text.text = "{% if recipient %}{{ item }}{% endif %}"  # as an older check might have let through
        text.save()
    case = _open(shop, now)
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    close_return(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    reopen_case(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    (sent,) = _letters(shop, "case_reopened")
    assert "We have opened your case" in sent.text and sent.own_text is None
    page = _desk(shop).get("/desk/settings/notices/")
    assert b"could not be used" in page.content and case.public_id.encode() in page.content


def test_the_desk_shows_what_is_wrong_how_it_reads_and_what_changed(now: datetime) -> None:
    shop = make_shop("home", now)
    case = _open(shop, now)
    desk, page = _desk(shop), "/desk/settings/notices/case_opened/en/"
    assert case.number.encode() in desk.get(page).content
    subject, text = original_words("case_opened", "en")
    looked = desk.post(page, {"do": "look", "subject": subject, "text": text + "\n\nWe answer within 3 days. <b>Hi</b>"}).content.decode()
    assert (
        "span of time typed by hand" in looked and "&lt;b&gt;Hi" in looked and "<ins>We answer" in looked and "23 November 2026" in looked
    )
    assert desk.post(page, {"do": "save", "subject": subject, "text": "Hi", "version": "0"}).status_code == 422
    good = {"subject": subject, "text": text + "\n\nYours, always.", "version": "0"}
    shown = desk.post(page, {"do": "html", **good})
    assert "style-src 'unsafe-inline'; sandbox" in shown["Content-Security-Policy"] and b"Yours, always." in shown.content
    assert desk.post(page, {"do": "save", **good}).status_code == 302
    assert desk.post(page, {"do": "ours", "version": "1", "subject": "", "text": ""}).status_code == 302
    assert desk.get("/desk/settings/notices/nope/en/").status_code == 404
    assert desk.get("/desk/settings/notices/password_asked/en/").status_code == 404
    assert desk.post("/desk/settings/notices/", {"quiet_from": "22", "quiet_until": "7"}).status_code == 302
    assert desk.post("/desk/settings/notices/", {"quiet_from": "22", "quiet_until": "99"}).status_code == 422


def test_every_mail_can_be_read_on_the_desk_and_found_by_case_kind_and_state(now: datetime) -> None:
    shop = make_shop("home", now)
    one, other = _open(shop, now), _open(shop, now, "#1002")
    desk = _desk(shop)
    found = desk.get("/desk/mail/", {"case": one.number.lower(), "kind": "case_opened", "state": "pending"}).content.decode()
    assert one.public_id in found and other.public_id not in found
    assert b"No mail fits" in desk.get("/desk/mail/", {"state": "failed"}).content
    letter = _letters(shop)[0]
    assert "Thank you for telling us" in desk.get(f"/desk/mail/{letter.public_id}/").content.decode()
    shown = desk.get(f"/desk/mail/{letter.public_id}/html/")
    assert shown.content.startswith(b"<!doctype html>") and "sandbox" in shown["Content-Security-Policy"]
    stranger = _desk(make_shop("gifts", now))
    assert stranger.get(f"/desk/mail/{letter.public_id}/").status_code == 404


def test_staff_look_at_the_mail_first_and_put_a_word_of_theirs_on_top(now: datetime) -> None:
    shop = make_shop("home", now)
    case = _open(shop, now)
    desk, page = _desk(shop), f"/desk/case/{case.public_id}/do/"
    form = {"do": "message", "text": "It is on its way.", "mail_note": "Dear <Hanna>"}
    looked = desk.post(page, {**form, "look_at_mail": "1"}).content.decode()
    assert "This is what would be sent" in looked and "Dear &lt;Hanna&gt;" in looked and _letters(shop, "message") == []
    assert desk.post(page, form).status_code == 302
    (sent,) = _letters(shop, "message")
    assert sent.text.index("Dear <Hanna>") < sent.text.index("It is on its way.") and "note" not in sent.said
    with unit(merchants=[shop.id]):
        lines = [one for one in returns.timeline_of(case.id) if one.name == "mail.note_added"]
        assert [one.subject for one in lines] == [sent.public_id] and "Hanna" not in str(lines[0].body)
    desk.post(page, {"do": "renew_link", "mail_note": "By the way"})
    assert "By the way" in _letters(shop, "message")[0].text  # a step that writes to nobody loses no word
