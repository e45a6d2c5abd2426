"""One sentence for where a line stands, and the dated steps of a case."""

import re
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from makegood.casefile.ball import dates_of
from makegood.casefile.settling import share_of
from makegood.casefile.word import word_of_line
from makegood.web.templatetags.money_tags import day, due, money, span

BANK_DAYS = 5  # said beside the amount; promised by nobody
_ENGRAVED, _PRINTED = re.compile("engrav|gravur|gravier", re.I), re.compile(r"\bprint|druck|\bphoto\b|\bfoto", re.I)


def is_engraved(line: Any) -> bool:
    """Does the shop's own title say so: then it is engraved again, not just made again."""
    return line.customer_input == "own_text" and _ENGRAVED.search(line.title) is not None


def sentence_of(
    line: Any, choice: Any, parcel: Any, paid: list[Any], *, item: Any, thing: str = "", answer_by: str = "", is_recipient: bool = False
) -> str:
    """What happens next, by when, and whether the customer has to do something. `item` is the order's line, `thing` its short name.

    Whoever was given it reads no amount (docs/guarantees/presents.md).
    """
    word = word_of_line(line)
    if is_recipient and word in ("money_coming", "money_trouble", "done"):
        return _of_present(word, paid[-1] if paid else None)
    offer = choice.offer if choice is not None else None
    last = paid[-1] if paid else None
    if word == "looking" and answer_by:
        return _("A person looks at it and answers by %(day)s. You have nothing to do.") % {"day": answer_by}
    if word == "send_it" and parcel is not None and parcel.send_by:
        return _("Please send it by %(day)s. Your label is below.") % {"day": day(parcel.send_by)}
    if word in ("being_made", "new_one_coming") and offer is not None:
        return _coming(word, offer, item, thing)
    if word in ("money_coming", "done") and line.reception == "announced" and parcel is not None and parcel.send_by:
        return _first(last, parcel)
    if word == "money_coming":
        if last is not None and last.due_on:
            amount = money(last.amount_minor, last.currency)
            return _("%(amount)s goes back to you by %(day)s. You have nothing to do.") % {"amount": amount, "day": day(last.due_on)}
        return _("Your money is on its way. You have nothing to do.")
    if word == "money_trouble" and last is not None and 0 < last.moved_minor < last.amount_minor:
        parts = {"moved": money(last.moved_minor, last.currency), "rest": money(last.amount_minor - last.moved_minor, last.currency)}
        return _("%(moved)s was sent to you. The other %(rest)s could not be sent yet; we are on it and write to you.") % parts
    if word == "done" and last is not None and last.state == "posted":
        if last.provider_ref and last.kind in ("store_credit", "reorder_discount", "gift_card"):
            values = {"code": last.provider_ref, "amount": money(last.amount_minor, last.currency)}
            if getattr(last, "has_end", False):  # its lines stand below, with what is left of each and until when
                return _("Your code is %(code)s, worth %(amount)s.") % values
            return _("Your code is %(code)s, worth %(amount)s. It has no end date.") % values
        return _("%(amount)s was sent to you. Your bank needs up to 5 days.") % {"amount": money(left_of(last), last.currency)}
    return str(_plain()[word])


def to_pay_sentence(difference: Any, choice: Any, deadlines: list[Any], zone: str) -> str:
    """What dearer goods in exchange wait for."""
    by = next((due(one.due_at, zone) for one in dates_of("pay_difference", deadlines)), "")
    values = {"goods": choice.offer["exchange"]["title"], "amount": money(difference.amount_minor, difference.currency), "day": by}
    if by:
        return _("You get %(goods)s instead: please pay the other %(amount)s by %(day)s, then we send it.") % values
    return _("You get %(goods)s instead: please pay the other %(amount)s, then we send it.") % values


def _first(last: Any, parcel: Any) -> str:
    """The money goes before the goods come back: both are said at once."""
    until = {"day": day(parcel.send_by)}
    if last is not None and last.kind in ("refund", "partial_refund"):
        until["amount"] = money(left_of(last), last.currency)
        if last.state == "posted":
            return _("%(amount)s was sent to you. Please send it back by %(day)s; your label is below.") % until
        return _("%(amount)s is on its way to you. Please send it back by %(day)s; your label is below.") % until
    return _("Please send it back by %(day)s; your label is below.") % until


def _of_present(word: str, last: Any) -> str:
    credit = last is not None and last.kind in ("store_credit", "reorder_discount", "gift_card")
    if word == "done" and credit and last.provider_ref:
        if getattr(last, "has_end", False):
            return _("Your code is %(code)s, worth what was paid for it.") % {"code": last.provider_ref}
        return _("Your code is %(code)s, worth what was paid for it. It has no end date.") % {"code": last.provider_ref}
    if word == "done":
        return str(_("What was paid for it went back to the one who bought it.") if last is not None else _plain()["done"])
    return str(_("What was paid for it goes back to the one who bought it. You have nothing to do."))


def _coming(word: str, offer: dict[str, Any], item: Any, thing: str) -> str:
    """Your mug is at the engraver until Wednesday 25 November. You have nothing to do."""
    made = offer["remedy"] in ("remake", "repair") and word == "being_made"
    if made and offer.get("ready_on"):
        words = {"thing": thing, "day": day(offer["ready_on"]), "place": _place(item)}
        if thing:
            return _("Your %(thing)s is %(place)s until %(day)s. You have nothing to do.") % words
        return _("Your new one is %(place)s until %(day)s. You have nothing to do.") % words
    if offer["eta_until"]:
        return _("Your new one should be with you by %(day)s. You have nothing to do.") % {"day": day(offer["eta_until"])}
    return str(_plain()[word])


def _place(item: Any) -> str:
    if is_engraved(item):
        return _("at the engraver")
    return _("at the printer") if _PRINTED.search(item.title) else _("in the workshop")


def left_of(reimbursement: Any) -> int:
    """What left in truth: what the provider says it moved, or what a person paid."""
    return int(reimbursement.moved_minor or reimbursement.amount_minor)


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


def steps_of(
    case: Any, parcels: list[Any], paid: list[Any], zone: str, *, is_recipient: bool = False, stands: dict[int, Any] | None = None
) -> list[dict[str, Any]]:  # fmt: skip
    """What has happened, with its day. Several parcels are told apart by the end of their codes. `stands`: what carriers said, by parcel id."""
    several = len(parcels) > 1
    began = _("You told us what is wrong.") if case.declared_at is None else _("Your declaration reached us.")
    found = [{"day": day(case.declared_at or case.opened_at, zone), "text": began, "done": True}]
    for parcel in parcels:
        name = {"code": parcel.code[-4:]}
        if parcel.posted_on:
            text = _("You posted parcel %(code)s.") % name if several else _("You posted your parcel.")
            if stands and parcel.id in stands and stands[parcel.id].moves:  # the carrier's own word, not only the customer's
                text = _("Parcel %(code)s was handed over.") % name if several else _("Your parcel was handed over.")
            found.append({"day": day(parcel.posted_on), "text": text, "done": True})
        if parcel.received_at:
            text = _("Parcel %(code)s arrived.") % name if several else _("Your parcel arrived.")
            found.append({"day": day(parcel.received_at, zone), "text": text, "done": True})
    for one in paid:
        if one.state == "posted":
            text = (
                _("It was paid back or given as credit.")
                if is_recipient
                else _("%(amount)s was sent.") % {"amount": money(left_of(one), one.currency)}
            )
            found.append({"day": day(one.ended_at, zone), "text": text, "done": True})
    if case.closed_at:
        found.append({"day": day(case.closed_at, zone), "text": _("Closed."), "done": True})
    return found


def next_of(rows: list[dict[str, Any]], deadlines: list[Any], zone: str, *, is_recipient: bool = False) -> list[dict[str, Any]]:
    """What is still to come, with its day where one was named; the same step of two lines stands once."""
    found: list[dict[str, Any]] = []
    for row in rows:
        for step in _to_come(row, deadlines, zone, is_recipient):
            if step not in found:
                found.append(step)
    return found


def _to_come(row: dict[str, Any], deadlines: list[Any], zone: str, is_recipient: bool) -> list[dict[str, Any]]:
    word, offer, parcel, last = word_of_line(row["line"]), row["offer"], row["parcel"], (row["paid"] or [None])[-1]

    def step(on: str, text: str) -> dict[str, Any]:
        return {"day": on, "text": text, "done": False}

    if word in ("choose", "looking"):
        by = next((due(one.due_at, zone) for one in dates_of("choose" if word == "choose" else "decide", deadlines)), "")
        return [step(by, _("You choose.") if word == "choose" else _("We answer."))] if by else []
    if word in ("being_made", "new_one_coming") and offer is not None:
        found = [step(day(offer["ready_on"]), _("It leaves us."))] if offer.get("ready_on") and word == "being_made" else []
        return [*found, step(span(offer["eta_from"], offer["eta_until"]), _("It is with you."))] if offer["eta_from"] else found
    if word == "money_coming" and last is not None and last.due_on:
        if is_recipient:
            return [step(day(last.due_on), _("What was paid for it goes back to the one who bought it."))]
        at_bank = date.fromisoformat(str(last.due_on)) + timedelta(days=BANK_DAYS)
        return [
            step(day(last.due_on), _("We send %(amount)s by then.") % {"amount": money(last.amount_minor, last.currency)}),
            step(day(at_bank), _("It is in your account by then; most banks are faster.")),
        ]
    if word in ("send_it", "on_its_way_back", "being_checked"):
        found = (
            [step(day(parcel.send_by), _("Your parcel is on its way by then."))] if word == "send_it" and parcel and parcel.send_by else []
        )
        if offer is not None and offer["remedy"] in ("refund", "partial_refund"):
            said = _("What was paid for it goes back to the one who bought it.")
            if not is_recipient:
                said = _("%(amount)s goes back to you.") % {"amount": money(share_of(offer, row["line"].quantity), offer["currency"])}
            by = next((due(one.due_at, zone) for one in deadlines if one.kind == "refund_due" and one.line_id == row["line"].id), "")
            found.append(step(by or _("After your parcel is seen"), said))
        return found
    return []
