"""A case to try a promise with: made up here, or one of the shop's own; by the promise in force and by the draft."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from makegood.apps.parties.abilities import PROMISE
from makegood.apps.policies import queries as policies
from makegood.apps.returns import queries as returns
from makegood.apps.returns.words import CASE_KINDS
from makegood.base.tenancy import Merchant
from makegood.insight.promise import markets_of
from makegood.interfaces.desk.promise import in_force
from makegood.interfaces.desk.promise_values import NAMES, filled_by, said_reason, said_value
from makegood.kernel.refusal import Refusal
from makegood.law.load import codes
from makegood.law.scenario import DISCLOSURES
from makegood.policy.decide import decide
from makegood.policy.decision import Decision
from makegood.policy.rules import Policy, PolicyInvalid, load_policy
from makegood.web.clock import now_of
from makegood.web.places import place_name
from makegood.web.scope import needs

OUTCOMES = {
    "offered": later("The customer sees at once what they can get."),
    "needs_review": later("A person looks first."),
    "refused": later("Nothing is offered."),
}
_RECENT = 30


@needs(PROMISE)
def page(request: HttpRequest, merchant: Merchant) -> HttpResponse:
    now, form, refusal = now_of(request), request.GET, None
    sides: list[Decision] = []
    titles: list[str] = []
    if form:
        try:
            facts, on = _facts(form, merchant, now.date())
            by = _policies(merchant, request)
            titles, sides = [title for title, _policy in by], [decide(facts, policy, on=on) for _title, policy in by]
        except Refusal as found:
            refusal = found
    markets = [*markets_of(merchant, now), *sorted(set(codes()) - set(markets_of(merchant, now)) - {"EU"}, key=place_name)]
    context = {
        "merchant": merchant, "tab": "promise", "refusal": refusal, "typed": form, "kinds": CASE_KINDS, "markets": markets, "titles": titles,
        "told": [{"title": title, **_told(one)} for title, one in zip(titles, sides, strict=True)], "rows": _rows(sides, merchant.currency),
        "recent": list(returns.newest_records(limit=_RECENT)),
    }  # fmt: skip
    return render(request, "desk/promise_try.html", context, status=refusal.status if refusal else 200)


def _policies(merchant: Merchant, request: HttpRequest) -> list[tuple[str, Policy]]:
    found = [(_("In force"), in_force(merchant, now_of(request)))]
    draft = policies.draft()
    if draft is not None:
        try:
            found.append((_("By the draft"), load_policy(draft.text)))
        except PolicyInvalid as invalid:
            raise Refusal("draft_unreadable", "The draft can't be read yet.", str(invalid.errors[0]["message"])) from None
    return found


def _facts(form: QueryDict, merchant: Merchant, today: date) -> tuple[dict[str, Any], date]:
    """The facts of a recorded decision, or those that were typed: paid and delivered so many days ago, asked today."""
    name = form.get("decision", "")
    if name:
        decision = returns.decision_of(name)
        if decision is None:
            raise Refusal("decision_unknown", "There is no such case.", "Choose one from the list.", status=404, field="decision")
        return dict(decision.record["facts"]), date.fromisoformat(decision.record["on"])
    kind, market = form.get("kind", ""), form.get("market", "")
    if kind not in CASE_KINDS or market not in codes():
        raise Refusal("fact_missing", "What happened, and where does the customer live?", "Choose both.", field="kind")
    price, days = _amount(form.get("price", "")), _days(form.get("days", ""))
    arrived = None if kind in ("not_delivered", "cancellation") else today - timedelta(days=days)
    tags = [tag.strip() for tag in form.get("tags", "").split(",") if tag.strip()][:20]
    return {
        "case": {"kind": kind, "notified_on": today.isoformat(), "value": price, "quantity": 1, "photos": 0},
        "order": {
            "market": market, "currency": merchant.currency, "placed_on": (today - timedelta(days=days + 5)).isoformat(),
            "delivered_on": arrived.isoformat() if arrived else None, "total": price, "outbound_shipping": "0", "standard_shipping": "0",
            "disclosures": sorted(DISCLOSURES) if "told" in form else [], "tags": [],
        },
        "item": {"price": price, "customer_input": "own_text" if "personal" in form else "none", "tags": tags, "category": ""},
    }, today  # fmt: skip


def _amount(typed: str) -> str:
    try:
        value = Decimal(typed.strip().replace(",", ".") or "x")
    except InvalidOperation:
        value = Decimal(-1)
    if not 0 <= value < 10_000_000 or value != round(value, 2):
        raise Refusal("price_unreadable", "What did it cost?", "Write an amount such as 28.80.", field="price")
    return str(value)


def _days(typed: str) -> int:
    typed = typed.strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > 4:
        raise Refusal("days_unreadable", "How many days ago did it come?", "Write a whole number.", field="days")
    return int(typed)


def _told(found: Decision) -> dict[str, Any]:
    """What the page says first of a decision: its outcome, what is offered, and why a person looks or nothing is given."""
    offered = said_value("remedies", found.slots["remedies"], found.currency) if found.outcome == "offered" else ""
    reasons = list(dict.fromkeys(said_reason(reason) for reason in found.reasons))
    return {"outcome": OUTCOMES[found.outcome], "offered": offered, "reasons": reasons}


def _rows(sides: list[Decision], currency: str) -> list[dict[str, Any]]:
    """For each slot that says something: its value by each promise, and which rule or article filled it."""
    lines = [{line["slot"]: line for line in side.trace if "slot" in line} for side in sides]
    found = []
    for slot, name in NAMES.items():
        cells = [
            {"said": said_value(slot, side.slots.get(slot), currency), "by": filled_by(line[slot]) if slot in line else "",
             "rule": slot in line and "rule" in line[slot]}
            for side, line in zip(sides, lines, strict=True)
        ]  # fmt: skip
        if any(cell["said"] for cell in cells):
            found.append({"name": name, "cells": cells, "differs": len({cell["said"] for cell in cells}) > 1})
    return sorted(found, key=lambda row: not row["differs"])
