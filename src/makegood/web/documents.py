"""The label and the credit note as PDF, drawn when they are asked for."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from makegood.base.evidence import path_of
from makegood.base.tenancy import merchant_of
from makegood.casefile.telling import label_address
from makegood.web.codes import code128_svg, qr_svg
from makegood.web.pdf import render_pdf
from makegood.web.templatetags.money_tags import day_short


def logo_of(merchant: Any) -> bytes:
    """The shop's logo, a PNG; empty where there is none (any more)."""
    try:
        return path_of(f"m{merchant.id}", merchant.logo).read_bytes() if merchant.logo else b""
    except OSError:
        return b""


def _with_logo(merchant: Any, data: dict[str, Any], **files: bytes) -> dict[str, Any]:
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
            "address": label_address(merchant, parcel.hub),
            "code": parcel.code,
            "number": case.number,
            "send_by": _("Send by %(day)s") % {"day": day_short(parcel.send_by)} if parcel.send_by else "",
        }
    return render_pdf("label", **_with_logo(merchant, data, **{"qr.svg": qr_svg(parcel.code), "bars.svg": code128_svg(parcel.code)}))


def credit_note_pdf(note: Any, contact: Any) -> bytes:
    """What stands in the note's body; name and address are read when it is drawn, so that they can be erased."""
    body = note.body
    with translation.override(body["language"]):
        breakdown = body["breakdown"]
        currency = body["currency"]
        rows = [
            [line["id"][-6:], str(line["quantity"] or ""), line["net"], line["tax"], line["gross"]] for line in breakdown.get("lines", [])
        ]
        if breakdown.get("shipping", {}).get("gross", "0").strip("0."):
            rows.append([_("Delivery"), "", *(breakdown["shipping"][part] for part in ("net", "tax", "gross"))])
        rows += [[_("Kept: %(kind)s") % {"kind": fee["kind"]}, "", "", "", f"-{fee['amount']}"] for fee in breakdown.get("fees", [])]
        data = {
            "title": _("Credit note %(number)s") % {"number": body["number"]},
            "lang": body["language"][:2],
            "to": [contact.name, *contact.address] if contact is not None else [""],
            "shop": body["shop"],
            "shop_address": body["shop_address"],
            "tax_number": body["tax_number"],
            "intro": _("For order %(order)s of %(ordered_on)s, case %(case)s, dated %(day)s.")
            % {**body, "ordered_on": day_short(body["ordered_on"]), "day": day_short(note.issued_on)},
            "heads": [_("Item"), _("Pieces"), _("Net"), _("Tax"), _("Gross")],
            "rows": rows,
            "sums": [[_("Total") + f" {currency}", breakdown.get("total", "")]],
            "foot": _("Tax by rate: %(taxes)s")
            % {"taxes": ", ".join(f"{rate}: {tax}" for rate, tax in breakdown.get("tax_by_rate", {}).items()) or "0"},
        }
    return render_pdf("credit_note", **_with_logo(merchant_of(note.merchant_id), data))
