"""Mail that comes in, from the first byte to where it waits: nothing is dropped, and nothing lands where no mark of ours proves it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.ports import Came
from makegood.apps.notices import queries as notices
from makegood.apps.notices.threads import message_id_of, reply_address, root_of
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.journeys.drop_case import drop_case
from makegood.journeys.land_mail import land_mail
from makegood.journeys.need_no_answer import need_no_answer
from makegood.journeys.open_return import open_return
from makegood.journeys.send_message import send_message
from makegood.journeys.take_mail import take_mail
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow
from makegood.web.mail_in import read_in
from tests.cast import LAMP, STAFF, Shop, line_of, make_shop, sell
from tests.inbox.mails import mail, picture

pytestmark = pytest.mark.django_db
INBOX = "returns@shop.example"


def arrive(shop: Shop, raw: bytes, now: datetime, **told: Any) -> Any:
    """The mail, kept and read."""
    found, _ = take_mail(merchant_id=shop.id, came=Came(raw, now, told), way="console", by=SYSTEM, now=now)
    read_in(merchant_id=shop.id, mail_id=found.id, now=now)
    with unit(merchants=[shop.id]):
        return inbox.mail_of(found.public_id)


@pytest.fixture
def shop(now: datetime) -> Shop:
    return make_shop("home", now)


@pytest.fixture
def case(shop: Shop, now: datetime) -> Any:
    order = sell(shop, now, LAMP)
    asked = AskedLine(line_of(shop, order).id, 1, ("defective",))
    made = open_return(merchant_id=shop.id, order_id=order.id, ask=Ask((asked,)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=made.id, now=now)
    return made


def messages(shop: Shop, case: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        return [one.text for one in notices.notices_of_case(case.id) if one.direction == "in"]


def test_an_answer_to_our_letter_becomes_a_message_and_moves_the_ball(shop: Shop, case: Any, now: datetime) -> None:
    raw = mail("The crack is here.\n\nOn Fri, 20 Nov 2026 at 9:00, Haus & Hof <returns@shop.example> wrote:\n> Dear Hanna",
               References=root_of(case.public_id), pictures=(("crack.jpg", picture()),))  # fmt: skip
    found = arrive(shop, raw, now)
    assert (found.state, found.case_id, found.guess["how"]) == ("landed", case.id, "thread")
    assert messages(shop, case) == ["The crack is here."]
    with unit(merchants=[shop.id]):
        shown = [one for one in returns.evidence_of(case.id) if one.file_id]
        fresh = returns.case_by_id(case.id)
        assert len(shown) == 1 and shown[0].actor == "customer" and shown[0].file.original
        assert (fresh.ball_owner, fresh.ball_step, fresh.ball_due_at) == ("shop", "answer_mail", found.answer_by)
        line = next(one for one in returns.timeline_of(case.id) if one.name == "message.written")
        assert "crack" not in str(line.body).lower() and line.body["mail"] == found.public_id
        assert broken_lines(returns.timeline_of(case.id)) == [] == broken_lines(inbox.timeline_of(found.id))
    send_message(merchant_id=shop.id, case_id=case.id, text="Thank you.", by=STAFF, now=now + timedelta(hours=1))
    with unit(merchants=[shop.id]):
        assert returns.case_by_id(case.id).ball_step != "answer_mail"


def test_the_answer_address_of_a_case_is_enough_whoever_writes_there(shop: Shop, case: Any, now: datetime) -> None:
    found = arrive(shop, mail(to=reply_address(INBOX, case.public_id), sender="Her husband <other@test.example>"), now)
    assert (found.state, found.case_id, found.guess["how"], found.verified) == ("landed", case.id, "address", "none")


def test_a_service_may_tell_the_address_beside_the_mail(shop: Shop, case: Any, now: datetime) -> None:
    assert arrive(shop, mail(), now, to=reply_address(INBOX, case.public_id).lower()).case_id == case.id


def test_a_mail_program_that_keeps_only_the_last_id_is_understood(shop: Shop, case: Any, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        letter = notices.notices_of_case(case.id, audience="customer")[0]
    assert arrive(shop, mail(In_Reply_To=message_id_of(letter.public_id)), now).case_id == case.id


@pytest.mark.parametrize(
    "how",
    [
        {"subject": "Case {number}"},
        {"to": "returns+{id}.0123456789abcdef@shop.example"},
        {"References": "<{id}.0123456789abcdef@localhost>"},
        {"subject": "Case {number}", "Authentication_Results": "mx.evil.example; dmarc=pass header.from=test.example"},
    ],
)
def test_a_number_or_a_forged_mark_is_only_a_suggestion(shop: Shop, case: Any, now: datetime, how: dict[str, str]) -> None:
    fill = {"number": case.number, "id": case.public_id}
    found = arrive(shop, mail(**{name: text.format(**fill) for name, text in how.items()}), now)
    assert (found.state, found.case_id, found.notice_id) == ("waiting", None, None) and messages(shop, case) == []


def test_another_shops_mark_lands_nowhere(shop: Shop, case: Any, now: datetime) -> None:
    theirs = make_shop("gifts", now)
    found = arrive(theirs, mail(References=root_of(case.public_id)), now)
    assert (found.state, found.case_id) == ("waiting", None) and messages(shop, case) == []


def test_the_number_lands_it_where_the_service_vouches_for_the_customers_address(shop: Shop, case: Any, now: datetime) -> None:
    assert arrive(shop, mail(subject=f"Re: {case.number}"), now, verified="pass").guess["how"] == "number"
    stranger = mail(subject=f"Re: {case.number}", sender="x@evil.example", message_id="<2@evil.example>")
    assert arrive(shop, stranger, now, verified="pass").case_id is None


def test_who_answers_a_letter_to_somebody_else_does_not_write_to_the_customer(shop: Shop, case: Any, now: datetime) -> None:
    from makegood.apps.notices.models import Notice

    with unit(merchants=[shop.id]):
        letter = notices.notices_of_case(case.id, audience="customer")[0]
        Notice.objects.filter(id=letter.id).update(audience="supplier")
    found = arrive(shop, mail(In_Reply_To=message_id_of(letter.public_id)), now)
    assert found.state == "waiting" and found.notice_id is None and found.guess["cases"][0]["why"][0] == "answers_supplier"


def test_the_same_mail_by_two_ways_is_one_and_one_id_keeps_no_other_out(shop: Shop, now: datetime) -> None:
    raw = mail()
    first = arrive(shop, raw, now)
    again = arrive(shop, b"Received: by another.example; Fri, 20 Nov 2026 09:31:00 +0100\r\n" + raw, now)
    assert again.id == first.id
    assert arrive(shop, mail("Something else with her id."), now).id != first.id


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe not a mail at all", "no_sender"),
        (b"From: a@b.example\r\n\r\n", "no_words"),
        (mail().replace(b'charset="utf-8"', b'charset="klingon-8"'), ""),
        (mail(message_id=""), ""),
        (mail().replace(b"Content-Transfer-Encoding: 7bit", b"Content-Transfer-Encoding: base64"), ""),
        (b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\nhello\r\n" * 6000, "too_many_parts"),
        (b"From: a@b.example\r\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(400)), "too_deep"),
        (b"From: =?utf-8?q?=FF?= <\r\n evil>\r\nTo: (((((\r\nDate: never\r\nSubject: a\r\n\tb\r\n\r\nx", "no_sender"),
    ],
)  # fmt: skip
def test_whatever_comes_is_kept_and_waits_for_a_person(shop: Shop, now: datetime, raw: bytes, problem: str) -> None:
    found = arrive(shop, raw, now)
    assert (found.state, found.problem) == ("waiting", problem)
    with unit(merchants=[shop.id]):
        assert inbox.raw_of(found) == raw and found.answer_by is not None and "\n" not in found.subject


def test_a_clear_withdrawal_is_acknowledged_at_once_and_decided_by_nobody(shop: Shop, now: datetime) -> None:
    order = sell(shop, now, LAMP)
    found = arrive(shop, mail("Hiermit widerrufe ich den Kauf der Lampe, Bestellung 1001.\n\nHanna Huber"), now)
    assert found.state == "declared"
    with unit(merchants=[shop.id]):
        declaration = declared.declaration_of(found.declaration.public_id)
        assert (declaration.channel, declaration.state, declaration.received_at) == ("mail", "unmatched", now)
        assert declaration.order_id == order.id and returns.cases_of_order(order.id) == []
        receipt = notices.notice_of(declaration.acknowledged["notice"])
        assert receipt is not None and receipt.to == "hanna@test.example" and "widerrufe ich" in receipt.text
    again = arrive(
        shop, mail("Hiermit widerrufe ich den Kauf der Lampe, Bestellung 1001.\n\nHanna Huber", message_id="<2@mail.example>"), now
    )
    with unit(merchants=[shop.id]):
        assert again.declaration.state == "repeated"


def test_a_question_a_machine_and_a_forged_sender_declare_nothing(shop: Shop, now: datetime) -> None:
    assert arrive(shop, mail("Kann ich den Kauf widerrufen?"), now).state == "waiting"
    assert arrive(shop, mail("I withdraw from my contract.", message_id="<2@x>", Auto_Submitted="auto-replied"), now).state == "aside"
    forged = arrive(shop, mail("I withdraw from my contract.", message_id="<3@x>"), now, verified="fail")
    assert forged.state == "waiting" and forged.declaration_id is None
    unwanted = arrive(shop, mail("I withdraw from my contract.", message_id="<4@x>"), now, spam=True)
    assert unwanted.state == "waiting"  # never put aside unseen


def test_nobody_can_make_us_write_to_one_address_again_and_again(shop: Shop, now: datetime) -> None:
    states = [arrive(shop, mail(f"I withdraw from my contract number {n}.", message_id=f"<{n}@x>"), now).state for n in range(5)]
    assert states == ["declared"] * 3 + ["waiting"] * 2


def test_machines_lists_and_unwanted_mail_are_kept_aside_and_never_answered(shop: Shop, case: Any, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        before = len(notices.recent_notices())
    away = arrive(shop, mail(subject="Automatic reply: away", References=root_of(case.public_id)), now)
    assert (away.state, away.nature, away.case_id) == ("aside", "auto", case.id) and messages(shop, case) == []
    letter = mail(
        "Big sale", sender="News <news@else.example>", message_id="<5@x>", List_Unsubscribe="<https://x.example>", Precedence="bulk"
    )
    assert arrive(shop, letter, now).state == "aside"
    own = mail(sender="Haus & Hof <returns@localhost>", message_id="<ntc_0123456789abcdef@localhost>")
    assert arrive(shop, own, now).nature == "own"
    assert arrive(shop, mail(sender="x@else.example", message_id="<6@x>", X_Spam_Flag="YES"), now).state == "spam"
    answer = mail("It is broken.", message_id="<7@x>", X_Spam_Flag="YES", References=root_of(case.public_id))
    assert arrive(shop, answer, now).state == "landed"  # whoever answers us has our letter
    with unit(merchants=[shop.id]):
        assert len(notices.recent_notices()) == before + 1  # the message that landed


def test_a_report_goes_where_bounces_go(shop: Shop, case: Any, now: datetime) -> None:
    with unit(merchants=[shop.id]):
        letter = notices.notices_of_case(case.id, audience="customer")[0]
    report = (
        "From: MAILER-DAEMON@mx.example\r\nReturn-Path: <>\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; hanna@test.example\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
        f"Message-ID: {message_id_of(letter.public_id)}\r\nSubject: x\r\n\r\n--b--\r\n"
    )
    found = arrive(shop, report.encode(), now)
    assert (found.state, found.nature) == ("aside", "report")
    with unit(merchants=[shop.id]):
        assert notices.bad_addresses(["hanna@test.example"]) and notices.notice_of(letter.public_id).state == "failed"  # type: ignore[union-attr]


def test_an_answer_on_a_closed_case_waits_for_a_person(shop: Shop, case: Any, now: datetime) -> None:
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    found = arrive(shop, mail("Wait, it broke again.", References=root_of(case.public_id)), now)
    assert (found.state, found.case_id) == ("waiting", case.id) and messages(shop, case) == ["Wait, it broke again."]


def test_staff_puts_it_on_a_case_once_or_says_that_nothing_is_to_be_answered(shop: Shop, case: Any, now: datetime) -> None:
    found = arrive(shop, mail(), now)
    assert found.guess["cases"][0]["id"] == case.public_id  # by her address
    land_mail(merchant_id=shop.id, mail_id=found.id, case_id=case.id, by=STAFF, now=now)
    with pytest.raises(Refusal, match="already"):
        land_mail(merchant_id=shop.id, mail_id=found.id, case_id=case.id, by=STAFF, now=now)
    assert len(messages(shop, case)) == 1
    need_no_answer(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)
    with pytest.raises(Refusal, match="No mail waits"):
        need_no_answer(merchant_id=shop.id, case_id=case.id, by=STAFF, now=now)


def test_pictures_that_cannot_be_read_say_why_and_stay_with_the_mail(shop: Shop, case: Any, now: datetime) -> None:
    heic = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\0" * 64
    raw = mail(References=root_of(case.public_id), pictures=(("a.heic", heic), ("b.png", b"no picture"), ("image001.png", picture()[:400])))
    found = arrive(shop, raw, now)
    with unit(merchants=[shop.id]):
        assert [one.problem for one in inbox.parts_of(found.id)] == ["picture_heic", "no_picture", "decoration"]
        assert [one for one in returns.evidence_of(case.id) if one.file_id] == []


def test_a_reading_that_was_cut_off_is_taken_up_again(shop: Shop, now: datetime) -> None:
    from makegood.interfaces.jobs.mail_in import read_left_over

    found, _ = take_mail(merchant_id=shop.id, came=Came(mail(), now, {}), way="console", by=SYSTEM, now=now)
    assert read_left_over(now=now + timedelta(minutes=2)) == 1
    with unit(merchants=[shop.id]):
        assert inbox.mail_of(found.public_id).state == "waiting"
    assert read_left_over(now=now + timedelta(minutes=3)) == 0


def test_a_fault_of_ours_leaves_the_mail_with_a_person(shop: Shop, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("makegood.web.mail_in.guess_of", broken)
    found = arrive(shop, mail(), now)
    assert (found.state, found.problem) == ("waiting", "unreadable")


SECRETS = ("hanna@test.example", "Hanna Huber", "It is our secret crack", "our-wedding.jpg", "Reply of ours")


def test_erasing_a_customer_takes_her_mails_and_their_originals(
    shop: Shop, case: Any, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    from makegood.base.evidence import path_of
    from makegood.insight.customer_export import export_of_order
    from makegood.journeys.answer_mail import answer_mail
    from makegood.journeys.erase_customer import erase_customer
    from tests.journeys.test_erase_customer import everything_of

    landed = arrive(
        shop, mail("It is our secret crack.", References=root_of(case.public_id), pictures=(("our-wedding.jpg", picture(1)),)), now
    )
    loose = arrive(shop, mail("It is our secret crack, too.", message_id="<2@x>"), now)
    drop_case(merchant_id=shop.id, case_id=case.id, by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now)
    with unit(merchants=[shop.id]):
        told = str(export_of_order(case.order_id)["mails"])
        assert "It is our secret crack." in told and "our-wedding.jpg" in told and "too." in told
        kept = [path_of(f"m{shop.id}", one.raw.digest) for one in (landed, loose)]
        kept += [path_of(f"m{shop.id}", one.file.digest) for one in inbox.parts_of(landed.id)]
    assert all(path.exists() for path in kept) and len(kept) == 3
    with pytest.raises(Refusal, match="not answered yet"):
        erase_customer(merchant_id=shop.id, order_id=case.order_id, by=STAFF, now=now)
    answer_mail(merchant_id=shop.id, mail_id=loose.id, text="Reply of ours.", by=STAFF, now=now)
    assert all(one in everything_of(shop.id) for one in SECRETS)
    with django_capture_on_commit_callbacks(execute=True):
        erase_customer(merchant_id=shop.id, order_id=case.order_id, by=STAFF, now=now)
    after = everything_of(shop.id)
    assert [one for one in SECRETS if one in after] == [] and not any(path.exists() for path in kept)
    again, is_new = take_mail(
        merchant_id=shop.id, came=Came(mail("It is our secret crack, too.", message_id="<2@x>"), now, {}), way="imap", by=SYSTEM, now=now
    )
    assert not is_new and again.id == loose.id and not kept[1].exists()  # the mailbox still has it: it does not come back
    with unit(merchants=[shop.id]):
        assert broken_lines(inbox.timeline_of(landed.id)) == [] and broken_lines(returns.timeline_of(case.id)) == []
        with pytest.raises(Refusal):
            inbox.raw_of(inbox.mail_of(landed.public_id))


def test_mail_of_no_order_goes_when_nothing_asks_for_it_any_more(
    shop: Shop, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    from makegood.insight.kept_too_long import mails_too_long
    from makegood.journeys.settle_mail import settle_mail
    from makegood.web.letting_go import let_go

    spam = arrive(shop, mail("Win!", sender="x@spam.example", message_id="<3@x>"), now, spam=True)
    ended = arrive(shop, mail("Question", sender="y@else.example", message_id="<4@x>"), now)
    waits = arrive(shop, mail("Open question", sender="z@else.example", message_id="<5@x>"), now)
    settle_mail(merchant_id=shop.id, mail_id=ended.id, state="ended", reason="nothing_to_do", by=STAFF, now=now)
    for days, gone in ((300, []), (400, [spam.id]), (365 * 12, [spam.id, ended.id])):
        later = now + timedelta(days=days)
        with unit(merchants=[shop.id]):
            found = mails_too_long(today=later.date())
        assert sorted([*found.unwanted, *found.letters]) == sorted(gone), days
    with django_capture_on_commit_callbacks(execute=True):
        let_go(merchant_id=shop.id, today=later.date(), by=SYSTEM, now=later, unsure_too=True)
    with unit(merchants=[shop.id]):
        assert [inbox.mail_of(one.public_id).erased_at is None for one in (spam, ended, waits)] == [False, False, True]
        assert inbox.mail_of(spam.public_id).subject == "" and len(inbox.mails_page()) == 3  # the rows stay, and nothing in them


def test_a_pipe_takes_a_mail_and_says_with_its_exit_whether_it_has_it(shop: Shop, tmp_path: Any) -> None:
    from makegood.interfaces.console import mail as console

    file = tmp_path / "a.eml"
    file.write_bytes(mail())
    assert console.take(str(file), shop=shop.merchant.slug, json=True) == 0
    assert console.take(str(tmp_path / "none.eml"), shop=shop.merchant.slug) == 2
    with pytest.raises(Refusal) as refused:
        console.take(str(file), shop="nobody")
    assert refused.value.code == "shop_unknown"


def test_of_two_workers_one_reads_it(shop: Shop, case: Any, now: datetime) -> None:
    found = arrive(shop, mail(References=root_of(case.public_id)), now)
    read_in(merchant_id=shop.id, mail_id=found.id, now=now)
    assert len(messages(shop, case)) == 1
