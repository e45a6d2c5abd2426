"""The shop brings labels that it has paid for."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations.postage import add_stock
from makegood.apps.parties import operations as parties
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.evidence import store
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.digest import digest_of_bytes
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal

MARKET = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?\Z")


def add_labels(
    *, merchant_id: int, labels: list[tuple[bytes, str]], carrier: str, name: str = "", markets: str = "", cost: str = "", expires_on: str = "",
    by: Actor, now: datetime,
) -> Any:  # fmt: skip
    """A LabelStock of (clean PDF of one label, tracking number or ""). Parcels that wait for one get theirs by a job.

    `markets`: codes by spaces or commas, empty for anywhere; `cost`: of one, in the shop's currency. A label whose bytes or number are
    known here is refused with the whole upload: it could be given out twice. Refuses `label_known`, `number_twice`, `carrier_missing`,
    `market_unreadable`, `amount_unreadable`, `day_unreadable`, `day_past`.
    """
    if not carrier.strip():
        raise Refusal("carrier_missing", _("The carrier is missing."), _("Write whose labels these are, for example DHL."), field="carrier")
    places, until = _markets(markets), _day(expires_on, now)
    with unit(merchants=[merchant_id], by=by):
        shop = parties.hold_shop(merchant_id)
        _check_new(labels)
        files = [store(content, "application/pdf", now=now).id for content, _number in labels]
        stock = add_stock(
            labels=[(file_id, number) for file_id, (_content, number) in zip(files, labels, strict=True)], name=" ".join(name.split())[:80],
            carrier=" ".join(carrier.split())[:40], markets=places, cost_minor=_cost(cost, shop.currency), currency=shop.currency,
            expires_on=until, by=by, now=now,
        )  # fmt: skip
        timeline.note(f"shop:{merchant_id}", "labels.added", by=by, now=now, subject=stock.public_id, count=len(labels))
        defer("give_postage", merchant_id=merchant_id)
        return stock


def _check_new(labels: list[tuple[bytes, str]]) -> None:
    digests = [digest_of_bytes(content) for content, _number in labels]
    numbers = [number for _content, number in labels if number]
    files, taken = postage.known_labels(digests, numbers)
    if files or len(set(digests)) < len(digests):
        message = _("A label of this upload is here already, or stands in it twice.")
        raise Refusal("label_known", message, _("Send only new labels: each is given out once."), field="files", status=409)
    if taken or len(set(numbers)) < len(numbers):
        message = _("The tracking number %(number)s stands on more than one label.") % {
            "number": next(iter(taken), "") or _doubled(numbers)
        }
        raise Refusal("number_twice", message, _("Check the list of numbers."), field="numbers", status=409)


def _doubled(numbers: list[str]) -> str:
    return next(number for number in numbers if numbers.count(number) > 1)


def _markets(text: str) -> list[str]:
    found = [one.upper() for one in re.split(r"[\s,;]+", text.strip()) if one]
    if any(not MARKET.match(one) for one in found) or len(found) > 60:
        raise Refusal("market_unreadable", _("These are no countries."), _("Write their codes: DE AT."), field="markets")
    return list(dict.fromkeys(found))


def _cost(text: str, currency: str) -> int | None:
    given = text.strip().replace(",", ".")
    if not given:
        return None
    try:
        found = minor_from_text(given, currency)
    except Refusal:
        found = -1
    if found < 0:
        raise Refusal("amount_unreadable", _("This is no amount."), _("Write it as 12.50."), field="cost")
    return found


def _day(text: str, now: datetime) -> date | None:
    if not text.strip():
        return None
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("day_unreadable", _("This is no day."), _("Choose it, or leave it empty."), field="expires_on") from None
    if found < now.date():
        raise Refusal("day_past", _("This day is past: the carrier no longer takes these labels."), _("Check the day."), field="expires_on")
    return found
