"""What stands in a mail: quotations are cut, words tell what it may be about, and nothing that anybody sends brings the reader down."""

import json
import time
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.apps.inbox.reading import read
from makegood.apps.inbox.reading.cut import new_of
from makegood.apps.inbox.reading.guess import WORDS, guess_of, language_of, numbers_in, withdraws
from makegood.apps.inbox.reading.html import text_of_html
from makegood.apps.inbox.reading.letter import sameness_of
from makegood.apps.inbox.reading.nature import nature_of
from makegood.apps.returns.words import CASE_KINDS
from tests.inbox.kinds import MAILS
from tests.inbox.mails import SHARED, mail, needs_shared

LOREM = "Fusce bibendum, quam hendrerit"
# suite -> the line with which its new text ends
ENDS = {
    "crisp_email_13.eml": "nec nec nibh.", "crisp_email_finnish.eml": "nec nec nibh.", "crisp_email_german_outlook.eml": "nec nec nibh.",
    "crisp_email_norwegian_gmail.eml": "nec nec nibh.", "crisp_email_portuguese.eml": "nec nec nibh.", "crisp_email_russian.eml": "nec nec nibh.",
    "crisp_email_tricky_5_mixed_languages.eml": "nec nec nibh.", "crisp_email_tricky_18_inline_reply.eml": "not suitable for our use case.",
    "mpr_email_danish_3.eml": "Svar.", "mpr_email_sv_anon_1.eml": "070-0000000",
}  # fmt: skip


@needs_shared
def test_of_the_shared_mails_exactly_the_new_text_is_left() -> None:
    expected = json.loads((SHARED / "composed" / "expected.json").read_text())
    wrong = {name: read((SHARED / "composed" / name).read_bytes()).text for name, wanted in expected.items()
             if read((SHARED / "composed" / name).read_bytes()).text != wanted["new_text"].strip()}  # fmt: skip
    assert wrong == {} and len(expected) == 9


@needs_shared
def test_of_the_parsers_own_suites_nothing_quoted_is_left() -> None:
    found = {path.name: read(path.read_bytes()).text for path in sorted((SHARED / "suites").glob("*.eml"))}
    assert set(found) == set(ENDS)
    assert {name: text for name, text in found.items() if not text.endswith(ENDS[name]) or ">" in text} == {}


@needs_shared
def test_what_else_stands_in_the_shared_mails_is_told() -> None:
    expected = json.loads((SHARED / "composed" / "expected.json").read_text())
    for name, wanted in expected.items():
        letter = read((SHARED / "composed" / name).read_bytes())
        assert [part.name for part in letter.parts] == wanted["attachments"], name
        assert set(wanted["orders"]) <= set(numbers_in(letter.subject, letter.text)), name
        assert (nature_of(letter, our_domain="shop.example") == "auto") == (wanted["kind"] == "auto"), name
        assert wanted["kind"] == "auto" or language_of(letter.text) == wanted["language"], name
        assert withdraws(letter.subject, letter.text) == (name == "fr_apple_changed_mind.eml"), name


@needs_shared
def test_what_the_shared_mails_are_about_is_guessed() -> None:
    """The kinds were read by a person from the mails' words; expected.json does not name them."""
    wanted = {
        "de_gmail_engraving_misspelt.eml": "customization_error", "fr_apple_changed_mind.eml": "change_of_mind", "it_outlook_damaged_photo.eml": "damaged_in_transit",
        "nl_iphone_wrong_size.eml": "change_of_mind", "pl_outlook_never_arrived.eml": "delivered_not_received", "es_two_orders.eml": "customization_error",
        "en_inline_answers.eml": "customization_error", "en_angry_chargeback.eml": "defective",
    }  # fmt: skip
    for name, kind in wanted.items():
        letter = read((SHARED / "composed" / name).read_bytes())
        assert kind in guess_of(letter.subject, letter.text).kinds, name


def measured() -> tuple[float, float, int]:
    """(precision, recall, how many) over tests/inbox/kinds.py: of all kinds that were guessed how many are right, of all that are right how many
    were guessed."""
    right = guessed = there = 0
    for text, kinds in MAILS:
        found = set(guess_of("", text).kinds)
        right, guessed, there = right + len(found & set(kinds)), guessed + len(found), there + len(kinds)
    return right / guessed, right / there, len(MAILS)


def test_the_guess_is_as_good_as_the_how_to_says() -> None:
    precision, recall, count = measured()
    told = f"{count} mails"
    page = (Path(__file__).parents[2] / "docs/how-to/mail-that-comes-in.md").read_text()
    assert f"{precision:.0%} of what it guesses is right" in page and f"finds {recall:.0%}" in page and told in page, (
        precision,
        recall,
        count,
    )
    assert set(WORDS) <= set(CASE_KINDS)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hiermit widerrufe ich den Vertrag über die Lampe.", True), ("ich widerrufe meine Bestellung 1001", True), ("Ich möchte den Kauf widerrufen.", True),
        ("Ich mache von meinem Widerrufsrecht Gebrauch.", True), ("Ich trete vom Kaufvertrag zurück.", True),
        ("I hereby give notice that I withdraw from my contract of sale.", True), ("I want to cancel my contract.", True),
        ("I exercise my right of withdrawal.", True), ("Je souhaite me rétracter pour l'affiche.", True), ("Intendo recedere dal contratto.", True),
        ("Odstępuję od umowy.", True), ("Quiero desistir del contrato.", True), ("Ik herroep hierbij de koop.", True),
        ("Kann ich das noch widerrufen?", False), ("How can I withdraw from this?", False), ("Ich will nicht widerrufen, nur eine neue.", False),
        ("I don't want to withdraw.", False), ("The lamp is broken.", False), ("Bitte schickt mir die Widerrufsbelehrung.", False),
        ("I tried to withdraw money yesterday.", False),
    ],
)  # fmt: skip
def test_a_withdrawal_is_a_statement_and_no_question(text: str, said: bool) -> None:
    assert withdraws("", text) is said


@given(st.binary(max_size=2000))
@settings(max_examples=300)
def test_any_bytes_are_read(raw: bytes) -> None:
    letter = read(raw)
    assert "\0" not in letter.text + letter.whole + letter.subject and "\n" not in letter.subject
    assert len(sameness_of(raw)) == 64


HEADERS = st.sampled_from(
    ["From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Transfer-Encoding", "MIME-Version", "Cc", "X"]
)


@given(st.lists(st.tuples(HEADERS, st.text(max_size=80)), max_size=8), st.text(max_size=300))
@settings(max_examples=300)
def test_any_headers_are_read(headers: list[tuple[str, str]], body: str) -> None:
    raw = (
        "".join(f"{name}: {value}\r\n" for name, value in headers).encode("utf-8", "surrogatepass")
        + b"\r\n"
        + body.encode("utf-8", "surrogatepass")
    )
    letter = read(raw)
    nature_of(letter, our_domain="shop.example")
    assert "\n" not in letter.from_address + letter.from_name + letter.subject


@pytest.mark.parametrize(
    "text",
    [
        "> " * 20_000, "On " + "a " * 30_000 + "wrote:", "\n" * 60_000, "x@" * 30_000 + ":", "-" * 60_000, "a:\n" * 20_000, "Von: a@b.c\n" * 10_000,
        "Am " + "1" * 50_000 + " schrieb:", ("On Mon, 1 Jan 2026 at 10:00 " + "x" * 200 + "\n") * 300, "*" * 40_000, "_" * 20_000 + "\n" + "From: " * 9_000,
    ],
)  # fmt: skip
def test_no_text_keeps_the_reader_busy(text: str) -> None:
    began = time.process_time()
    new_of(text)
    guess_of("", text)
    withdraws("", text)
    assert time.process_time() - began < 20  # a second, mostly; one that doubles with each line takes for ever


def test_deep_and_wide_html_is_read_or_left() -> None:
    began = time.process_time()
    for html in ("<div>" * 50_000, "<table><tr><td>" * 5_000, "<a " + "b=c " * 100_000, "<p>x" * 100_000):
        text_of_html(html)
    assert time.process_time() - began < 60


def test_a_mail_within_a_mail_is_an_attachment_and_a_calendar_too() -> None:
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@b.example", "c@d.example", "Fwd"
    outer.set_content("See below.")
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "secret@else.example", "Inside"
    inner.set_content("I withdraw from my contract.")
    outer.add_attachment(inner)
    outer.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="invite.ics")
    outer.add_attachment(b"\x78\x9f\x3e\x22", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    letter = read(outer.as_bytes())
    assert letter.text == "See below." and letter.from_address == "a@b.example"
    assert [part.media_type for part in letter.parts] == ["message/rfc822", "text/calendar", "application/ms-tnef"]
    assert b"I withdraw" in letter.parts[0].content


def test_a_mail_of_html_alone_is_read_without_what_it_quotes() -> None:
    html = '<p>It broke.</p><div class="gmail_quote">On Monday we wrote<blockquote>Dear Hanna</blockquote></div>'
    made = EmailMessage()
    made["From"] = "a@b.example"
    made.set_content(html, subtype="html")
    letter = read(made.as_bytes())
    assert letter.text == "It broke." and "Dear Hanna" in letter.whole


def test_the_first_from_is_the_sender_and_no_reply_to_changes_it() -> None:
    letter = read(mail(Reply_To="thief@evil.example", Sender="other@evil.example"))
    assert letter.from_address == "hanna@test.example"


def test_sameness_needs_more_than_an_id() -> None:
    one: Any = mail("a")
    assert sameness_of(one) == sameness_of(b"Received: x\r\n" + one) == sameness_of(one.replace(b"\r\n", b"\n"))
    assert sameness_of(one) != sameness_of(mail("b")) != sameness_of(mail("b", sender="x@y.example"))
