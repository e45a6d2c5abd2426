"""A claim for a chat, for suppliers who open no links: a text in their language, and the same as a picture."""

from base64 import b64encode
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.claims import queries as claims
from makegood.apps.parties.abilities import CASES
from makegood.base.evidence import read
from makegood.base.links import link_for
from makegood.base.tenancy import Merchant
from makegood.casefile.supplier_pages import page_of
from makegood.web.clock import now_of
from makegood.web.scope import needs
from makegood.web.supplier_words import WAITING, language_of, own_term, please_answer, supplier_of, top_line

WIDE, LINE = 720, 30
_WIDE_LETTERS, _NARROW_LETTERS = 22, 44  # that fit into a line of the picture, Chinese and other


def chats(merchant: Merchant, found: list[Any], request: HttpRequest) -> dict[int, dict[str, str]]:
    """{"text", "language"} of each claim that waits for its answer, by claim id."""
    made = {}
    for claim in found:
        link = link_for(purpose="supplier", subject=claim.public_id, now=now_of(request)) if claim.state in WAITING else None
        if link is not None:
            language, lines = _lines(merchant, claim)
            made[claim.id] = {"language": language, "text": "\n".join([*lines, page_of(link)])}
    return made


def _lines(merchant: Merchant, claim: Any) -> tuple[str, list[str]]:
    organisation = supplier_of(claim)
    language = language_of(claim, organisation, "")
    with translation.override(language):
        lines = [
            _("Hello, this is %(shop)s.") % {"shop": merchant.name},
            top_line(claim),
            please_answer(claim.answer_by, organisation.zone if organisation else "UTC") if claim.answer_by else "",
            f"{claim.packet['title']} · {claim.packet['sku']}",
            own_term(claim.packet),
            _("Pictures and answer, without a login:"),
        ]
    return language, [line for line in lines if line]


@needs(CASES, sees="claim")
def picture(request: HttpRequest, merchant: Merchant, claim_id: str) -> HttpResponse:
    """The claim as an SVG of its own, with its first photo in it."""
    claim = claims.claim_of(claim_id)
    _language, lines = _lines(merchant, claim)
    photo = next(iter(claims.evidence_of_claim(claim.id)), None)
    rows = [row for line in lines[:-1] for row in [*_wrapped(line), ""]]
    top = 340 if photo is not None else 30
    high = top + LINE * len(rows) + 10
    shown = ""
    if photo is not None:
        data = b64encode(read(photo.file)).decode()
        shown = f'<image x="24" y="24" width="{WIDE - 48}" height="300" href="data:{photo.file.media_type};base64,{data}"/>'
    text = "".join(f'<text x="24" y="{top + LINE * (place + 1) - 8}">{escape(row)}</text>' for place, row in enumerate(rows))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}">'
        f'<rect width="{WIDE}" height="{high}" fill="#fbfaf7"/>{shown}<g font-family="sans-serif" font-size="22" fill="#1d1c1a">{text}</g></svg>'
    )
    return HttpResponse(svg, content_type="image/svg+xml", headers={"Cache-Control": "private, no-store"})


def _wrapped(line: str) -> list[str]:
    """Lines that fit: Chinese breaks anywhere, other writing between words."""
    wide = sum(ord(letter) > 0x2E80 for letter in line) > len(line) / 3
    if wide:
        return [line[start : start + _WIDE_LETTERS] for start in range(0, len(line), _WIDE_LETTERS)]
    rows = [""]
    for word in line.split():
        if rows[-1] and len(rows[-1]) + len(word) + 1 > _NARROW_LETTERS:
            rows.append("")
        rows[-1] = f"{rows[-1]} {word}".strip()
    return rows
