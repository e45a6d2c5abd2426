"""Postage in words: for customers who pays, where and about how much; for staff what went wrong and what mends it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.apps.carriage.postage import NO_LABEL
from makegood.apps.carriage.tracking import Standing
from makegood.casefile.postage import about_of, mode_of
from makegood.web.templatetags.money_tags import day, money

# code -> (what happened, what to do)
PROBLEMS = {
    "stock_empty": (gettext_lazy("No label is left that fits."), gettext_lazy("Add labels under Settings, Postage, or bring one for this parcel.")),
    "label_owed": (gettext_lazy("This parcel needs a label that you have paid for."), gettext_lazy("Bring a label for this parcel.")),
    "address_incomplete": (
        gettext_lazy("The customer's address is not known here, so no label can be made."), gettext_lazy("Bring a label for this parcel."),
    ),
    "key_refused": (gettext_lazy("The provider does not know our key."), gettext_lazy("Type it again under Settings, Postage.")),
    "no_funds": (gettext_lazy("The account at the provider has no money left."), gettext_lazy("Top it up there, then try again.")),
    "no_rate": (gettext_lazy("No carrier offers a price for this way."), gettext_lazy("See the provider's words, or bring a label for this parcel.")),
    "too_dear": (gettext_lazy("Every label costs more than you allow."), gettext_lazy("Allow more under Settings, Postage, or bring a label for this parcel.")),
    "provider_refused": (gettext_lazy("The provider refused."), gettext_lazy("See its words; then try again, or bring a label for this parcel.")),
    "refund_rejected": (gettext_lazy("The carrier does not give the money back."), gettext_lazy("Ask the provider why; you may try again.")),
    "label_not_fetched": (gettext_lazy("The label is bought, but its file could not be fetched."), gettext_lazy("Try again.")),
    "connection_unknown": (gettext_lazy("The provider is no longer connected."), gettext_lazy("Connect it again under Settings, Postage.")),
    "secret_unreadable": (gettext_lazy("The stored key can't be read."), gettext_lazy("Type it again under Settings, Postage.")),
    "no_connection": (gettext_lazy("The provider could not be reached."), gettext_lazy("It is tried again by itself.")),
    "no_answer": (gettext_lazy("The provider did not answer."), gettext_lazy("It is asked again by itself.")),
    "connection_broke": (gettext_lazy("The provider did not answer."), gettext_lazy("It is asked again by itself.")),
    "unreadable": (gettext_lazy("The provider's answer could not be read."), gettext_lazy("It is asked again by itself.")),
    "asked_to_wait": (gettext_lazy("The provider asked us to wait."), gettext_lazy("It is tried again by itself.")),
    "their_fault": (gettext_lazy("Something is broken at the provider."), gettext_lazy("It is asked again by itself.")),
}  # fmt: skip

STATES = {
    "wanted": gettext_lazy("postage: not there yet"),
    "buying": gettext_lazy("postage: being bought"),
    "unknown": gettext_lazy("postage: the provider is asked whether it was bought"),
    "bought": gettext_lazy("postage: paid"),
    "failed": gettext_lazy("postage: could not be bought"),
    "void_wanted": gettext_lazy("postage: not used, is given back"),
    "voiding": gettext_lazy("postage: not used, the carrier checks it"),
    "void_failed": gettext_lazy("postage: not used, and not given back"),
    "void": gettext_lazy("postage: not used"),
}
MEANS = {
    "announced": gettext_lazy("announced"), "in_transit": gettext_lazy("on its way"), "near": gettext_lazy("out for delivery"), "delivered": gettext_lazy("delivered"),
    "held": gettext_lazy("waits at a counter"), "going_back": gettext_lazy("goes back to the sender"), "failed": gettext_lazy("trouble on the way"),
    "unknown": gettext_lazy("not understood"),
}  # fmt: skip


def problem_words(code: str) -> tuple[str, str]:
    """(what happened, what to do)."""
    found = PROBLEMS.get(code)
    return (str(found[0]), str(found[1])) if found else (code, "")


def for_customer(merchant: Any, parcel: Any, postage: Any, market: str, person: str) -> dict[str, Any]:
    """{"has_label", "lines"}: what stands beside a parcel that waits to be sent. `postage`: its living row, or None."""
    if postage is not None and postage.state == "bought" and postage.file_id is not None:
        words = {"carrier": postage.carrier} if postage.carrier else None
        first = _("%(carrier)s takes it; the postage is paid.") % words if words else _("The postage is paid.")
        return {"has_label": True, "lines": [first, _("Two sheets: stick the paid label on the parcel, and put ours inside.")]}
    if postage is not None and postage.state in ("wanted", "buying", "unknown", "bought") and postage.problem not in NO_LABEL:
        return {"has_label": False, "lines": [_("Your paid label is being made. Look here again in a few minutes; you buy nothing.")]}
    if postage is not None and postage.state not in ("void", "void_wanted", "voiding", "void_failed"):
        words = {"person": person}
        return {"has_label": False, "lines": [_("%(person)s brings you a paid label here. You buy nothing; please wait for it.") % words]}
    if postage is not None:
        return {
            "has_label": False,
            "lines": [_("The last day for this label has passed. Write to %(person)s if you still want to send it.") % {"person": person}],
        }
    about = about_line(merchant, market)
    if parcel.paid_by == "shop" and mode_of(merchant) == "customer_buys":
        back = _("Buy the postage where you like, with a tracking number. Keep the receipt and show it below: %(shop)s pays it back.")
        return {"has_label": False, "lines": [back % {"shop": merchant.name}, about]}
    if parcel.paid_by == "shop":
        return {
            "has_label": False,
            "lines": [_("%(person)s brings you a paid label here. You buy nothing; please wait for it.") % {"person": person}],
        }
    return {"has_label": False, "lines": [_("You buy the postage, where you like, with a tracking number."), about]}


def about_line(merchant: Any, market: str) -> str:
    """About what it costs and who says so; that it is not known where nobody does."""
    about = about_of(merchant, market)
    if about is None:
        return _("What it costs from where you are is not known here; the counter tells you.")
    amount = money(about.amount_minor, about.currency)
    if not about.source:
        return _("It costs about %(amount)s: %(where)s.") % {"amount": amount, "where": about.where}
    words = {"amount": amount, "where": about.where, "kg": f"{(about.up_to_g or 0) / 1000:g}", "day": day(about.as_of)}
    return _("With %(where)s a parcel of up to %(kg)s kg costs about %(amount)s (price of %(day)s).") % words


def tracked_line(standing: Standing, zone: str) -> str:
    """Where the carrier says that a parcel is, for the customer; empty where that adds nothing."""
    if standing.trouble == "going_back":
        return _("The carrier sends it back to you. We look after it and write to you.")
    if standing.trouble == "failed":
        return _("The carrier reports trouble with it. We look after it and write to you.")
    if standing.reached == "delivered" and standing.delivered_at:
        return _("The carrier delivered it on %(day)s; it is unpacked next.") % {"day": day(standing.delivered_at, zone)}
    return _("It is out for delivery.") if standing.reached == "near" else ""


def for_staff(postage: Any, events: list[Any], standing: Standing) -> dict[str, Any]:
    """What a case's page shows of a parcel's way."""
    what, mend = problem_words(postage.problem) if postage is not None and postage.problem else ("", "")
    may_retry = postage is not None and (
        postage.state in ("failed", "void_failed") or postage.problem in ("stock_empty", "label_not_fetched")
    )
    return {
        "postage": postage, "state": str(STATES[postage.state]) if postage is not None else "", "what": what, "mend": mend, "may_retry": may_retry,
        "may_bring": postage is None or (postage.state in ("wanted", "failed") and (postage.way != "easypost" or postage.state == "failed")),
        "events": [{"row": one, "means": str(MEANS[one.means])} for one in reversed(events)][:20], "standing": standing,
        "trouble": str(MEANS[standing.trouble]) if standing.trouble else "", "odd": ", ".join(standing.odd),
    }  # fmt: skip
