"""What stands in a mail that came in is written down, and what follows from it by itself: nothing but where it waits."""

from datetime import datetime
from typing import Any

from makegood.apps.inbox import operations as inbox
from makegood.apps.inbox.reading import Letter
from makegood.apps.notices.addresses import address_key
from makegood.base.actor import Actor
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.mail_place import answer_by, guess_as_json, place_of
from makegood.casefile.said import answer_language


def sort_mail(
    *, merchant_id: int, mail_id: int, letter: Letter, parts: list[dict[str, Any]], nature: str, verified: str, is_spam: bool,
    kinds: tuple[str, ...], withdraws: bool, language: str, by: Actor, now: datetime,
) -> tuple[Any, Any] | None:  # fmt: skip
    """(the InboundMail, its Place); None where it was read before. `parts`: the columns of its attachments.

    A person has to look at it, unless nobody wrote it, or our service calls it unwanted. What a mark of ours proves is never called unwanted, nor
    is a withdrawal, and a list's mail that names an order is a customer's that came through a list.
    """
    with unit(merchants=[merchant_id], by=by):
        mail = inbox.lock_mail(mail_id)
        if mail.state != "taken":
            return None
        place = place_of(letter, told_to=str(mail.told.get("to", "")), verified=verified)
        merchant = merchant_of(merchant_id)
        is_known = bool(place.case or place.cases or place.orders)
        if nature in ("auto", "report", "own") or (nature == "list" and not is_known and not withdraws):
            state = "aside"
        elif is_spam and place.case is None and not withdraws:
            state = "spam"
        else:
            state = "waiting"
        inbox.put_down(
            mail, letter, parts, nature=nature, verified=verified, guess=guess_as_json(place, kinds), language=answer_language(language, merchant),
            from_key=address_key(letter.from_address), message_key=address_key(letter.message_id),
        )  # fmt: skip
        more: dict[str, Any] = {"answer_by": answer_by(mail.arrived_at, merchant)} if state == "waiting" else {}
        if state == "aside" and place.case is not None:
            more["case"] = place.case
        inbox.move(mail, state, by=by, now=now, **more)
        return mail, place
