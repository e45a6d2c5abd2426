"""A supplier's terms are written down, or written down anew: a version from a day on. What was ordered before keeps its own."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.orders.operations import agreeing
from makegood.apps.parties import operations as parties
from makegood.apps.suppliers import operations as suppliers
from makegood.apps.suppliers import queries
from makegood.apps.suppliers.packs import pack_of
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.currency import is_known
from makegood.kernel.refusal import Refusal

FARTHEST, EARLIEST = timedelta(days=366), date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """`name`, `country` and `zone` only count where the supplier is new; `pack`: what the terms began with; `seen`: the newest version that
    whoever writes has seen ("" where they saw none, None where they did not look)."""

    code: str
    from_on: date
    currency: str
    terms: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    country: str = ""
    zone: str = "UTC"
    email: str = ""
    language: str = "en"
    pack: str = ""
    seen: str | None = None


def change_agreement(*, merchant_id: int, form: AgreementForm, by: Actor, now: datetime) -> Any:
    """The new Agreement, which nobody has confirmed. Where the supplier had none that was confirmed, what was ordered since that day stands under it.

    Refuses `terms_invalid`, `code_invalid`, `name_needed`, `country_unknown`, `currency_unknown`, `email_unreadable`, `from_far`,
    `supplier_known`, `agreement_changed` and `nothing_changed`.
    """
    _readable(form, now)
    with unit(merchants=[merchant_id], by=by):
        parties.hold_shop(merchant_id)
        versions = queries.versions_of(form.code)
        newest = max(versions, key=lambda one: one.id, default=None)
        if form.seen == "" and newest is not None:
            raise Refusal("supplier_known", _("This supplier is there already."), _("Change its terms instead."), status=409, field="code")
        if form.seen is not None and form.seen != (newest.public_id if newest is not None else ""):
            remedy = _("Look at them as they are now, then change them.")
            raise Refusal("agreement_changed", _("Somebody changed these terms meanwhile."), remedy, status=409)
        frozen = pack_of(form.pack).frozen() if form.pack else newest.pack if newest is not None else {}
        made = suppliers.agree(
            organisation_id=_organisation(form, newest), code=form.code, from_on=form.from_on, currency=form.currency, terms=form.terms,
            email=form.email, language=form.language, pack=frozen, by=by, now=now,
        )  # fmt: skip
        if newest is not None and _said(made) == _said(newest):
            raise Refusal(
                "nothing_changed", _("These are the terms as they stand."), _("Change something, or confirm them."), field="terms"
            )
        if not any(one.confirmed for one in versions):
            before = [one.id for one in versions]
            agreeing.take_agreement(code=form.code, agreement_id=made.id, from_on=form.from_on, until=None, instead_of=before)
        return made


def _said(one: Any) -> tuple[Any, ...]:
    return one.terms, one.from_on, one.currency, one.email, one.language


def _organisation(form: AgreementForm, newest: Any) -> int:
    if newest is not None:
        return int(newest.organisation_id)
    if not form.name.strip():
        raise Refusal("name_needed", _("The supplier needs a name."), _("Write what you call it."), field="name")
    if not re.fullmatch(r"[A-Z]{2}", form.country):
        raise Refusal("country_unknown", _("This is no country."), _("Write its two letters, such as CN."), field="country")
    made = parties.add_organisation(
        kind="supplier", name=form.name.strip()[:160], country=form.country, zone=form.zone, language=form.language, email=form.email
    )
    return int(made.id)


def _readable(form: AgreementForm, now: datetime) -> None:
    if not re.fullmatch(r"[^\s/?#&]{1,60}", form.code) or form.code != form.code.lower():
        remedy = _("Write it as your orders name the supplier, in small letters and without blanks, such as shenzhen-home.")
        raise Refusal("code_invalid", _("This can't be a supplier's short name."), remedy, field="code")
    if not is_known(form.currency):
        raise Refusal("currency_unknown", _("This currency is not known."), _("Write its three letters, such as EUR."), field="currency")
    if form.email:
        try:
            validate_email(form.email)
        except ValidationError:
            raise Refusal("email_unreadable", _("This is no e-mail address."), _("Check it, or leave it empty."), field="email") from None
    if not EARLIEST <= form.from_on <= now.date() + FARTHEST:
        remedy = _("Choose the day from which orders stand under these terms, at most a year ahead.")
        raise Refusal("from_far", _("Terms can't begin on that day."), remedy, field="from_on")
