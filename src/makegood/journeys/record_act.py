"""Somebody at the hub did what was to be done with a piece: mended it, packed it anew, gave it away, recycled or destroyed it."""

from datetime import datetime
from typing import Any

from makegood.apps.hubs import operations as hubs
from makegood.apps.hubs import queries as acts
from makegood.apps.hubs.words import EVERY_HUB
from makegood.apps.inspection import operations as inspections
from makegood.apps.inspection import queries as looked
from makegood.apps.inspection.proposing import barred
from makegood.apps.returns import queries
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.unit import unit
from makegood.casefile.called_back import is_called_back
from makegood.casefile.holding import hold_case
from makegood.kernel.refusal import Refusal


def repack(*, merchant_id: int, act_id: str, by: Actor, now: datetime) -> Any:
    """The HubAct of packing anew what waits to be put back, once. Refuses `act_unknown`, `act_done` (409), `hub_can_not`."""
    with unit(merchants=[merchant_id], by=by):
        waiting = acts.act_of(act_id)
        if waiting.case_id is None or waiting.act != "restock":
            raise Refusal("act_unknown", "There is no such thing to do.", "Reload the page.", status=404)
        case, _ = hold_case(case_id=waiting.case_id, now=now)
        known = [one for one in acts.acts_of_case(case.id) if one.subject == waiting.subject]
        if "repack" not in waiting.hub.abilities:
            raise Refusal("hub_can_not", "This hub does not do this.", "Choose something else for the piece.", status=409)
        if any(one.act == "repack" for one in known) or all(one.state != "wanted" for one in known):
            raise Refusal("act_done", "This was done already.", "Go on with the next one.", status=409)
        made = hubs.record_act(
            hub=waiting.hub, act="repack", quantity=waiting.quantity, subject=waiting.subject, currency=waiting.currency, case_id=case.id,
            line_id=waiting.line_id, parcel_id=waiting.parcel_id, shelf=waiting.shelf, by=by, now=now,
        )  # fmt: skip
        timeline.note(
            f"case:{case.id}", "hub.did", by=by, now=now, subject=made.public_id, act="repack", quantity=made.quantity, price=made.price_minor,
            currency=made.currency,
        )  # fmt: skip
        return made


def record_act(*, merchant_id: int, act_id: str, by: Actor, now: datetime, photos: tuple[int, ...] = ()) -> Any:
    """The HubAct, done at the price of its day. What was mended is stock to be put away next.

    Refuses `act_unknown`, `act_done` (409), `restock_together` (a batch does that), `photo_needed` (nothing is destroyed unseen),
    `hub_can_not`, `disposition_unsafe` (recalled meanwhile).
    """
    with unit(merchants=[merchant_id], by=by):
        case_id = acts.act_of(act_id).case_id
        if case_id is None:
            raise Refusal("act_unknown", "There is no such thing to do.", "Reload the page.", status=404)
        case, _ = hold_case(case_id=case_id, now=now)
        act = next(one for one in acts.acts_of_case(case.id) if one.public_id == act_id)
        if act.state != "wanted" or act.line_id is None:
            raise Refusal("act_done", "This was done already.", "Go on with the next one.", status=409)
        if act.act == "restock":
            raise Refusal("restock_together", "What becomes stock again is put away as a batch.", "Put it into the next batch.", status=409)
        if act.act not in (*EVERY_HUB, *act.hub.abilities):
            raise Refusal("hub_can_not", "This hub does not do this.", "Choose something else for the piece.", status=409)
        if act.act == "destroy" and not photos:
            raise Refusal("photo_needed", "A picture is asked for here.", "Take one and tap again.", field="photo")
        line = queries.line_by_id(act.line_id)
        if barred(act.act, recalled=True) and is_called_back(line, case):
            raise Refusal(
                "disposition_unsafe",
                "What is recalled is never sold or given to anybody again.",
                "Keep it aside, or do what the recall says.",
            )
        hubs.do_act(act, by=by, now=now)
        look = looked.standing_inspections(case.id)[line.id]
        if photos:
            inspections.add_photos(look, photos)
        timeline.note(
            f"case:{case.id}", "hub.did", by=by, now=now, subject=act.public_id, act=act.act, quantity=act.quantity, price=act.price_minor,
            currency=act.currency, photos=inspections.digests_of(photos),
        )  # fmt: skip
        if act.act == "refurbish":
            hubs.want_act(
                hub=act.hub, act="restock", quantity=act.quantity, subject=act.subject, currency=act.currency, case_id=case.id, line_id=line.id,
                parcel_id=act.parcel_id, shelf=act.shelf, by=by, now=now,
            )  # fmt: skip
        return act
