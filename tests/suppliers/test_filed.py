"""Claims filed on a supplier's own site by a person, and several sent together."""

import re
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from makegood.apps.claims import queries as claims
from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.apps.suppliers.packs import packs
from makegood.base.deadlines import open_deadlines
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.insight.invariants import wrong_balls
from makegood.insight.today import today
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from tests import cast
from tests.cast import STAFF, Shop, make_shop
from tests.suppliers.test_packet import claim_of, claimed, token
from tests.suppliers.test_waiting_claim import late_case, shop_of
from tests.web.test_second_factor import signed_in

pytestmark = pytest.mark.django_db


def mails(shop: Shop, *cases: Any) -> list[Any]:
    with unit(merchants=[shop.id]):
        return [one for case in cases for one in notices.notices_of_case(case.id) if one.audience == "supplier"]


def days(shop: Shop, case: Any) -> set[tuple[str, datetime]]:
    with unit(merchants=[shop.id]):
        return {(one.kind, one.due_at) for one in open_deadlines(case.id)}


def words(page: bytes) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode())))


def test_what_is_filed_by_hand_has_the_same_days_and_writes_no_mail(now: datetime) -> None:
    shop = make_shop("home", now)
    (mailed, one), (filed, other) = claimed(shop, now), claimed(shop, now, number="#1002")
    submit_claim(merchant_id=shop.id, claim_id=one.public_id, by=STAFF, now=now)
    submit_claim(merchant_id=shop.id, claim_id=other.public_id, by=STAFF, now=now, by_hand=True)
    assert days(shop, mailed) == days(shop, filed)
    assert [mail.kind for mail in mails(shop, mailed)] == ["claim_submitted"] and mails(shop, filed) == []
    with unit(merchants=[shop.id]):
        assert returns.lines_of_case(filed.id)[0].recovery == "submitted" and wrong_balls() == []
        lines = list(returns.timeline_of(filed.id))
    assert "claim.by_hand" in [line.name for line in lines] and broken_lines(lines) == []


def test_a_supplier_with_a_site_of_its_own_gets_a_text_to_paste_and_one_button(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(cast.TERMS, "channel", "dashboard")
    shop = make_shop("home", now)
    case, claim = claimed(shop, now)
    claimed(shop, now, number="#1002")
    with unit(merchants=[shop.id]):
        assert len(today(now=now).send) == 2 and today(now=now).together == [], "what a person files goes in no mail"
    client = signed_in(shop.owner)
    home = client.get("/desk/").content.decode()
    assert "Submit it there" in home and 'value="submit_claim"' not in home
    page = client.get(f"/desk/case/{case.public_id}/").content
    text = words(page)
    assert "Paste this into their dashboard" in text and "您的订单 #1001" in text and "照片见附件。" in text
    assert "Send the claim" not in text and f"/desk/claim/{claim.public_id}/packet.zip" in page.decode()
    done = client.post(f"/desk/case/{case.public_id}/do/", {"do": "submit_claim", "claim": claim.public_id, "by_hand": "1"})
    assert done.status_code == 302 and claim_of(shop, case).state == "submitted" and mails(shop, case) == []
    assert "t was filed on the supplier's own site" in words(client.get(f"/desk/case/{case.public_id}/").content)
    said = {"do": "answer_claim", "claim": claim.public_id, "answer": "refused"}
    unsaid = client.post(f"/desk/case/{case.public_id}/do/", said)
    assert unsaid.status_code in (400, 422) and "A no needs a reason." in words(unsaid.content)
    said |= {"answer": "part_accepted", "amount": "10,00"}
    assert client.post(f"/desk/case/{case.public_id}/do/", said).status_code == 302
    assert (claim_of(shop, case).state, claim_of(shop, case).accepted_minor) == ("part_accepted", 1000)


def test_before_its_day_it_is_filed_only_where_a_person_says_so(now: datetime) -> None:
    shop = shop_of(now)
    case = late_case(shop, now)
    claim = claim_of(shop, case)
    with pytest.raises(Refusal) as refused:
        submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now, by_hand=True)
    assert refused.value.code == "claim_not_open"
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now, by_hand=True, early=True)
    assert claim_of(shop, case).state == "submitted" and mails(shop, case) == []


def test_a_packs_page_is_on_the_suppliers_own_domain() -> None:
    found = {name: urlsplit(pack.claim_page) for name, pack in packs().items() if pack.claim_page}
    assert found and all(page.scheme == "https" and (page.hostname or "").endswith(f".{name}.com") for name, page in found.items())


def test_several_go_in_one_mail_with_one_link_that_shows_them_all(now: datetime, client: Client) -> None:
    shop = make_shop("home", now)
    made = [claimed(shop, now, pictures=0, number=f"#100{n}") for n in (1, 2, 3)]
    cases, ids = [case for case, _ in made], [claim.public_id for _, claim in made]
    desk = signed_in(shop.owner)
    assert "Send all 3 claims to Maker in one mail" in words(desk.get("/desk/").content)
    assert desk.post("/desk/claims/send/", {"claim": ids}).status_code == 302
    assert {claim_of(shop, case).state for case in cases} == {"submitted"}
    (mail,) = mails(shop, *cases)
    assert mail.kind == "claims_submitted" and all(f"#100{n}: 1 pieces, €12.40" in mail.text for n in (1, 2, 3))
    assert mail.text.count("http") == 1 and not any(word in mail.text for word in ("Hanna", "39.00"))
    link = re.search(r"/supplier/\S+/", mail.text)
    assert link is not None
    page = client.get(f"{link[0]}?lang=en").content.decode()
    assert all(f"#100{n}" in page for n in (1, 2, 3))
    other = token(shop, made[1][1], now)
    assert f"/supplier/{other}/?lang=en" in page, "each of the others has its own page, with its pictures"
    with unit(merchants=[shop.id]):
        assert today(now=now).send == [] and wrong_balls() == []


def test_all_go_or_all_stay_as_they_were(now: datetime) -> None:
    shop = make_shop("home", now)
    (first, one), (second, other) = claimed(shop, now), claimed(shop, now, number="#1002")
    submit_claim(merchant_id=shop.id, claim_id=other.public_id, by=STAFF, now=now)
    before = days(shop, first)
    page = signed_in(shop.owner).post("/desk/claims/send/", {"claim": [one.public_id, other.public_id]}, follow=True)
    assert "None was sent." in words(page.content)
    assert claim_of(shop, first).state == "drafted" and days(shop, first) == before and len(mails(shop, first, second)) == 1


def test_claims_on_two_suppliers_are_not_put_into_one_mail(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = make_shop("home", now)
    (_, one), (_, other) = claimed(shop, now), claimed(shop, now, number="#1002")
    real = claims.claim_of

    def elsewhere(name: str) -> Any:
        found = real(name)
        if name == other.public_id:
            found.agreement.code = "another"
        return found

    monkeypatch.setattr(claims, "claim_of", elsewhere)
    with pytest.raises(Refusal) as refused:
        submit_claim(merchant_id=shop.id, claim_id=one.public_id, beside=[other.public_id], by=STAFF, now=now)
    assert refused.value.code == "other_supplier"
