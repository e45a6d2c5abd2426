"""A month is over: its figures are kept as they stood, and the accountant is written to. What is booked into it later corrects the next one."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from makegood.apps.ledger.moved import last_entry_id
from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.reports import operations as reports
from makegood.apps.reports import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal

SETTLES = timedelta(hours=6)  # after the shop's own midnight: whatever was on its way into the books then is there


def close_month(*, merchant_id: int, first: date, ends_at: datetime, figures: dict[str, Any], by: Actor, now: datetime) -> Any:
    """The ClosedMonth; the one that is there where it was closed already. `figures`: insight.month's, of the month that begins on `first` and ends at
    `ends_at`, read in this unit. Refuses `month_open` before it is over.
    """
    if now < ends_at + SETTLES:
        raise Refusal("month_open", "This month is not over yet.", "It is closed by itself in the first night after it.", status=409)
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        known = queries.closed_month(first)
        if known is not None:
            return known
        made = reports.add_month(first=first, figures=figures, through=last_entry_id(), by=by, now=now)
        timeline.note(
            f"shop:{merchant_id}", "month.closed", by=by, now=now, subject=f"{first:%Y-%m}", digest=made.digest, through=made.through
        )
        to = shop.settings.get("accountant") or shop.email
        if figures["figures"] or figures["notes"]:  # of a month without anything there is nothing to read
            context = {
                "shop_name": shop.name, "customer_name": "", "contact_name": "makegood", "first": first,
                "address": f"{settings.MAKEGOOD_BASE_URL}/desk/books/month/?month={first:%Y-%m}",
            }  # fmt: skip
            notices.write_notice(
                kind="month_closed",
                case=None,
                audience="staff",
                to=to,
                language=(shop.languages or ["en"])[0],
                context=context,
                by=by,
                now=now,
                zone=shop.zone,
            )
        return made


def set_accountant(*, merchant_id: int, email: str, by: Actor, now: datetime) -> None:
    """Who is written to when a month is closed; empty: the shop itself. Refuses `email_invalid`."""
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal("email_invalid", _("This is no e-mail address."), _("Check it."), field="email") from None
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        parties.change_shop(shop, {"settings": {**shop.settings, "accountant": email}})
        timeline.note(f"shop:{merchant_id}", "accountant.set", by=by, now=now, subject=shop.slug, is_set=bool(email))
