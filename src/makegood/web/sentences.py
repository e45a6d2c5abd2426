"""One sentence for where a line stands, and the dated steps of a case."""

from typing import Any

from django.utils.translation import gettext as _

from makegood.casefile.word import word_of_line
from makegood.web.templatetags.money_tags import day, money


def sentence_of(line: Any, choice: Any, parcel: Any, paid: list[Any]) -> str:
    """What happens next, by when, and whether the customer has to do something."""
    word = word_of_line(line)
    offer = choice.offer if choice is not None else None
    last = paid[-1] if paid else None
    if word == "send_it" and parcel is not None and parcel.send_by:
        return _("Please send it by %(day)s. Your label is below.") % {"day": day(parcel.send_by)}
    if word in ("being_made", "new_one_coming") and offer is not None:
        if offer["eta_until"]:
            return _("Your new one should be with you by %(day)s. You have nothing to do.") % {"day": day(offer["eta_until"])}
        return _("Your new one is being made. You have nothing to do.")
    if word == "money_coming":
        if last is not None and last.due_on:
            amount = money(last.amount_minor, last.currency)
            return _("%(amount)s goes back to you by %(day)s. You have nothing to do.") % {"amount": amount, "day": day(last.due_on)}
        return _("Your money is on its way. You have nothing to do.")
    if word == "done" and last is not None and last.state == "posted":
        if last.provider_ref and last.kind in ("store_credit", "reorder_discount", "gift_card"):
            amount = money(last.amount_minor, last.currency)
            return _("Your code is %(code)s, worth %(amount)s. It has no end date.") % {"code": last.provider_ref, "amount": amount}
        return _("%(amount)s was sent to you. Your bank needs up to 5 days.") % {"amount": money(last.amount_minor, last.currency)}
    return str(_plain()[word])


def _plain() -> dict[str, str]:
    return {
        "choose": _("You can choose now."),
        "looking": _("A person looks at it and answers within a day. You have nothing to do."),
        "send_it": _("Please send it back. Your label is below."),
        "on_its_way_back": _("Your parcel is on its way. You have nothing to do."),
        "something_missing": _("Something in your parcel is not as we expected. A person looks at it and writes to you."),
        "being_checked": _("Your parcel has arrived and is being looked at. You have nothing to do."),
        "money_trouble": _("Your money could not be sent yet. We are on it and write to you."),
        "money_coming": _("Your money is on its way. You have nothing to do."),
        "being_made": _("Your new one is being made. You have nothing to do."),
        "new_one_coming": _("Your new one is on its way. You have nothing to do."),
        "declined": _("We can not give more for this."),
        "dropped": _("Closed, as you asked."),
        "done": _("This is settled."),
    }


def steps_of(case: Any, parcels: list[Any], paid: list[Any], zone: str) -> list[dict[str, str]]:
    """What has happened, with its day."""
    began = _("You told us what is wrong.") if case.declared_at is None else _("Your declaration reached us.")
    found = [{"day": day(case.declared_at or case.opened_at, zone), "text": began}]
    for parcel in parcels:
        if parcel.posted_on:
            found.append({"day": day(parcel.posted_on), "text": _("You posted your parcel.")})
        if parcel.received_at:
            found.append({"day": day(parcel.received_at, zone), "text": _("Your parcel arrived.")})
    for one in paid:
        if one.state == "posted":
            found.append(
                {"day": day(one.ended_at, zone), "text": _("%(amount)s was sent.") % {"amount": money(one.amount_minor, one.currency)}}
            )
    if case.closed_at:
        found.append({"day": day(case.closed_at, zone), "text": _("Closed.")})
    return found
