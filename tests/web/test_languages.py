"""No page speaks two languages at once: the German one has no English left in it, the supplier's Chinese one nothing but numbers and names."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from django.test import Client

from makegood.apps.carriage.words import PARCEL_STATES
from makegood.apps.claims.states import TRANSITIONS as CLAIM_STATES
from makegood.apps.claims.words import CREDIT_FORMS
from makegood.apps.inspection.words import DISPOSITIONS, FINDINGS, RESULTS
from makegood.apps.returns.states import TRANSITIONS as AXES
from makegood.apps.returns.words import CASE_KINDS, CLOSED_AS
from makegood.apps.settlement.states import TRANSITIONS as PAYMENT_STATES
from makegood.apps.settlement.words import REIMBURSEMENT_KINDS
from makegood.base.deadlines import OWNERS
from makegood.casefile.ball import STEPS
from makegood.casefile.word import WORDS
from makegood.web.labels import LABELS
from tests.browser.world import world
from tests.cast import PASSWORD

LOCALES = Path(__file__).resolve().parent.parent.parent / "src" / "makegood" / "locale"


class _Texts(HTMLParser):
    """The texts that a reader meets, and those that are read out; what is marked as of another language is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self.skipping or tag in ("style", "script") or (given.get("lang") and tag != "html"):
            if tag not in ("meta", "link", "input", "br", "img"):
                self.skipping.append(tag)
            return
        self.found += [
            str(given[name]) for name in ("aria-label", "alt", "title", "placeholder", "data-words", "data-slow") if given.get(name)
        ]

    def handle_endtag(self, tag: str) -> None:
        if self.skipping and self.skipping[-1] == tag:
            self.skipping.pop()

    def handle_data(self, data: str) -> None:
        if not self.skipping and data.strip():
            self.found.append(" ".join(data.split()))


def texts(content: bytes) -> list[str]:
    reader = _Texts()
    reader.feed(content.decode())
    return reader.found


def english(language: str) -> Iterator[str]:
    """The English pieces of at least nine letters of every text whose translation reads otherwise."""
    with open(LOCALES / language / "LC_MESSAGES" / "django.po", "rb") as file:
        for message in read_po(file, locale=language):
            one = message.id if isinstance(message.id, str) else message.id[0]
            said = " ".join(message.string if not isinstance(message.string, str) else [message.string])
            for piece in re.split(r"%\(\w+\)s|%s", one):
                piece = " ".join(piece.split()).strip(" .,:")
                if len(piece) >= 9 and piece not in said:
                    yield piece


def _pages(language: str) -> Iterator[tuple[str, Any]]:
    signed: dict[str, Client] = {"": Client(headers={"accept-language": language})}
    for name, who, path, status in world().pages:
        if who not in signed:
            # from a place of its own: the others' sign-ins of this quarter of an hour are not counted with these
            signed[who] = Client(headers={"accept-language": language}, REMOTE_ADDR="192.0.2.7")
            signed[who].post("/desk/sign-in/", {"username": who, "password": PASSWORD})
        answer = signed[who].get(path)
        assert answer.status_code == status, name
        yield name, answer


def _left(name: str, content: bytes, known: list[re.Pattern[str]]) -> list[str]:
    return [f"{name}: {text}" for text in texts(content) for piece in known if piece.search(text) and not _data(text)]


def test_no_page_has_english_left_in_german(real_db: None) -> None:
    known = [re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)") for piece in set(english("de"))]
    found = []
    for name, answer in _pages("de"):
        theirs = name.startswith(("supplier", "means")) or name in (
            "case-send",
            "case-closed",
            "case-made",
            "case-long",
            "case-credit",
            "case-dearer",
        )
        if not theirs:
            found += _left(name, answer.content, known)  # those speak the supplier's language, and the one that the customer asked in
    assert sorted(set(found)) == []


def test_a_german_customer_is_asked_and_answered_in_german(real_db: None) -> None:
    known = [re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)") for piece in set(english("de"))]
    shop, client, found = world().long, Client(headers={"accept-language": "de"}), []
    steps = (
        ("", {"number": "3003", "contact": "04109"}, {"number": "", "contact": "x"}),
        ("ask/", {"tile": "broken"}, {}),
        ("show/", {"no_photo": "1"}, {"needed_by": "2020-01-01"}),
        ("choose/", {}, {}),
        ("check/", {}, None),
    )
    for step, form, wrong in steps:
        path = f"/s/{shop.merchant.slug}/{step}"
        page = client.get(path).content
        found += _left(step, page, known)
        if wrong is not None:
            found += _left(f"{step} wrong", client.post(path, wrong).content, known)
        if step == "choose/":
            form = dict.fromkeys(re.findall(r'name="(remedy_\d+)"', page.decode()), "remake")
        answer = client.post(path, form)
        assert answer.status_code == 302, step
    page = client.get(answer.headers["Location"]).content
    assert "Sie müssen nichts tun." in page.decode()
    assert sorted(set(found + _left("case", page, known))) == []


def _data(text: str) -> bool:
    """What a shop or a customer wrote, and the name of a policy's rule: they are shown as they were written."""
    return text.startswith(("Section ", "It does not shine.")) or re.match(r"[a-z-]+: ", text) is not None


def test_the_suppliers_page_is_chinese_first(real_db: None) -> None:
    known = [re.compile(rf"(?<!\w){re.escape(piece)}(?!\w)") for piece in set(english("zh_Hans"))]
    for name, answer in _pages("zh"):
        if name in ("supplier-chinese", "supplier-no-photo", "supplier-ended", "supplier-garbled"):
            found = [text for text in texts(answer.content) for piece in known if piece.search(text)]
            assert found == [] and any("\u4e00" <= letter <= "\u9fff" for text in texts(answer.content) for letter in text), name


def test_every_code_of_the_trade_has_a_name() -> None:
    codes = {
        *CASE_KINDS, *WORDS, *STEPS, *OWNERS, *REIMBURSEMENT_KINDS, *PAYMENT_STATES, *PARCEL_STATES, *CLAIM_STATES, *CREDIT_FORMS, *RESULTS,
        *FINDINGS, *DISPOSITIONS, *CLOSED_AS, *(state for table in AXES.values() for state in table), *(kind for _, kinds in STEPS.values() for kind in kinds),
    }  # fmt: skip
    assert sorted(codes - set(LABELS) - {""}) == []


TONE = re.compile(r"!|unfortunately|leider|portal|\bRMA\b|policy|disposition|reason code|are you sure", re.I)


def test_no_page_for_customers_raises_its_voice(real_db: None) -> None:
    for language in ("en", "de"):
        for name, answer in _pages(language):
            if name.startswith(("find", "case", "supplier")):
                assert [text for text in texts(answer.content) if TONE.search(text)] == [], name
