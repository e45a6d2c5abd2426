"""The label and the credit note as PDF, drawn when they are asked for."""

from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from makegood.base.evidence import path_of
from makegood.base.tenancy import merchant_of
from makegood.casefile.sending_back import address_of
from makegood.web.codes import code128_svg, qr_svg
from makegood.web.pdf import render_pdf
from makegood.web.templatetags.money_tags import day_short


def logo_of(merchant: Any) -> bytes:
    """The shop's logo, a PNG; empty where there is none (any more)."""
    try:
        return path_of(f"m{merchant.id}", merchant.logo).read_bytes() if merchant.logo else b""
    except OSError:
        return b""


def with_logo(merchant: Any, data: dict[str, Any], **files: bytes) -> dict[str, Any]:
    """render_pdf's arguments, the logo among them where there is one."""
    logo = logo_of(merchant)
    return {"data": data | {"logo": bool(logo)}, "files": files | ({"logo.png": logo} if logo else {})}


def label_pdf(merchant: Any, case: Any, parcel: Any) -> bytes:
    """Our own label: "{Shop} c/o {hub}", QR and Code 128 of the parcel's code, the RMA number, the last day to send it."""
    with translation.override(case.language):
        data = {
            "title": _("Return label %(number)s") % {"number": case.number},
            "lang": case.language[:2],
            "shop": merchant.name,
            "return_word": _("Return"),
            "address": address_of(merchant, parcel),
            "code": parcel.code,
            "number": case.number,
            "send_by": _("Send by %(day)s") % {"day": day_short(parcel.send_by)} if parcel.send_by else "",
        }
    return render_pdf("label", **with_logo(merchant, data, **{"qr.svg": qr_svg(parcel.code), "bars.svg": code128_svg(parcel.code)}))


def credit_note_pdf(note: Any, contact: Any) -> bytes:
    """What stands in the note's body; name and address are read when it is drawn, so that they can be erased."""
    body = note.body
    with translation.override(body["language"]):
        sign = "-" if body.get("cancels") else ""
        breakdown, currency = body["breakdown"], body["currency"]
        data = {
            "title": (_("Cancellation %(number)s") if sign else _("Credit note %(number)s")) % {"number": body["number"]},
            "lang": body["language"][:2],
            "to": [contact.name, *contact.address] if contact is not None else [""],
            "shop": body["shop"],
            "shop_address": body["shop_address"],
            "tax_number": body["tax_number"],
            "intro": _intro(note),
            "heads": [_("Item"), _("Pieces"), _("Net"), _("Tax"), _("Gross")],
            "rows": _note_rows(body, sign),
            "sums": [[_("Total") + f" {currency}", _signed(sign, breakdown.get("total", "0"))]],
            "foot": _taxes(body, sign),
        }
    return render_pdf("credit_note", at=note.issued_on, **with_logo(merchant_of(note.merchant_id), data))


def _intro(note: Any) -> str:
    body = note.body
    said = _("For order %(order)s of %(ordered_on)s, case %(case)s, dated %(day)s.") % {
        **body, "ordered_on": day_short(body["ordered_on"]), "day": day_short(note.issued_on),
    }  # fmt: skip
    if body.get("paid_on") and not body.get("cancels"):
        said += " " + _("The money was sent on %(day)s.") % {"day": day_short(body["paid_on"])}
    if body.get("cancels"):
        said += " " + _("It takes back credit note %(number)s of %(day)s.") % {
            "number": body["cancels"],
            "day": day_short(body["cancels_of"]),
        }
    return said


def _signed(sign: str, text: str) -> str:
    """The amount, with its sign turned on a cancellation; nothing stays nothing."""
    if not sign or not text.strip("0."):
        return text
    return text[1:] if text.startswith("-") else f"-{text}"


def _note_rows(body: dict[str, Any], sign: str) -> list[list[str]]:
    breakdown, titles = body["breakdown"], body.get("titles", {})

    def row(name: str, pieces: str, part: dict[str, str]) -> list[str]:
        return [name, pieces, *(_signed(sign, part[kind]) for kind in ("net", "tax", "gross"))]

    rows = [row(titles.get(line["id"], line["id"][-6:]), str(line["quantity"] or ""), line) for line in breakdown.get("lines", [])]
    if breakdown.get("shipping", {}).get("gross", "0").strip("0."):
        rows.append(row(_("Delivery"), "", breakdown["shipping"]))
    if str(breakdown.get("duties", "0")).strip("0."):
        rows.append([_("Duties"), "", "", "", _signed(sign, breakdown["duties"])])
    kept = [fee for fee in breakdown.get("fees", []) if fee["amount"].strip("0.")]
    return rows + [[_("Kept: %(kind)s") % {"kind": fee["kind"]}, "", "", "", _signed(sign, f"-{fee['amount']}")] for fee in kept]


def _taxes(body: dict[str, Any], sign: str) -> str:
    """Rate by rate; notes from before the rates were kept say the taxes alone."""
    if "by_rate" not in body:
        taxes = ", ".join(f"{rate}: {tax}" for rate, tax in body["breakdown"].get("tax_by_rate", {}).items())
        return str(_("Tax by rate: %(taxes)s") % {"taxes": taxes or "0"})
    said = [
        _("%(rate)s %%: net %(net)s, tax %(tax)s, gross %(gross)s")
        % {"rate": percent_of(row["rate"]), **{kind: _signed(sign, row[kind]) for kind in ("net", "tax", "gross")}}
        for row in body["by_rate"]
    ]
    return str(_("Tax by rate: %(taxes)s") % {"taxes": "; ".join(said) or "0"})


def percent_of(rate: str) -> str:
    """ "19" for "0.19", "7.7" for "0.077"."""
    return format((Decimal(rate) * 100).normalize(), "f")
