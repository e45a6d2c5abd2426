"""A person changes what is their own: name, language, and where they are signed in."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from makegood.apps.parties import operations as parties
from makegood.apps.parties import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def change_account(*, person_id: int, name: str, language: str) -> None:
    """`language`: one of the product's, or empty: as the browser says. Refuses `name_missing`, `language_unknown`."""
    name = " ".join(name.split())[:120]
    if not name:
        raise Refusal("name_missing", _("A name is needed."), _("Write how the others call you."), field="name")
    if language and language not in dict(settings.LANGUAGES):
        raise Refusal("language_unknown", _("This language is not spoken here."), _("Choose one of the list."), field="language")
    person = queries.person_by_id(person_id)
    if person is not None:
        parties.change_person(person, name=name, language=language)


def sign_out_everywhere(*, person_id: int, now: datetime) -> None:
    """Every browser, this one too."""
    person = queries.person_by_id(person_id)
    if person is None:
        return
    by, shops = Actor("staff", f"person:{person_id}"), [one.merchant_id for one in queries.memberships_of(person) if one.merchant_id]
    with unit(merchants=shops, by=by):
        parties.end_sign_ins(person_id)
        for merchant_id in sorted(shops):
            parties.hold_shop(merchant_id)
            timeline.note(
                f"shop:{merchant_id}", "member.signed_out", by=by, now=now, subject=f"person:{person_id}", merchant_id=merchant_id
            )
