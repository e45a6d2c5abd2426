"""A person changes what they sign in with: another name for a passkey, or one thing less."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from makegood.apps.notices import operations as notices
from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base.actor import Actor
from makegood.base.jobs import defer
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def rename_factor(*, person_id: int, factor_id: str, name: str) -> None:
    """Refuses `factor_unknown`, `name_missing`."""
    name = " ".join(name.split())[:60]
    if not name:
        raise Refusal("name_missing", _("A name is needed."), _("Say where it lies: phone, laptop, key ring."), field="name")
    with unit(merchants=[]):
        parties.lock_person(person_id)
        parties.rename_factor(_factor(person_id, factor_id), name)


def remove_factor(*, person_id: int, factor_id: str, now: datetime) -> None:
    """With the last one the recovery codes go too. They are told by mail. Refuses `factor_unknown`."""
    by = Actor("staff", f"person:{person_id}")
    with unit(merchants=queries.shops_of(person_id), by=by):
        parties.lock_person(person_id)
        factor = _factor(person_id, factor_id)
        kind = factor.kind
        parties.drop_factor(factor)
        if not queries.factors_of(person_id):
            parties.drop_factors(person_id)
        parties.note_in_shops("member.factor_removed", person_id, by=by, now=now, kind=kind)
        notices.write_account_mail(person_id=person_id, kind="factor_removed", link=None, now=now)
        defer("send_account_mails")


def _factor(person_id: int, factor_id: str) -> Any:
    found = queries.factor_of(person_id, factor_id)
    if found is None:
        raise Refusal("factor_unknown", _("There is no such app or passkey."), _("Reload the page."), status=404)
    return found
