"""Who else is on a case, and what they did meanwhile."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.apps.parties import queries as parties
from makegood.apps.parties.abilities import CASES
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.journeys.look_at_case import look_at_case
from makegood.web.clock import now_of
from makegood.web.scope import actor_of, needs

DID = {
    "message.written": gettext_lazy("wrote to the customer"),
    "line.decided": gettext_lazy("decided"),
    "line.chosen": gettext_lazy("took an offer"),
    "words.added": gettext_lazy("gave a reason"),
    "offer.changed": gettext_lazy("offered something else"),
    "refund.asked": gettext_lazy("ordered a refund"),
    "refund.posted": gettext_lazy("paid the refund"),
    "refund.failed": gettext_lazy("found the refund failed"),
    "refund.voided": gettext_lazy("took the refund back"),
    "refund.retried": gettext_lazy("tried the refund again"),
    "deadline.extended": gettext_lazy("gave more time"),
    "deadline.missed": gettext_lazy("noted a day that passed"),
    "parcel.announced": gettext_lazy("made a label"),
    "parcel.posted": gettext_lazy("posted the parcel"),
    "parcel.received": gettext_lazy("received the parcel"),
    "line.inspected": gettext_lazy("inspected the item"),
    "claim.drafted": gettext_lazy("drafted a claim"),
    "claim.submitted": gettext_lazy("sent the claim"),
    "credit_note.issued": gettext_lazy("issued a credit note"),
    "credit_note.cancelled": gettext_lazy("took a credit note back"),
    "case.closed": gettext_lazy("closed the case"),
    "case.reopened": gettext_lazy("opened the case again"),
    "evidence.shown": gettext_lazy("showed a picture"),
}


def others_at(request: HttpRequest, merchant: Merchant, case_id: int, *, is_poll: bool = False) -> list[dict[str, Any]]:
    return look_at_case(
        merchant_id=merchant.id,
        case_id=case_id,
        person_id=int(request.user.pk or 0),
        is_poll=is_poll,
        by=actor_of(request),
        now=now_of(request),
    )


def lines_of_others(request: HttpRequest, case_id: int) -> list[Any]:
    """The case's lines by others since the page was loaded: its form says after which one."""
    seen = request.POST.get("seen", "")
    if not seen.isascii() or not seen.isdigit() or len(seen) > 9:
        return []
    return [line for line in returns.timeline_of(case_id) if line.seq > int(seen) and line.actor != f"staff:person:{request.user.pk}"]


def meanwhile(request: HttpRequest, case_id: int) -> list[dict[str, Any]]:
    """What others did since the page was loaded: [{"at", "who", "did"}]."""
    lines = lines_of_others(request, case_id)
    people = {int(line.actor.rpartition(":")[2]) for line in lines if line.actor.startswith("staff:person:") and line.actor[13:].isdigit()}
    names = parties.names_of(people)
    kinds = {
        "customer": _("The customer"),
        "system": _("makegood"),
        "api": _("A program"),
        "inspector": _("The hub"),
        "supplier": _("The supplier"),
    }

    def who(actor: str) -> str:
        kind, _colon, ref = actor.partition(":")
        number = ref.removeprefix("person:")
        return kinds.get(kind) or (names.get(int(number)) if number.isdigit() else None) or _("Somebody")

    found = {(line.at, who(line.actor), str(DID.get(line.name, line.name.replace(".", " ").replace("_", " ")))): None for line in lines}
    return [{"at": at, "who": name, "did": did} for at, name, did in found]


@needs(CASES)
def here(request: HttpRequest, merchant: Merchant, case_id: str) -> HttpResponse:
    """The line alone, for the page that asks again and again."""
    case = returns.case_of(case_id)
    others = others_at(request, merchant, case.id, is_poll=True)
    response = render(request, "desk/here.html", {"case": case, "others": others, "merchant": merchant})
    response["Cache-Control"] = "no-store"
    return response
