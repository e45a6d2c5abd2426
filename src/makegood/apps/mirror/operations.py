"""Writes of errands and places."""

from datetime import datetime
from typing import Any

from makegood.apps.mirror.models import Errand, Place
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, change_later
from makegood.base.tenancy import current_scope, forget
from makegood.kernel.ids import new_public_id


def add_errand(*, case: Any, kind: str, subject: str, by: Actor, now: datetime, **what: Any) -> Errand:
    """`what`: connection, party, facts, next_try_at. Its key is its own public id: one row, one key, for ever."""
    made = Errand(
        merchant_id=case.merchant_id, public_id=new_public_id("err"), order_id=case.order_id, case_id=case.id, kind=kind, subject=subject,
        made_at=now, **what,
    )  # fmt: skip
    add_later(made)
    known = current_scope().known.get(("errands", case.id))
    if known is not None:
        known.append(made)
    _note(made, "errand.made", by, now)
    return made


def change_errand(errand: Errand, *, by: Actor, now: datetime, **fields: Any) -> None:
    """Set these fields; a change of state leaves a timeline line with the problem as a code, never their words."""
    was = errand.state
    changed = [name for name, value in fields.items() if getattr(errand, name) != value]
    for name in changed:
        setattr(errand, name, fields[name])
    if not changed:
        return
    change_later(errand, *changed)
    if errand.state != was:
        _note(errand, f"errand.{errand.state}", by, now, was=was, why=errand.problem)


def join_case(case_id: int, into_id: int) -> None:
    """What the shop's system was told of a case that was joined into another belongs there."""
    for errand in Errand.objects.filter(case_id=case_id):
        errand.case_id = into_id
        change_later(errand, "case")
    forget("errands")


def put_place(*, merchant_id: int, party: str, hub_id: int | None, ref: str, name: str) -> None:
    """One place a hub (or the shop itself); an empty `ref` takes it out."""
    found = Place.objects.filter(party=party, hub_id=hub_id).first()
    forget("places")
    if not ref:
        if found is not None:
            found.delete()
        return
    if found is None:
        found = Place(merchant_id=merchant_id, party=party, hub_id=hub_id)
    found.ref, found.name = ref[:120], name[:120]
    found.save()


def _note(errand: Errand, name: str, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(
        f"case:{errand.case_id}", name, by=by, now=now, subject=errand.public_id, merchant_id=errand.merchant_id, kind=errand.kind, **body
    )
