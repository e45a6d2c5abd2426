"""What a person makes of mail that came in, on the desk."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties.models import Person
from makegood.apps.returns import queries as returns
from makegood.base.actor import SYSTEM
from makegood.base.unit import unit
from makegood.insight.today import today
from makegood.interfaces.jobs import sweeps
from makegood.journeys.set_mailbox import set_mailbox
from tests.cast import LAMP, Shop, make_shop, sell
from tests.harness.imap import imap_server
from tests.inbox.mails import mail, picture
from tests.inbox.test_imap import FORM
from tests.inbox.test_taken import arrive

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW = now.isoformat()
    return make_shop("home", now)


@pytest.fixture
def desk(shop: Shop) -> Client:
    browser = Client()
    browser.force_login(Person.objects.get(email=shop.owner))
    return browser


def again(shop: Shop, found: Any) -> Any:
    with unit(merchants=[shop.id]):
        return inbox.mail_of(found.public_id)


def test_a_new_mail_becomes_a_case_once_a_person_says_so(shop: Shop, desk: Client, now: datetime) -> None:
    order = sell(shop, now, LAMP)
    text = "My order 1001 does not work.\n\nHanna"
    found = arrive(shop, mail(text, pictures=(("lamp.jpg", picture()),)), now + timedelta(hours=2))
    with unit(merchants=[shop.id]):
        assert returns.cases_of_order(order.id) == [] and [one.id for one in today(now=now).mails] == [found.id]
        line = orders.lines_of(order.id)[0]
    shown = desk.get(f"/desk/mail-in/{found.public_id}/").content.decode()
    assert "its number stands in the mail; the sender&#x27;s address is the customer&#x27;s" in shown
    assert 'value="defective" checked' in shown and 'value="2026-11-20"' in shown and "not verified" in shown
    form = {
        "do": "open",
        "order": order.public_id,
        "line": line.id,
        f"quantity_{line.id}": "1",
        "kind": "defective",
        "notified_on": "2026-11-19",
    }
    answer = desk.post(f"/desk/mail-in/{found.public_id}/", form)
    with unit(merchants=[shop.id]):
        (case,) = returns.cases_of_order(order.id)
        assert answer["Location"] == f"/desk/case/{case.public_id}/"
        assert (case.opened_by, case.notified_on) == ("customer", date(2026, 11, 19))
        assert [one.text for one in returns.words_of(case.id)] == [text]
        assert [one.actor for one in returns.evidence_of(case.id) if one.file_id] == ["customer"]
        told = [one.kind for one in notices.notices_of_case(case.id) if one.kind == "case_opened"]
        assert told == ["case_opened"] and today(now=now).mails == []
    assert again(shop, found).state == "opened"
    assert b"the whole mail" in desk.get(f"/desk/case/{case.public_id}/").content
    twice = desk.post(f"/desk/mail-in/{found.public_id}/", form)
    assert twice.status_code == 409
    with unit(merchants=[shop.id]):
        assert len(returns.cases_of_order(order.id)) == 1


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"line": ""}, b"No item was chosen"), ({"kind": ""}, b"Nothing is said to be wrong"), ({"notified_on": "2026-11-21"}, b"here before this day"),
        ({"notified_on": "soon"}, b"no day"), ({"do": "juggle"}, b"not possible"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_on_the_page_and_nothing_happens(
    shop: Shop, desk: Client, now: datetime, form: dict[str, str], code: bytes
) -> None:
    order = sell(shop, now, LAMP)
    found = arrive(shop, mail("1001 is broken"), now)
    with unit(merchants=[shop.id]):
        line = orders.lines_of(order.id)[0]
    answer = desk.post(
        f"/desk/mail-in/{found.public_id}/", {"do": "open", "order": order.public_id, "line": line.id, "kind": "defective"} | form
    )
    assert answer.status_code in (400, 409, 422) and code in answer.content
    with unit(merchants=[shop.id]):
        assert returns.cases_of_order(order.id) == []


def test_an_answer_goes_to_the_sender_once_in_the_mails_language(shop: Shop, desk: Client, now: datetime) -> None:
    found = arrive(
        shop,
        mail("Habt ihr die Lampe auch in Rot? Danke und Grüße, ich habe sie nicht gefunden.", subject="SUBJECT").replace(
            b"SUBJECT", b"=?utf-8?q?Frage=0D=0ABcc:_all=0D=0A_zu_Rot?="
        ),
        now,
    )
    address = f"/desk/mail-in/{found.public_id}/"
    assert desk.post(address, {"do": "answer", "text": "  "}).status_code == 422
    assert desk.post(address, {"do": "answer", "text": "Ja, ab Januar."}).status_code == 302
    assert desk.post(address, {"do": "answer", "text": "Noch einmal."}).status_code == 409
    with unit(merchants=[shop.id]):
        letter = inbox.mail_of(found.public_id).answer
        assert (letter.to, letter.subject, letter.language) == ("hanna@test.example", "Re: Frage Bcc: all zu Rot", "de")
        assert "Ja, ab Januar." in letter.text and "Habt ihr" not in letter.text
    sweeps.send_mails(now=now)


def test_it_is_put_away_with_a_reason_and_taken_up_again(shop: Shop, desk: Client, now: datetime) -> None:
    found = arrive(shop, mail("Buy our rank!", sender="x@seo.example"), now)
    address = f"/desk/mail-in/{found.public_id}/"
    assert desk.post(address, {"do": "end", "reason": "because"}).status_code == 422
    desk.post(address, {"do": "end", "reason": "unwanted", "note": "again"})
    assert (again(shop, found).state, again(shop, found).ended_as) == ("ended", "unwanted")
    assert b"unwanted mail" in desk.get(address).content
    desk.post(address, {"do": "back"})
    assert again(shop, found).state == "waiting"


def test_an_overdue_one_stands_first_and_says_so(shop: Shop, desk: Client, now: datetime, settings: Any) -> None:
    arrive(shop, mail(), now)
    settings.MAKEGOOD_NOW = (now + timedelta(days=6)).isoformat()
    for page in ("/desk/", "/desk/mail-in/"):
        assert b"overdue" in desk.get(page).content


def test_a_hostile_mail_shows_as_words_and_its_original_only_leaves_as_a_file(shop: Shop, desk: Client, now: datetime) -> None:
    html = "<p>Hi</p><script>alert(1)</script><img src='https://track.example/p.gif' onerror=alert(2)><style>p{}</style><a href='javascript:x'>click</a>"
    raw = mail("", html=html, subject="<b>bold</b>", sender='"<i>x</i>" <a@b.example>', pictures=(("../../evil.html.png", picture()),))
    raw = raw.replace(b"Content-Type: text/plain", b"Content-Type: text/x-nothing", 1)
    found = arrive(shop, raw, now)
    page = desk.get(f"/desk/mail-in/{found.public_id}/").content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;" in page and "Hi" in page and "click" in page
    assert not any(one in page for one in ("alert(", "track.example", "javascript:", "<i>x", "onerror"))
    for name in ("original.eml", "file/2", "file/0"):
        answer = desk.get(f"/desk/mail-in/{found.public_id}/{name}")
        if answer.status_code == 404:
            continue
        assert answer["Content-Type"] == "application/octet-stream" and answer["Content-Disposition"].startswith(
            'attachment; filename="iml_'
        )
        assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    with unit(merchants=[shop.id]):
        (shown,) = [one for one in inbox.parts_of(found.id) if one.file_id]
    assert desk.get(f"/desk/mail-in/{found.public_id}/picture/{shown.position}")["Content-Type"] == "image/jpeg"
    assert desk.get(f"/desk/mail-in/{found.public_id}/picture/99").status_code == 404


def test_the_owner_connects_a_mailbox_and_looks_into_it(shop: Shop, desk: Client, now: datetime) -> None:
    with imap_server() as (port, post):
        post.put(mail(Authentication_Results="mx.provider.example; dmarc=pass"))
        assert desk.post("/desk/settings/mail-in/", FORM | {"port": "nine"}).status_code == 422
        assert desk.post("/desk/settings/mail-in/", FORM | {"port": str(port)}).status_code == 302
        page = desk.post("/desk/settings/mail-in/check/", follow=True).content.decode()
        assert "1 mail waits to be fetched" in page and "mx.provider.example" in page and "open-sesame" not in page
        assert post.folders["INBOX"][0].flags == set()
    page = desk.post("/desk/settings/mail-in/check/", follow=True).content.decode()
    assert "nothing answers at this port" in page
    assert "can't be fetched just now" in desk.get("/desk/settings/mail/").content.decode()


def test_a_verified_sender_is_one_whom_the_named_server_vouches_for(shop: Shop, now: datetime) -> None:
    set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993", "trusted": "MX.provider.example"}, by=SYSTEM, now=now)

    def verified(*results: str, n: int = 0) -> str:
        head = b"".join(f"Authentication-Results: {one}\r\n".encode() for one in results)
        return str(arrive(shop, head + mail(message_id=f"<{hash(results)}@x>"), now).verified)

    assert verified("mx.provider.example; dmarc=pass header.from=test.example") == "pass"
    assert verified("mx.provider.example; dmarc=fail header.from=test.example") == "fail"
    assert verified("mx.provider.example; dkim=pass header.d=mail.test.example") == "pass"
    assert verified("mx.provider.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=x@evil.example") == "none"
    assert verified("mx.provider.example; spf=pass smtp.mailfrom=hanna@test.example") == "pass"
    assert verified("mx.evil.example; dmarc=pass", "mx.provider.example; dmarc=pass") == "none"  # ours stands first, or it is not ours
    assert verified("mx.provider.example (dmarc=pass); none") == "none"


def test_answers_go_to_the_inbox_from_now_on(shop: Shop, now: datetime) -> None:
    from makegood.base.tenancy import merchant_of
    from makegood.journeys.take_notices import outgoing

    set_mailbox(merchant_id=shop.id, form=FORM | {"port": "993"}, by=SYSTEM, now=now)
    found = arrive(shop, mail(), now)
    from makegood.journeys.answer_mail import answer_mail

    answer_mail(merchant_id=shop.id, mail_id=found.id, text="Hello", by=SYSTEM, now=now)
    with unit(merchants=[shop.id]):
        letter = inbox.mail_of(found.public_id).answer
        assert outgoing(letter, merchant_of(shop.id), None).reply_to == "returns@shop.example"
