"""What the faces share: uploads, colours, codes, documents, texts."""

import io
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from makegood.kernel.refusal import Refusal
from makegood.web.codes import code128_svg, qr_svg
from makegood.web.color import NIGHT, NIGHT_TINT, PAPER, TINT, by_day, by_night, contrast
from makegood.web.pdf import render_pdf
from makegood.web.problems import problem_of
from makegood.web.uploads import clean_picture


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.jpg", content, "image/jpeg")


def test_a_picture_is_drawn_anew_without_what_it_carried() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[272] = "Secret Camera"
    Image.new("RGB", (3000, 100), "tan").save(out, "JPEG", exif=exif)
    clean = clean_picture(_file(out.getvalue() + b"<script>"))
    assert clean.captured == {"camera": "Secret Camera"}
    assert b"Secret" not in clean.content and b"<script>" not in clean.content
    assert max(Image.open(io.BytesIO(clean.content)).size) == 2400


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "no_picture"),
        (b"<svg onload=alert(1)>", "no_picture"),
        (b"\xff\xd8\xff\xe0" + b"x" * 99, "no_picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "picture_heic"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_remedy(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        clean_picture(_file(content))
    assert refused.value.code == code and refused.value.remedy


@given(st.integers(0, 0xFFFFFF))
def test_every_accent_can_be_read(color: int) -> None:
    accent = f"#{color:06x}"
    assert min(contrast(by_day(accent), ground) for ground in (PAPER, TINT)) >= 4.5
    assert min(contrast(by_night(accent), ground) for ground in (NIGHT, NIGHT_TINT)) >= 4.5


def test_codes_and_documents_are_drawn() -> None:
    assert b"<svg" in qr_svg("MG234") and b"<svg" in code128_svg("MG234")
    data = {
        "title": "t",
        "lang": "de",
        "shop": "Haus & Hof",
        "return_word": "R",
        "address": ["a #b [c] $d"],
        "code": "MG1",
        "number": "1",
        "send_by": "",
    }
    pdf = render_pdf("label", data, files={"qr.svg": qr_svg("MG1"), "bars.svg": code128_svg("MG1")})
    assert pdf.startswith(b"%PDF")


def test_a_problem_names_what_and_what_to_do() -> None:
    found = problem_of(Refusal("x", "It is so.", "Do this.", status=409, case="cas_1"))
    assert found["status"] == 409 and found["title"] == "Conflict" and found["case"] == "cas_1"


def test_every_marked_text_has_its_translation() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tools"))
    import messages

    for language in messages.LANGUAGES:
        catalog = messages.gather(language)
        assert [one.id for one in catalog if one.id and not (one.string if isinstance(one.string, str) else all(one.string))] == []
