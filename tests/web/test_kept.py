"""What somebody typed comes back after their session ended, into its own form, to nobody else, and nothing is sent twice."""

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from PIL import Image

from makegood.apps.notices import queries as notices
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.config.logs import cut_secrets
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from makegood.web.refill import add_hidden, refill
from tests.cast import LAMP, PASSWORD, Shop, line_of, make_shop, sell

pytestmark = pytest.mark.django_db
LONG = "Dear Hanna,\nwe have <looked> at it & will write on Monday.\nAnna"


@pytest.fixture(autouse=True)
def _at(now: datetime) -> Any:
    with time_machine.travel(now, tick=False):
        yield


def _case(shop: Shop, now: datetime) -> Any:
    line = line_of(shop, sell(shop, now, LAMP))
    case = open_return(merchant_id=shop.id, order_id=line.order_id, ask=Ask((AskedLine(line.id, 1, ("defective",)),)), by=CUSTOMER, now=now)
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    return case


def _sign_in(client: Client, email: str, to: str = "/desk/sign-in/") -> Any:
    return client.post(to, {"username": email, "password": PASSWORD})


def _written(shop: Shop, case: Any) -> list[str]:
    with unit(merchants=[shop.id]):
        return [one.text for one in notices.notices_of_case(case.id) if one.kind == "message"]


def _form(shop: Shop, case: Any) -> dict[str, str]:
    with unit(merchants=[shop.id]):
        return {"do": "message", "version": str(returns.case_of(case.public_id).version), "seen": "1", "text": LONG}


def _send_signed_out(shop: Shop, case: Any) -> tuple[Client, str]:
    """Staff had the case open, the session ended, they pressed send."""
    client = Client()
    _sign_in(client, shop.owner)
    page = f"/desk/case/{case.public_id}/"
    assert client.get(page).status_code == 200
    del client.cookies["sessionid"]
    answer = client.post(f"{page}do/", _form(shop, case), headers={"referer": f"http://testserver{page}"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/desk/sign-in/?next=")
    return client, answer.headers["Location"]


def test_a_long_answer_is_there_after_signing_in_again_and_goes_once(now: datetime) -> None:
    shop = make_shop("home", now)
    case = _case(shop, now)
    client, to = _send_signed_out(shop, case)
    back = _sign_in(client, shop.owner, to)
    page = client.get(back.headers["Location"]).content.decode()
    field = re.search(r'<textarea id="text" name="text" required>\n?(.*?)</textarea>', page, re.S)
    assert field and field.group(1) == LONG.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert "What you typed is back" in page and _written(shop, case) == []
    assert client.post(f"/desk/case/{case.public_id}/do/", _form(shop, case)).status_code == 302
    assert len(_written(shop, case)) == 1
    again = client.get(f"/desk/case/{case.public_id}/").content.decode()
    assert "What you typed is back" not in again


def test_it_comes_back_to_nobody_else_and_not_for_ever(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    case = _case(shop, now)
    client, to = _send_signed_out(shop, case)
    _sign_in(client, other.owner, to)
    assert b"Dear Hanna" not in client.get("/desk/").content
    assert b"Dear Hanna" not in client.get(f"/desk/case/{case.public_id}/").content
    client, to = _send_signed_out(shop, case)
    with time_machine.travel(now + timedelta(hours=3), tick=False):
        back = _sign_in(client, shop.owner, to)
        assert b"Dear Hanna" not in client.get(back.headers["Location"]).content


def test_nothing_typed_or_secret_lies_open_in_the_session(now: datetime) -> None:
    from django.contrib.sessions.models import Session

    shop = make_shop("home", now)
    client, _to = _send_signed_out(shop, _case(shop, now))
    found = Session.objects.get(session_key=client.cookies["sessionid"].value).get_decoded()
    assert "Hanna" not in str(found) and PASSWORD not in str(found)


def test_a_stranger_can_leave_nothing_here(now: datetime) -> None:
    client = Client()
    answer = client.post("/desk/case/cas_x/do/", {"text": LONG})
    assert answer.status_code == 302 and "sessionid" not in client.cookies
    client.cookies["makegood_who"] = "1:forged"
    assert "sessionid" not in client.post("/desk/case/cas_x/do/", {"text": LONG}).cookies


def test_a_stale_token_brings_the_page_back_but_only_from_our_own_pages(now: datetime) -> None:
    shop = make_shop("home", now)
    case, client = _case(shop, now), Client(enforce_csrf_checks=True)
    page = f"/desk/case/{case.public_id}/"
    first = client.get("/desk/sign-in/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', first)
    assert token
    client.post("/desk/sign-in/", {"username": shop.owner, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1)})
    client.get(page)
    stale = _form(shop, case) | {"csrfmiddlewaretoken": token.group(1)}  # that of before the sign-in in another tab
    foreign = client.post(f"{page}do/", stale, headers={"origin": "https://evil.test.example", "sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    assert b"Dear Hanna" not in client.get(page).content
    ours = client.post(f"{page}do/", stale, headers={"referer": f"http://testserver{page}", "sec-fetch-site": "same-origin"})
    assert ours.status_code == 302 and ours.headers["Location"] == page
    assert "Dear Hanna" in client.get(page).content.decode() and _written(shop, case) == []


def test_without_cookies_what_was_typed_is_shown_to_copy() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/desk/case/cas_x/do/", {"text": LONG, "password": "pw"}, headers={"sec-fetch-site": "same-origin"})
    page = answer.content.decode()
    assert (
        answer.status_code == 403
        and "Dear Hanna" in page
        and "Allow cookies" in page
        and "pw" not in re.findall(r"<textarea.*?</textarea>", page, re.S)
    )


def _picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "tan").save(out, "JPEG")
    out.seek(0)
    out.name = "crack.jpg"
    return out


def test_a_customer_s_draft_outlives_the_session_with_its_photos(now: datetime) -> None:
    shop = make_shop("home", now)
    line = line_of(shop, sell(shop, now, LAMP))
    client, start = Client(), f"/s/{shop.merchant.slug}/"
    who = {"number": "1001", "contact": "hanna@test.example"}
    client.post(start, who)
    client.post(f"{start}ask/", {"line": line.id, f"quantity_{line.id}": "2", "tile": "broken", "words": "It fell apart."})
    client.post(f"{start}show/", {"photo": _picture(), "another": "1"})
    page = client.get(f"{start}show/").content.decode()
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft and "fell apart" not in draft.group(1)
    client.cookies.clear()
    sent = {"draft": draft.group(1), "photo": _picture(), "needed_by": "2026-12-24"}
    lost = client.post(f"{start}show/", sent, headers={"referer": f"http://testserver{start}show/"})
    assert lost.headers["Location"] == start
    assert b"Find your order once more" in client.get(start).content
    found = client.post(start, who)
    assert found.headers["Location"] == f"{start}show/"
    page = client.get(found.headers["Location"]).content.decode()
    assert 'value="2026-12-24"' in page and "1 photo is here" in page  # the very same picture is kept once
    client.post(f"{start}show/", {"needed_by": "2026-12-24"})
    assert client.post(f"{start}choose/", {f"remedy_{line.id}": "refund"}).url == f"{start}check/"
    assert "/case/" in client.post(f"{start}check/").url
    with unit(merchants=[shop.id]):
        case = returns.cases_page()[0]
        assert returns.lines_of_case(case.id)[0].quantity == 2 and [one.text for one in returns.words_of(case.id)] == ["It fell apart."]
        assert {one.file_id for one in returns.evidence_of(case.id) if one.file_id} and case.needed_by is not None


def test_a_draft_belongs_to_its_order_and_its_shop(now: datetime) -> None:
    shop, other = make_shop("home", now), make_shop("home", now)
    sell(shop, now, LAMP)
    sell(shop, now, LAMP, number="#1002")
    sell(other, now, LAMP)
    client, start = Client(), f"/s/{shop.merchant.slug}/"
    client.post(start, {"number": "1001", "contact": "hanna@test.example"})
    page = client.post(f"{start}ask/", {"tile": "broken", "words": "Mine."}, follow=True).content.decode()
    draft = re.search(r'name="draft" value="([^"]+)"', page)
    assert draft
    for address, number in ((start, "1002"), (f"/s/{other.merchant.slug}/", "1001")):
        client.cookies.clear()
        client.post(f"{address}show/", {"draft": draft.group(1)})
        found = client.post(address, {"number": number, "contact": "hanna@test.example"})
        assert found.headers["Location"] == f"{address}ask/"
        assert "Mine." not in client.get(found.headers["Location"]).content.decode()


PAGE = """<form method="post" action="/a/"><input type=hidden name=do value=x><input name=text value="old"></form>
<details><summary>s</summary><form method="post" action="/a/"><input type="hidden" name="do" value="y"><input type="hidden" name="version" value="9">
<input type="text" name="text"><input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">
<select name="s"><option>one</option><option value="2" selected>two</option></select><textarea name="t">a</textarea>
<input type="password" name="password"><input type="text" name="many" value=""><input type="text" name="many" value=""></form></details>"""


def test_only_the_form_that_was_sent_is_filled() -> None:
    fields = {
        "do": ["y"],
        "version": ["1"],
        "text": ['"><script>'],
        "c": ["2"],
        "s": ["one"],
        "t": ["\n<b>"],
        "password": ["secret"],
        "many": ["1", "2"],
    }
    html, found = refill(PAGE, page="/p/", action="/a/", fields=fields)
    assert found and 'name=text value="old"' in html and "secret" not in html and "<script>" not in html
    assert "<details open><summary>" in html and 'name="version" value="9"' in html
    assert '<input type="checkbox" name="c" value="1">' in html and '<input type="checkbox" name="c" value="2" checked>' in html
    assert "<option selected>one" in html and '<option value="2">two' in html and '<textarea name="t">\n\n&lt;b&gt;</textarea>' in html
    assert 'name="many" value="1">' in html and 'name="many" value="2">' in html
    assert refill(PAGE, page="/p/", action="/a/", fields=fields | {"do": ["z"]}) == (PAGE, False)
    assert refill(PAGE, page="/p/", action="/b/", fields=fields) == (PAGE, False)
    assert add_hidden(PAGE, "draft", '"x').count('name="draft" value="&quot;x"') == 2


def test_a_link_to_a_new_password_stands_in_no_log() -> None:
    class Request:
        def __repr__(self) -> str:
            return "<WSGIRequest: POST '/desk/password/lnk_abc:def/'>"

    found = cut_secrets(None, "", {"event": "/desk/join/lnk_abc:def/ and /desk/password/lnk_abc:def/", "request": Request(), "status": 410})
    assert "def" not in str(found) and found["status"] == 410
