"""A code is read in a picture of the label, also by the page without a camera of its own."""

import io
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from makegood.web.codes import codes_in
from tests.browser.world import picture
from tests.dock.conftest import Sent


def label(code: str, kind: Any = zxingcpp.BarcodeFormat.QRCode, turned: int = 0) -> bytes:
    """A photographed label: a code on a grey parcel, a little askew."""
    drawn = _drawn(code, kind)
    paper = Image.new("L", (900, 700), 170)
    paper.paste(drawn.resize((drawn.width * 2, drawn.height * 2)), (120, 90))
    out = io.BytesIO()
    paper.rotate(turned, fillcolor=120, expand=True).convert("RGB").save(out, "JPEG", quality=60)
    return out.getvalue()


def _drawn(code: str, kind: Any) -> Image.Image:
    made = zxingcpp.create_barcode(code, kind)
    found = memoryview(zxingcpp.write_barcode_to_image(made, scale=2, add_quiet_zones=True))
    height, width = found.shape[:2]
    return Image.frombytes("L", (width, height), found.tobytes())


@pytest.mark.parametrize("turned", [0, 7, 90])
@pytest.mark.parametrize("kind", [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128])
def test_both_codes_of_our_label_are_read_however_it_lies(kind: Any, turned: int) -> None:
    assert codes_in(label("MGABCDEFGH23", kind, turned)) == ["MGABCDEFGH23"]


def test_a_picture_without_a_code_says_nothing() -> None:
    assert codes_in(picture()) == []


@pytest.mark.django_db
def test_a_picture_of_the_label_opens_the_parcel_and_one_without_a_code_is_refused_in_words(sent: Sent) -> None:
    answer = sent.hub.post("/dock/", {"code": "", "picture": SimpleUploadedFile("l.jpg", label(sent.parcel.code), "image/jpeg")})
    assert answer["Location"] == f"/dock/parcel/{sent.parcel.public_id}/"
    blank = sent.hub.post("/dock/", {"code": "", "picture": SimpleUploadedFile("l.jpg", picture(), "image/jpeg")})
    assert blank.status_code == 422 and "No code can be read" in blank.content.decode()
    other = sent.hub.post("/dock/", {"picture": SimpleUploadedFile("l.jpg", label("JJD0099"), "image/jpeg")}, follow=True)
    assert "JJD0099" in other.content.decode() and "Shelf" in other.content.decode()
