"""What comes in as paid labels: taken apart, or refused with a reason."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from makegood.kernel.refusal import Refusal
from makegood.web.label_files import labels_of, number_of, pages_of


def pdf_of(*widths: int, **more: Any) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for width in widths:
        writer.add_blank_page(width=width, height=400)
    if more.get("acts"):
        script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")})
        writer.root_object[NameObject("/OpenAction")] = script
        link = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/A"): DictionaryObject({NameObject("/URI"): TextStringObject("https://evil.example")}),
            }
        )
        writer.pages[0][NameObject("/AA")] = link
    if more.get("locked"):
        writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


def upload_of(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_pdf_becomes_one_label_a_page_with_its_number() -> None:
    labels = labels_of([upload_of("all.pdf", pdf_of(301, 302))], "00340434161094042557\n0034 0434 1610 9404 2564\n")
    assert [number for _, number in labels] == ["00340434161094042557", "00340434161094042564"]
    assert all(len(PdfReader(io.BytesIO(content)).pages) == 1 for content, _ in labels)
    named = labels_of([upload_of("00340434161094042557.pdf", pdf_of(303)), upload_of("b.pdf", pdf_of(304))], "")
    assert [number for _, number in named] == ["00340434161094042557", ""]
    listed = labels_of(
        [upload_of("a.pdf", pdf_of(305)), upload_of("b.pdf", pdf_of(306))], "file;number\nb.pdf;RR123456785DE\na;1Z999AA10123456784"
    )
    assert [number for _, number in listed] == ["1Z999AA10123456784", "RR123456785DE"]
    acting = pages_of(pdf_of(307, acts=True))[0]
    assert b"/AA" not in acting and b"JavaScript" not in acting and b"evil" not in acting
    assert number_of("hello world") == "" and number_of("jd 0146 0000 6281 230704") == "JD014600006281230704"


@pytest.mark.parametrize(
    ("name", "content", "numbers", "code"),
    [
        ("a.pdf", b"", "", "label_unreadable"),
        ("a.pdf", b"MZ\x90 a program", "", "label_unreadable"),
        ("a.pdf", b"%PDF-1.7\nhello", "", "label_unreadable"),
        ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj<</Pages 1 0 R/Kids[1 0 R]>>endobj\n" * 500 + b"trailer<</Root 1 0 R>>", "", "label_unreadable"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 50, "", "label_unreadable"),
        ("a.pdf", pdf_of(300, locked=True), "", "label_locked"),
        ("a.pdf", pdf_of(300, 301), "1", "numbers_unfit"),
        ("a.pdf", pdf_of(300), "not a number", "numbers_unfit"),
    ],
)
def test_what_is_no_label_is_refused(name: str, content: bytes, numbers: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        labels_of([upload_of(name, content)], numbers)
    assert refused.value.code == code


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 600), st.integers(0, 255))
def test_no_broken_file_breaks_the_reader(noise: bytes, at: int, byte: int) -> None:
    whole = bytearray(pdf_of(300))
    whole[at % len(whole)] = byte
    for content in (b"%PDF-1.4\n" + noise, bytes(whole), bytes(whole[: at % len(whole)])):
        try:
            assert all(page.startswith(b"%PDF") for page in pages_of(content))
        except Refusal as refusal:
            assert refusal.code in ("label_unreadable", "label_locked", "labels_too_many", "labels_too_large")
