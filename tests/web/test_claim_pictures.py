"""What the supplier sees of a picture: what is blacked out is gone from every way to it, and the whole one stays with the shop."""

import io
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from makegood.apps.claims import queries as claims
from makegood.base.evidence import read
from makegood.base.unit import unit
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.refusal import Refusal
from makegood.web.blackout import blacked_out, box_between, boxes_typed
from tests.cast import STAFF, make_shop
from tests.suppliers.test_packet import claimed, token
from tests.web.test_second_factor import signed_in


def picture(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "white").save(out, "JPEG")
    return out.getvalue()


corner = st.tuples(st.integers(0, 100), st.integers(0, 100))


@given(corner, corner, st.integers(20, 90), st.integers(20, 90))
def test_any_two_corners_make_a_box_that_is_black(one: tuple[int, int], other: tuple[int, int], wide: int, high: int) -> None:
    box = box_between(one, other)
    assert boxes_typed(" ".join(map(str, box))) == [box]
    with Image.open(io.BytesIO(blacked_out(picture(wide, high), [box]))) as seen:
        x, y = min(wide - 1, wide * box[0] // 100), min(high - 1, high * box[1] // 100)
        assert max(seen.convert("RGB").getpixel((x, y))) < 90  # a JPEG blurs an edge


@pytest.mark.parametrize("text", ["10 20 30", "a b c d", "90 0 20 10", "0 0 0 5", "1 2 3 4 5", "\n".join(["0 0 1 1"] * 21)])
def test_what_is_no_box_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        boxes_typed(text)


@pytest.mark.django_db
def test_what_is_covered_is_gone_for_the_supplier_and_stays_with_the_shop(now: datetime, settings: Any, client: Client) -> None:
    settings.MAKEGOOD_NOW = now.isoformat()
    shop = make_shop("home", now)
    case, claim = claimed(shop, now)
    desk = signed_in(shop.owner)
    assert "Which pictures go" in desk.get(f"/desk/case/{case.public_id}/").content.decode()
    place = f"/desk/claim/{claim.public_id}/pictures/"
    with unit(merchants=[shop.id]):
        first, second = claims.evidence_of_claim(claim.id)
        whole = read(first.file)
    tapped = desk.post(place, {"picture": first.id, "tap.x": "150", "tap.y": "112", "boxes": ""}).content.decode()
    assert "Now tap the opposite corner." in tapped and 'name="corner" value="50 49"' in tapped
    boxed = desk.post(place, {"picture": first.id, "tap.x": "0", "tap.y": "0", "corner": "50 49", "boxes": ""}).content.decode()
    assert ">0 0 50 49</textarea>" in boxed
    assert desk.post(place, {"picture": first.id, "boxes": "0 0 500 1"}).status_code == 422
    assert desk.post(place, {"picture": first.id, "boxes": "0 0 50 49"}).status_code == 302
    assert desk.post(place, {"picture": second.id, "boxes": "", "left_out": "1"}).status_code == 302
    submit_claim(merchant_id=shop.id, claim_id=claim.public_id, by=STAFF, now=now)
    with unit(merchants=[shop.id]):
        [only] = claims.evidence_of_claim(claim.id)
        assert read(only.whole) == whole and only.covered == [[0, 0, 50, 49]]
    page = f"/supplier/{token(shop, claim, now)}/"
    seen = client.get(f"{page}photo/{only.file_id}")
    with Image.open(io.BytesIO(seen.content)) as shown:
        assert max(shown.getpixel((20, 20))) < 30 and max(shown.getpixel((300, 220))) > 100
    for hidden in (only.whole_id, second.file_id):
        assert client.get(f"{page}photo/{hidden}").status_code == 404
    assert desk.post(place, {"picture": first.id, "boxes": ""}).status_code == 302
    with unit(merchants=[shop.id]):
        assert read(claims.evidence_of_claim(claim.id)[0].file) == whole and not claims.covered_files([case.id])
