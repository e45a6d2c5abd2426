"""Where a mail that came in belongs: what proves it, and what is only a guess."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.inbox import queries as inbox
from makegood.apps.inbox.reading.guess import numbers_in
from makegood.apps.inbox.reading.letter import Letter
from makegood.apps.notices import queries as notices
from makegood.apps.notices.addresses import address_key
from makegood.apps.notices.threads import case_of_reference, notices_in_reference
from makegood.apps.orders import by_mail
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.tenancy import Merchant
from makegood.casefile.days import end_of_day, local_day
from makegood.kernel.refusal import Refusal
from makegood.law.calendar import add_business_days

_LIKE_A_CASE = re.compile(r"(?<![\w-])[0-9A-Za-z]{4}-[0-9A-Za-z]{4}(?![\w-])")
ANSWER_DAYS = 1  # the working day after the one on which it came: what a case's first answer is promised in (casefile/by_rule.py)


@dataclass(frozen=True, slots=True)
class Place:
    """`case` where something proves it; `how`: address, thread or number. `cases` and `orders`: guesses, each with its reasons, the best first."""

    case: Any = None
    how: str = ""
    cases: list[tuple[Any, list[str]]] = field(default_factory=list)
    orders: list[tuple[Any, list[str]]] = field(default_factory=list)


def answer_by(arrived_at: datetime, merchant: Merchant) -> datetime:
    """The last second of the working day after it came, by the shop's clock and holidays."""
    on = add_business_days(local_day(arrived_at, merchant.zone), ANSWER_DAYS, merchant.country)
    return end_of_day(on, merchant.zone) - timedelta(seconds=1)


def place_of(letter: Letter, *, told_to: str, verified: str) -> Place:
    """A mark that we made proves it (notices/threads.py); a number only where the sender's address is the customer's and verified.

    Only customers' letters count: who answers a supplier's or a present's buyer's does not write into the customer's conversation.
    """
    for text, how in ((f"{letter.recipients} {told_to}", "address"), (letter.references, "thread")):
        name = case_of_reference(text)
        if name is not None and (found := _standing(name)) is not None:
            return Place(found, how)
    cases: list[tuple[Any, list[str]]] = []
    for notice in (notices.notice_of(name) for name in notices_in_reference(letter.references)):
        if notice is None or notice.case_id is None:
            continue
        case = returns.standing_case(returns.case_by_id(notice.case_id).public_id)
        if notice.audience == "customer" and notice.direction == "out":
            return Place(case, "thread")
        cases.append((case, [f"answers_{notice.audience}"]))
    numbers = numbers_in(letter.subject, letter.text)
    named = [returns.case_by_number(one) for one in _LIKE_A_CASE.findall(letter.subject)[:10]]
    for one in (one for one in named if one is not None):
        if verified == "pass" and is_customers(one, letter.from_address):
            return Place(returns.standing_case(one.public_id), "number")
        cases.append((returns.standing_case(one.public_id), ["number"]))
    return Place(None, "", *_guesses(letter, numbers, cases))


def _standing(public_id: str) -> Any:
    try:
        return returns.standing_case(public_id)
    except Refusal:  # another shop's, or gone
        return None


def is_customers(case: Any, address: str) -> bool:
    """Is this the address that the case's letters go to?"""
    contact = orders.contact_of(case.order_id)
    known = returns.recipient_email(case.id) if case.opened_by == "recipient" else (contact.email if contact else "")
    return bool(known) and known.strip().casefold() == address.strip().casefold()


def _guesses(
    letter: Letter, numbers: list[str], cases: list[tuple[Any, list[str]]]
) -> tuple[list[tuple[Any, list[str]]], list[tuple[Any, list[str]]]]:
    why: dict[int, tuple[Any, list[str]]] = {}
    for reason, found in (
        ("number", by_mail.orders_numbered(numbers)),
        ("address", by_mail.orders_of_address(letter.from_address)),
        ("quoted", by_mail.orders_numbered(numbers_in(letter.whole)) if letter.whole != letter.text else []),
    ):
        for order in found:
            reasons = why.setdefault(order.id, (order, []))[1]
            if reason != "quoted" or "number" not in reasons:
                reasons.append(reason)
    orders_found = sorted(why.values(), key=lambda one: -len(one[1]) - ("number" in one[1]))[:5]
    earlier = inbox.mail_with_id([address_key(one) for one in letter.references.split()[:30]])
    if earlier is not None and earlier.case_id:
        cases.append((returns.standing_case(returns.case_by_id(earlier.case_id).public_id), ["earlier"]))
    for order, reasons in orders_found:
        cases += [(case, [*reasons]) for case in returns.cases_of_order(order.id) if case.merged_into_id is None and "address" in reasons]
    once: dict[int, tuple[Any, list[str]]] = {}
    for case, reasons in cases:
        once.setdefault(case.id, (case, []))[1].extend(one for one in reasons if one not in once[case.id][1])
    return list(once.values())[:5], orders_found


def guess_as_json(place: Place, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Ids and codes only: what a mail keeps of it."""
    return {
        "how": place.how, "kinds": list(kinds),
        "orders": [{"id": order.public_id, "why": why} for order, why in place.orders],
        "cases": [{"id": case.public_id, "why": why} for case, why in place.cases],
    }  # fmt: skip
