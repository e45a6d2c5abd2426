"""The packet of a claim: a PDF, and a ZIP of it with the pictures and the facts. Only what concerns the supplier: never the buyer, the address, the
retail price or another shop (apps/claims/packet.py)."""

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from makegood.apps.claims import queries as claims
from makegood.base.evidence import read
from makegood.base.tenancy import Merchant
from makegood.kernel.money import text_from_minor
from makegood.kernel.refusal import Refusal
from makegood.web.documents import with_logo
from makegood.web.pdf import render_pdf
from makegood.web.supplier_words import KINDS, language_of, own_term, please_answer, supplier_of, top_line, wanted_words
from makegood.web.templatetags.money_tags import day_short, money
from makegood.web.zips import packed

MEDIA = {"pdf": "application/pdf", "zip": "application/zip"}
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_CHINESE_FONTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Serif SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "PingFang SC", "Microsoft YaHei", "SimSun", "Droid Sans Fallback",
)  # fmt: skip


def language_for(claim: Any, asked: str = "") -> str:
    """The supplier's language, or another of ours that was `asked` for."""
    return language_of(claim, supplier_of(claim), asked)


def packet_file(claim: Any, merchant: Merchant, form: str, language: str) -> tuple[bytes, str]:
    """(content, file name) of the packet as `form`, "pdf" or "zip"."""
    make = {"pdf": claim_pdf, "zip": claim_zip}[form]
    return make(claim, merchant, language), f"claim-{_plain(claim.packet['reference'])}-{claim.public_id[-6:]}.{form}"


def claim_lines(claim: Any, language: str) -> list[str]:
    """The claim in words, a line each, to be pasted where the supplier takes it."""
    with translation.override(language):
        packet = claim.packet
        has_pictures = any(one.file.media_type in _ENDINGS and one.file.erased_at is None for one in claims.evidence_of_claim(claim.id))
        lines = [
            top_line(claim),
            _article(packet),
            *(f"{name}: {value}" for name, value in _days(claim)),
            own_term(packet),
            _("The pictures are attached.") if has_pictures else "",
        ]
    return [line for line in lines if line]


def claim_pdf(claim: Any, merchant: Merchant, language: str) -> bytes:
    """In `language` where a font of this machine has its letters, else in English. The same bytes for the same rows."""
    drawn = "en" if language == "zh-hans" and not chinese_font() else language
    pictures = list(_pictures(claim))
    with translation.override(drawn):
        data = {
            "title": top_line(claim),
            "lang": "zh" if drawn == "zh-hans" else drawn,
            "fonts": ["Libertinus Serif", *filter(None, [chinese_font()])],
            "shop": merchant.name,
            "lead": please_answer(claim.answer_by, _zone(claim)) if claim.answer_by else "",
            "facts": _facts(claim),
            "heading": _("Photos") if pictures else _("There is no photo for this one."),
            "pictures": [name for name, _content in pictures],
            "foot": _("Our number of this claim: %(number)s") % {"number": claim.public_id},
        }
    made_on = claim.drafted_at.astimezone(ZoneInfo(merchant.zone)).date()
    return render_pdf("claim", **with_logo(merchant, data, **dict(pictures)), at=made_on, archive=False)


def claim_zip(claim: Any, merchant: Merchant, language: str) -> bytes:
    """claim.pdf, claim.json and pictures/."""
    pictures = {f"pictures/{name}": content for name, content in _pictures(claim)}
    facts = facts_of(claim, language) | {"pictures": sorted(pictures)}
    said = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True).encode()
    return packed({"claim.pdf": claim_pdf(claim, merchant, language), "claim.json": said, **pictures})


def facts_of(claim: Any, language: str) -> dict[str, Any]:
    """Plain JSON. Days are ISO dates, `amount` a decimal number in words' form, as 12.40; what is not known is null."""
    packet = claim.packet
    return {
        "claim": claim.public_id, "reference": packet["reference"], "article": packet["sku"], "title": packet["title"], "pieces": packet["pieces"],
        "trouble": packet["kind"], "amount": text_from_minor(claim.asked_minor, claim.currency), "currency": claim.currency,
        "term": packet.get("term"), "window_days": packet.get("window_days"), "day_of_window": packet.get("day_of_window"),
        "opens_on": _iso(claim.opens_on), "window_until": _iso(claim.window_until), "shipped_on": packet.get("shipped_on"),
        "delivered_on": packet.get("delivered_on"), "answer_by": claim.answer_by.isoformat() if claim.answer_by else None,
        "wanted": packet.get("evidence"), "credit_as": packet.get("credit_as"), "language": language, "says": claim_lines(claim, language),
    }  # fmt: skip


@lru_cache(maxsize=1)
def chinese_font() -> str:
    """The first family of this machine that has Chinese letters; "" where there is none."""
    families = set(typst.Fonts().families())
    return next((name for name in _CHINESE_FONTS if name in families), "")


def _facts(claim: Any) -> list[list[str]]:
    packet = claim.packet
    rows = [
        (_("Our order") if claim.party == "carrier" else _("Your order"), packet["reference"]),
        (_("Your parcel"), packet.get("tracking_number") or ""),
        (_("Article"), _article(packet)),
        (_("Pieces"), str(packet["pieces"])),
        (_("What happened"), str(KINDS.get(packet["kind"], packet["kind"]))),
        (_("We ask"), money(claim.asked_minor, claim.currency)),
        *_days(claim),
        (_("By the law") if claim.party == "carrier" else _("Our agreement"), own_term(packet)),
        (_("You take it until"), day_short(claim.window_until) if claim.window_until else ""),
        (_("What you want to see"), wanted_words(packet.get("evidence"))),
    ]
    return [[str(name), value] for name, value in rows if value]


def _days(claim: Any) -> list[tuple[str, str]]:
    packet = claim.packet
    left = _("It was handed to you") if claim.party == "carrier" else _("You sent it")
    rows = ((left, packet.get("shipped_on")), (_("It arrived"), packet.get("delivered_on")))
    return [(str(name), day_short(day)) for name, day in rows if day]


def _article(packet: dict[str, Any]) -> str:
    return " · ".join(part for part in (packet["title"], packet["sku"]) if part)


def _pictures(claim: Any) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) as they are shown: drawn anew when they came, without what a camera writes into them. What was erased is left out."""
    number = 0
    for one in claims.evidence_of_claim(claim.id):
        ending = _ENDINGS.get(one.file.media_type)
        if ending is None or one.file.erased_at is not None:
            continue
        try:
            content = read(one.file)
        except Refusal:
            continue
        number += 1
        yield f"picture-{number}.{ending}", content


def _zone(claim: Any) -> str:
    organisation = supplier_of(claim)
    return organisation.zone if organisation else "UTC"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _plain(reference: str) -> str:
    """What of it can stand in a file's name anywhere."""
    return re.sub(r"[^A-Za-z0-9._-]+", "", reference)[:40].strip(".") or "order"
