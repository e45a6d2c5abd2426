"""The shop says who buys the postage of what comes back at its cost."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.carriage.words import POSTAGE_MODES
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.connections import Connection, connection_of, end_connection
from makegood.base.sealing import seal
from makegood.base.unit import unit
from makegood.kernel.ids import new_public_id
from makegood.kernel.money import minor_from_text, text_from_minor
from makegood.kernel.refusal import Refusal

EASYPOST = "https://api.easypost.com"
LOW_AT, WEIGHT_G, BOX_MM = 10, 1000, (300, 200, 100)
_LINE = re.compile(r"([A-Z]{2}(?:-[A-Z0-9]{1,3})?)\s+(\d{1,5}(?:[.,]\d{1,3})?)\s+([A-Z]{3})\s+(.{1,80})\Z")


@dataclass(frozen=True, slots=True)
class PostageForm:
    """As typed. `about`: a line a country, `DE 6.19 EUR at a DHL counter`; `most`: the dearest label that is bought by itself, in the shop's currency."""

    mode: str
    low_at: str = ""
    about: str = ""
    weight_g: str = ""
    box_cm: str = ""
    most: str = ""
    services: str = ""
    address: str = ""
    key: str = ""
    hook_secret: str = ""
    dhl_key: str = ""


def set_postage(*, merchant_id: int, form: PostageForm, by: Actor, now: datetime) -> None:
    """Parcels that have postage keep it. An empty key keeps the one that is there.

    Refuses `mode_unknown`, `number_unreadable`, `about_unreadable`, `amount_unreadable`, `key_needed`, `address_unreadable`.
    """
    if form.mode not in POSTAGE_MODES:
        raise Refusal("mode_unknown", _("This way is not known."), _("Choose one of the list."), field="mode")
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        kept: dict[str, Any] = {
            "mode": form.mode, "low_at": _number(form.low_at, LOW_AT, 0, 10_000, "low_at"), "about": _about(form.about),
            "weight_g": _number(form.weight_g, WEIGHT_G, 1, 70_000, "weight_g"), "box_mm": _box(form.box_cm),
            "most_minor": _most(form.most, shop.currency), "services": _services(form.services),
        }  # fmt: skip
        if form.mode == "easypost":
            _connect(merchant_id, form, now)
        if form.dhl_key:
            _follow_dhl(merchant_id, form.dhl_key, now)
        parties.change_shop(shop, {"settings": {**shop.settings, "postage": kept}})
        timeline.note(f"shop:{merchant_id}", "postage.set", by=by, now=now, mode=form.mode)


def _connect(merchant_id: int, form: PostageForm, now: datetime) -> None:
    """Another key is another account: what was bought through the old one is asked about and given back through it."""
    old = connection_of("postage")
    address = _address(form.address)
    if old is None and not form.key:
        raise Refusal("key_needed", _("The provider's key is needed."), _("Copy it from the provider's own pages."), field="key")
    if old is not None and not form.key:
        old.address = address
        if form.hook_secret:
            old.hook_secret = seal(form.hook_secret, purpose="postage")
        old.save(update_fields=["address", "hook_secret"])
        return
    secret = seal(form.hook_secret, purpose="postage") if form.hook_secret else old.hook_secret if old else ""
    if old is not None:
        end_connection(old, now=now)
    Connection.objects.create(
        merchant_id=merchant_id, public_id=new_public_id("con"), port="postage", party="easypost", address=address,
        key=seal(form.key, purpose="postage"), hook_secret=secret, made_at=now,
    )  # fmt: skip


def _follow_dhl(merchant_id: int, key: str, now: datetime) -> None:
    """DHL tells by this key where its parcels are, whoever sold their labels."""
    if (old := connection_of("tracking")) is not None:
        end_connection(old, now=now)
    Connection.objects.create(
        merchant_id=merchant_id, public_id=new_public_id("con"), port="tracking", party="dhl", key=seal(key, purpose="postage"), made_at=now
    )


def _address(text: str) -> str:
    given = text.strip().rstrip("/") or EASYPOST
    if not re.fullmatch(r"https://[a-z0-9.-]+(?::\d{1,5})?|http://127\.0\.0\.1:\d{1,5}", given):
        remedy = _("Leave it empty for the provider's own.")
        raise Refusal("address_unreadable", _("This is no address of a provider."), remedy, field="address")
    return given


def _number(text: str, default: int, least: int, most: int, field: str) -> int:
    given = text.strip()
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 7 and least <= int(given) <= most):
        message = _("This is no whole number from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise Refusal("number_unreadable", message, _("Type it in digits."), field=field)
    return int(given)


def _box(text: str) -> list[int]:
    given = text.strip()
    if not given:
        return list(BOX_MM)
    match = re.fullmatch(r"(\d{1,3})\s*[x×*]\s*(\d{1,3})\s*[x×*]\s*(\d{1,3})", given)
    if match is None or not all(1 <= int(side) <= 200 for side in match.groups()):
        raise Refusal("number_unreadable", _("This is no size of a parcel."), _("Write it in cm as 30 x 20 x 10."), field="box_cm")
    return [int(side) * 10 for side in match.groups()]


def _most(text: str, currency: str) -> int:
    given = text.strip().replace(",", ".")
    if not given:
        return 0
    try:
        found = minor_from_text(given, currency)
    except Refusal:
        raise Refusal("amount_unreadable", _("This is no amount."), _("Write it as 12.50."), field="most") from None
    if found < 0:
        raise Refusal("amount_unreadable", _("This is no amount."), _("Write it as 12.50."), field="most")
    return found


def _services(text: str) -> list[str]:
    return [line[:80] for line in (" ".join(one.split()) for one in text.splitlines()) if line][:20]


def _about(text: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in (" ".join(one.split()) for one in text.splitlines()[:100]):
        if not line:
            continue
        match = _LINE.match(line)
        try:
            if match is None:
                raise ValueError(line)
            amount = minor_from_text(match[2].replace(",", "."), match[3])
        except (Refusal, ValueError):
            message = _("“%(line)s” can't be read.") % {"line": line[:60]}
            raise Refusal("about_unreadable", message, _("Write a line a country: DE 6.19 EUR at a DHL counter."), field="about") from None
        found[match[1]] = {"amount_minor": amount, "currency": match[3], "where": match[4]}
    return found


def about_lines(about: dict[str, dict[str, Any]]) -> str:
    """As it is typed."""
    return "\n".join(
        f"{code} {text_from_minor(one['amount_minor'], one['currency'])} {one['currency']} {one['where']}" for code, one in about.items()
    )
