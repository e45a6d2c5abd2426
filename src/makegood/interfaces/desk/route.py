"""Where a case's goods go, why, and what the other places would cost."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from makegood.apps.hubs import queries as hubs
from makegood.apps.hubs.words import REASONS
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.tenancy import Merchant
from makegood.casefile.places import weigh
from makegood.casefile.routing import as_record
from makegood.casefile.sending_back import promised_of
from makegood.journeys.choose_route import choose_route
from makegood.web.hub_words import REASONS as REASON_WORDS
from makegood.web.hub_words import places_shown, why_of_route


def panel(case: Any, order: Any, rows: list[dict[str, Any]], merchant: Merchant, *, now: datetime) -> list[dict[str, Any]]:
    """A row a line that was sent somewhere, or may be: {"id", "title", "why", "places", "open", "reasons"}."""
    newest = {one.line_id: one for one in hubs.routes_of_case(case.id)}
    found = []
    for row in rows:
        line, known = row["line"], newest.get(row["line"].id)
        is_open = case.closed_at is None and line.reception in ("not_required", "expired") and line.decision in ("offered", "needs_review")
        if known is None and not is_open:
            continue
        if known is None:
            promised, paid_by = promised_of(case, line)
            if promised == "none":
                continue
            routed = weigh(case, order, [line], promised=promised, paid_by=paid_by, now=now)
            record, chosen, reason = as_record(routed), routed.chosen, ""
            place, hub = (chosen.kind, chosen.hub_id) if chosen is not None else ("", None)
        else:
            record, place, hub, reason = known.record, known.place, known.hub_id, known.reason
        found.append({
            "id": line.public_id, "title": row["order_line"].title, "why": why_of_route(record, place, hub, merchant.currency, reason),
            "places": places_shown(record, merchant.currency), "at": (place, hub), "open": is_open,
            "reasons": [(code, REASON_WORDS[code]) for code in REASONS],
        })  # fmt: skip
    return found


def _route(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    place, _, hub = form.get("place", "").partition(":")
    choose_route(
        merchant_id=merchant, line_id=returns.line_of(form.get("line", "")).id, place=place, hub_id=int(hub) if hub.isdigit() and len(hub) < 18 else None,
        reason=form.get("reason", ""), by=by, now=now,
    )  # fmt: skip


STEPS = {"route": _route}
