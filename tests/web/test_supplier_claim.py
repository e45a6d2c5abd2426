"""A claim's page: what the supplier promises and sends along, the reasons that its agreement gives it, and who opened it through which link."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from makegood.apps.claims import queries as claims
from makegood.apps.parties.models import Look
from makegood.base.deadlines import open_deadlines
from makegood.base.evidence import read
from makegood.base.unit import unit
from makegood.casefile.days import end_of_day
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.confirm_agreement import confirm_agreement
from makegood.journeys.submit_claim import submit_claim
from tests.cast import STAFF, TERMS, Shop, make_shop
from tests.stories.test_same_by_api import Api
from tests.suppliers.test_packet import claim_of, claimed, shown, token
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def sent(shop: Shop, now: datetime, number: str = "#1001") -> tuple[Any, Any, str]:
    """(case, claim, address of its page in English)."""
    case, claim = claimed(shop, now, number=number)
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    return case, claim, f"/supplier/{token(shop, claim, now)}/?lang=en"


@pytest.fixture
def shop(now: datetime, settings: Any) -> Shop:
    settings.MAKEGOOD_NOW = now.isoformat()
    return make_shop("home", now)


def agree(shop: Shop, now: datetime, *, confirmed: bool = True, **terms: Any) -> None:
    """The maker's terms with more in them, for orders of the last month."""
    form = AgreementForm(
        code="maker", from_on=(now - timedelta(days=60)).date(), currency="EUR", terms={**TERMS, **terms}, name="", country="",
        email="claims@test.example", language="en", pack="",
    )  # fmt: skip
    made = change_agreement(merchant_id=shop.id, form=form, by=STAFF, now=now)
    if confirmed:
        confirm_agreement(merchant_id=shop.id, agreement_id=made.public_id, by=STAFF, now=now)


def test_opening_is_kept_by_its_link_and_changes_nothing_of_the_claim(shop: Shop, now: datetime, client: Client) -> None:
    case, claim, page = sent(shop, now)
    with unit(merchants=[shop.id]):
        before = claims.claim_of(claim.public_id).__dict__ | {"_state": None}
    for _ in range(2):
        assert client.get(page).status_code == 200
    with unit(merchants=[shop.id]):
        after = claims.claim_of(claim.public_id).__dict__ | {"_state": None}
        looks = list(Look.objects.filter(subject=claim.public_id, who__startswith="supplier:lnk_"))
    assert {name: before[name] for name in ("state", "answered_at", "packet")} == {
        name: after[name] for name in ("state", "answered_at", "packet")
    }
    assert len(looks) == 1 and looks[0].role == ""
    desk = signed_in(shop.owner).get(f"/desk/case/{case.public_id}/").content.decode()
    assert "Opened once, on" in desk and "Their private page" in desk
    assert "A supplier, through its link" in signed_in(shop.owner).get("/desk/settings/privacy/looks/").content.decode()


def test_a_link_is_made_anew_or_ended_from_the_desk(shop: Shop, now: datetime, client: Client) -> None:
    case, claim, page = sent(shop, now)
    desk = signed_in(shop.owner)
    desk.post(f"/desk/case/{case.public_id}/do/", {"do": "claim_link", "claim": claim.public_id, "end": ""})
    assert client.get(page).status_code == 410
    newer = f"/supplier/{token(shop, claim, now)}/?lang=en"
    assert newer != page and client.get(newer).status_code == 200
    desk.post(f"/desk/case/{case.public_id}/do/", {"do": "claim_link", "claim": claim.public_id, "end": "1"})
    assert client.get(newer).status_code == 410


def test_a_promised_day_is_the_deadline_and_never_beyond_what_was_agreed(shop: Shop, now: datetime, client: Client) -> None:
    agree(shop, now, credit_days=10)
    case, claim, page = sent(shop, now)
    form = {"answer": "accepted", "credit_form": "replacement"}
    for day, words in (("2026-11-19", "This day is over."), ("2026-12-24", "The last day for this is 2026-11-30"), ("soon", "read")):
        answer = client.post(page, form | {"promised_on": day, "confirmed": "1"})
        assert answer.status_code == 422 and words in answer.content.decode(), day
    asked = client.post(page, form | {"promised_on": "2026-11-27"})
    assert asked.status_code == 200 and "You send new ones" in asked.content.decode() and "27 November" in asked.content.decode()
    assert claim_of(shop, case).state == "submitted"
    assert client.post(page, form | {"promised_on": "2026-11-27", "confirmed": "1"}).status_code == 302
    assert claim_of(shop, case).credit_by == date(2026, 11, 27)
    with unit(merchants=[shop.id]):
        due = next(one for one in open_deadlines(case.id) if one.kind == "supplier_credit_by")
    assert (due.due_at, due.source, due.owner) == (end_of_day(date(2026, 11, 27), "Europe/Berlin"), "supplier", "supplier")
    assert "due on" in signed_in(shop.owner).get(f"/desk/case/{case.public_id}/").content.decode()


def test_a_no_may_quote_the_agreement_where_a_person_confirmed_it(shop: Shop, now: datetime, client: Client) -> None:
    agree(shop, now, refuses_when=["colours_within_tolerance", "what a cat has bitten"])
    case, _claim, page = sent(shop, now)
    assert "Our agreement does not cover: what a cat has bitten" in client.get(page).content.decode()
    assert "约定" in client.get(page.replace("lang=en", "lang=zh-hans")).content.decode()
    assert client.post(page, {"answer": "refused", "reason": "refuses_when_1", "confirmed": "1"}).status_code == 302
    desk = signed_in(shop.owner).get(f"/desk/case/{case.public_id}/").content.decode()
    assert "They said:" in desk and "Our agreement does not cover: what a cat has bitten" in desk


def test_an_unconfirmed_agreement_is_quoted_by_nobody(shop: Shop, now: datetime, client: Client) -> None:
    agree(shop, now, confirmed=False, refuses_when=["what a cat has bitten"])
    assert "cat" not in client.get(sent(shop, now)[2]).content.decode()


def acting_pdf() -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    act = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
    writer.root_object[NameObject("/OpenAction")] = act
    writer.write(out)
    return out.getvalue()


def test_after_the_yes_comes_the_credit_note_clean_or_a_tracking_number(shop: Shop, now: datetime, client: Client) -> None:
    case, claim, page = sent(shop, now)
    assert client.post(page, {"paper": "1", "tracking": "LX1"}).status_code == 409, "nothing is waited for before the yes"
    client.post(page, {"answer": "accepted", "credit_form": "credit_note", "confirmed": "1"})
    assert client.post(page, {"paper": "1"}).status_code == 422
    for content, name in ((b"%PDF-1.4 broken", "a.pdf"), (b"#!/bin/sh", "a.sh")):
        answer = client.post(page, {"paper": "1", "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422 and "read" in answer.content.decode()
    pdf = SimpleUploadedFile("note.pdf", acting_pdf(), "application/pdf")
    assert client.post(page, {"paper": "1", "file": pdf, "tracking": " LX123456789CN "}).status_code == 302
    assert client.post(page, {"paper": "1", "file": shown(1)}).status_code == 302
    with unit(merchants=[shop.id]):
        first, second = claims.papers_of_claims([claim.id])[claim.id]
        clean = read(first.file)
        assert b"app.alert" not in clean and len(PdfReader(io.BytesIO(clean)).pages) == 1
        assert first.tracking == "LX123456789CN" and b"Secretphone" not in read(second.file) and second.actor.startswith("supplier:")
    desk = signed_in(shop.owner)
    assert "LX123456789CN" in desk.get(f"/desk/case/{case.public_id}/").content.decode()
    saved = desk.get(f"/desk/claim/{claim.public_id}/paper/{first.id}")
    assert saved.status_code == 200 and saved["Content-Disposition"].startswith("attachment") and saved.content == clean
    other = signed_in(make_shop("home", now).owner)
    assert other.get(f"/desk/claim/{claim.public_id}/paper/{first.id}").status_code == 404


def test_a_program_records_a_promised_day_the_same_way(shop: Shop, now: datetime) -> None:
    case, claim, _page = sent(shop, now)
    api = Api(shop)
    path = f"/claims/{claim.public_id}/answer"
    for day, code in (("0001-01-01", "promise_over"), ("9999-12-31", "promise_too_late")):
        refused = api.post(path, {"answer": "accepted", "promised_on": day})
        assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert api.post(path, {"answer": "accepted", "promised_on": "2026-12-01"}).status_code == 200
    assert claim_of(shop, case).credit_by == date(2026, 12, 1)
