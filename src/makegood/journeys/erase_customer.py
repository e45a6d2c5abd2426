"""A customer's personal words are erased from an order and all that hangs on it; books, digests and chains stay whole."""

from datetime import datetime
from typing import Any

from django.db import transaction

from makegood.apps.carriage.operations import postage
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import operations as disputes
from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox import queries as mails_in
from makegood.apps.notices import operations as notices
from makegood.apps.notices.addresses import address_key
from makegood.apps.orders import queries as orders
from makegood.apps.orders.locking import lock_order
from makegood.apps.orders.operations.erasing import erase_order
from makegood.apps.recalls import queries as recalls
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.returns.operations import erasing
from makegood.apps.settlement import operations as settlement
from makegood.base import evidence, timeline
from makegood.base.actor import Actor
from makegood.base.idempotency import forget_answers
from makegood.base.links import revoke_links
from makegood.base.unit import unit
from makegood.kernel.refusal import Refusal


def erase_customer(*, merchant_id: int, order_id: int, by: Actor, now: datetime, cause: str = "asked") -> int:
    """Contact, notes, what was put on the items, what was written in cases, letters, declarations, the customer's own photos, labels that bear
    their address, what was answered to their bank, and what programs were told of them. Returns how many rows held words; doing it again
    changes nothing and is 0.

    What stays: the order and its money, what was decided, the hub's own photos, and every digest. Private links end.
    The mails that they sent go too, also those from their address that nobody tied to another order.
    Refuses `case_open` and `mail_open`: who is still owed something must stay reachable; and `dispute_open`. `cause`: asked, redact, shop_redact.
    """
    with unit(merchants=[merchant_id], by=by):
        order = lock_order(order_id)
        cases = returns.cases_of_order(order.id)
        if any(one.closed_at is None and one.merged_into_id is None for one in cases):
            raise Refusal(
                "case_open", f"Order {order.number} has a case that is not closed yet.", "Close it first, then erase again.", status=409
            )
        ids = [one.id for one in cases]
        answers, papers = disputes.erase_answers(order.id, now=now)
        declarations = declared.declarations_of_order(order.id)
        mails = _mails_of(order, ids, declarations)
        held, originals = inbox.erase_mails(mails, now=now)
        files = [
            *erasing.photos_of_customers(ids),
            *claims.covered_files(ids),
            *postage.erase_labels(ids),
            *papers,
            *erasing.shown_nowhere_else(originals, ids),
        ]
        paths = evidence.erase(files, now=now)
        called = recalls.contacts_of_orders([order.id])
        about: list[Any] = [order, *cases, *declarations]
        erased = answers + held + forget_answers([*(one.public_id for one in about), *_words_of(order)])
        erased += erase_order(order, now=now) + erasing.erase_cases(ids, now=now) + erasing.erase_declarations(order.id, now=now)
        erased += settlement.erase_means(ids)
        erased += notices.erase_notices(
            ids,
            named=[
                *_letters_of(declarations),
                *(one.notice for one in called if one.notice),
                *(one.answer.public_id for one in mails if one.answer),
            ],
            now=now,
        ) + len(paths)
        for purpose, rows in (("case", cases), ("gift", cases), ("withdrawal", declarations), ("recall", called)):
            for row in rows:
                revoke_links(purpose=purpose, subject=row.public_id, now=now)
        if erased:
            timeline.note(f"order:{order.id}", "customer.erased", by=by, now=now, subject=order.public_id, cause=cause, rows=erased)
        transaction.on_commit(lambda: evidence.remove(paths))
        return erased


def _mails_of(order: Any, case_ids: list[int], declarations: list[Any]) -> list[Any]:
    """Everything that came in from them. Refuses `mail_open`."""
    contact = orders.contact_of(order.id)
    addresses = [contact.email if contact else "", *(returns.recipient_email(case_id) for case_id in case_ids)]
    found = mails_in.mails_about(
        order_id=order.id,
        case_ids=case_ids,
        declaration_ids=[one.id for one in declarations],
        sender_keys=[address_key(one) for one in addresses],
    )
    if any(one.state in ("taken", "waiting") and one.erased_at is None for one in found):
        raise Refusal("mail_open", "A mail of this customer is not answered yet.", "Deal with it first, then erase again.", status=409)
    return found


def _letters_of(declarations: list[Any]) -> list[str]:
    """What was written to them before anybody knew a case: receipts of their declarations, and answers to those."""
    return [name for one in declarations for name in (one.acknowledged.get("notice", ""), one.answer_notice) if name]


def _words_of(order: Any) -> list[str]:
    """By which an answer that names no id of theirs is known to be about them."""
    contact = orders.contact_of(order.id)
    return [] if contact is None else [contact.name, contact.email]
