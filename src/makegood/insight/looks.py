"""Who saw what of a customer: by case, by order, by person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inbox import queries as inbox
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.parties import queries as parties
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns


@dataclass(frozen=True, slots=True)
class Looked:
    """`name`: the person's or the program's; "" for one who is not known any more. `what`: a LOOKS word. `span_at` begins the ten minutes."""

    id: int
    who: str
    name: str
    role: str
    what: str
    subject: str
    span_at: datetime


def subjects_of_order(order_id: int) -> list[str]:
    """Public ids of the order and of all that hangs on it."""
    order = orders.order_by_id(order_id)
    found: list[str] = [order.public_id, *(one.public_id for one in declared.declarations_of_order(order_id))]
    found += [one.public_id for one in disputes.disputes_of_order(order_id)]
    for case in returns.cases_of_order(order_id):
        found += [case.public_id, *(one.public_id for one in notices.notices_of_case(case.id))]
        hanging: list[Any] = [*carriage.parcels_of_case(case.id), *claims.claims_of_case(case.id), *inbox.mails_of_case(case.id)]
        found += [one.public_id for one in hanging]
    return found


def looks_of_order(order_id: int) -> list[Any]:
    return parties.looks_at(subjects_of_order(order_id))


def order_named(text: str) -> int | None:
    """The id of the order that a person means: by its number or public id, or by a case's."""
    case = returns.case_by_number(text)
    if case is not None:
        return int(case.order_id)
    found = next(iter(orders.orders_page(number=text, limit=1)), None)
    return found.id if found is not None else None


def named(rows: list[Any], merchant_id: int) -> list[Looked]:
    people = parties.names_of({number for one in rows if (number := _number(one.who, "person"))})
    tokens = parties.token_names(merchant_id) if any(one.who.startswith("api:") for one in rows) else {}
    return [
        Looked(
            one.id, one.who, people.get(_number(one.who, "person"), "") or tokens.get(_number(one.who, "token"), ""), one.role, one.kind,
            one.subject, one.span_at,
        )
        for one in rows
    ]  # fmt: skip


def _number(who: str, kind: str) -> int:
    """Of `staff:person:7` the 7; 0 where it is none of this kind."""
    *_before, found, number = ["", *who.split(":")][-3:]
    return int(number) if found == kind and number.isdigit() else 0
