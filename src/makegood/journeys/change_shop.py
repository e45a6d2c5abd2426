"""The shop's own data: who it is, how it looks, what it speaks."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.evidence import write_bytes
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

LONGEST = {"name": 120, "legal_name": 200, "tax_number": 40, "email": 254, "contact_name": 80}
TEXTS = {"greeting": 80, "sign_off": 120, "find_line": 300}


def change_shop(*, merchant_id: int, form: dict[str, str], by: Actor, now: datetime) -> None:
    """`form`: name, legal_name, tax_number, email, contact_name, and address with a line each. Documents of before stay as they are.

    Refuses `name_missing`, `email_invalid`, `address_too_long`.
    """
    new: dict[str, Any] = {field: " ".join(form.get(field, "").split())[:longest] for field, longest in LONGEST.items()}
    new["address"] = [line for line in (" ".join(line.split()) for line in form.get("address", "").splitlines()) if line]
    if not new["name"]:
        raise Refusal("name_missing", _("A shop needs a name."), _("Write it as your customers know it."), field="name")
    if len(new["address"]) > 6 or any(len(line) > 80 for line in new["address"]):
        raise Refusal("address_too_long", _("This address fits on no label."), _("Six lines of 80 letters at most."), field="address")
    if new["email"]:
        check_address(new["email"], "email")
    _change(merchant_id, new, by, now)


def change_look(*, merchant_id: int, accent: str, logo: bytes | None, by: Actor, now: datetime) -> None:
    """`accent` as #rrggbb (made readable wherever it is used). `logo`: a PNG from web.uploads; empty: none any more; None: as it is.

    Refuses `color_unreadable`.
    """
    accent = accent.strip().lower()
    if len(accent) != 7 or accent[0] != "#" or set(accent[1:]) - set("0123456789abcdef"):
        raise Refusal("color_unreadable", _("This is no colour."), _("Write it as # and six digits, for example #1f5f5b."), field="accent")
    new = {"accent": accent}
    if logo is not None:
        new["logo"] = write_bytes(f"m{merchant_id}", logo) if logo else ""
    _change(merchant_id, new, by, now)


def change_languages(*, merchant_id: int, languages: list[str], texts: dict[str, dict[str, str]], by: Actor, now: datetime) -> None:
    """`languages`: the first is spoken to whom we know nothing of. `texts`: by language, see TEXTS; empty ones fall back to ours.

    Refuses `language_missing`, `text_too_long`.
    """
    spoken = [code for code in dict.fromkeys(languages) if code in dict(settings.LANGUAGES)]
    if not spoken:
        raise Refusal("language_missing", _("Your pages must speak something."), _("Choose one language or more."), field="languages")
    kept: dict[str, dict[str, str]] = {}
    for code, own in texts.items():
        words = {name: " ".join(own.get(name, "").split()) for name in TEXTS}
        long = next((name for name, text in words.items() if len(text) > TEXTS[name]), None)
        if long is not None:
            raise Refusal(
                "text_too_long", _("This text is too long."), _("Shorten it to %(n)s letters.") % {"n": TEXTS[long]}, field=f"{long}_{code}"
            )
        kept[code] = {name: text for name, text in words.items() if text}
    _change(merchant_id, {"languages": spoken, "texts": {code: words for code, words in kept.items() if words}}, by, now)


def check_address(text: str, field: str) -> None:
    """Refuses `email_invalid`."""
    try:
        validate_email(text)
    except ValidationError:
        raise Refusal("email_invalid", _("This is no e-mail address."), _("Check it."), field=field) from None


def _change(merchant_id: int, new: dict[str, Any], by: Actor, now: datetime) -> None:
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        changed = sorted(name for name, value in new.items() if getattr(shop, name) != value)
        if changed:
            parties.change_shop(shop, {name: new[name] for name in changed})
            timeline.note(f"shop:{merchant_id}", "shop.changed", by=by, now=now, subject=shop.slug, fields=changed)
