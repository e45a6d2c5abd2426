"""A consumer withdraws: kept and acknowledged at once, whatever is decided later (Dir. 2011/83 art. 11a; never bounced)."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import translation

from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as orders
from makegood.apps.returns import declared, locking
from makegood.apps.returns import operations as returns
from makegood.base.actor import Actor
from makegood.base.links import make_link, token_of
from makegood.base.tenancy import Merchant, merchant_of
from makegood.base.unit import unit
from makegood.casefile.said import Moment, Said, answer_language, moment_of, sameness_of
from makegood.casefile.statement import as_text, receipt_title, statement_of, when
from makegood.casefile.telling import LINK_DAYS
from makegood.kernel.address import usable_address
from makegood.kernel.ids import new_case_number, new_public_id
from makegood.kernel.refusal import Refusal

FOLDED_MAIL_AFTER = timedelta(minutes=15)  # a flood must not become a flood of mails; the page and the PDF are there at once


def declare_withdrawal(
    *, merchant_id: int, said: Said, by: Actor, now: datetime, order_id: int | None = None, channel: str = "page", press: str = "",
    folded: bool = False,
) -> Any:  # fmt: skip
    """The Declaration, with its receipt written for the mail. `order_id`: the order whose lines were shown to this person.

    No order is locked and none is needed. The same `press` gives the declaration that it made before. What says the same as an
    earlier one is kept and acknowledged too, and points to it. Refuses `nothing_declared` only: where not one word was said.
    """
    with unit(merchants=[merchant_id], by=by):
        if press and (made := locking.take_press(press)) is not None:
            return made
        merchant = merchant_of(merchant_id)
        said = _in_our_words(said.fit(), merchant)
        if said.is_empty:
            raise Refusal("nothing_declared", "Nothing was written yet.", "Say at least who you are or which order it is.", field="number")
        order, proof = _order_of(said, order_id)
        moment = moment_of(order, merchant, language=said.language, now=now)
        first = declared.first_that_says(same := sameness_of(said, order))
        public_id, number = new_public_id("dcl"), new_case_number()
        shown = proof == "shown"
        statement = statement_of(
            said, merchant_id=merchant_id, order=order, shown=shown, moment=moment, number=number, received_at=now
        )  # fmt: skip
        declaration = returns.add_declaration(
            public_id=public_id, number=number, order_id=order.id if order else None, first=first, channel=channel, proof=proof,
            lines=[{"line_id": line_id, "quantity": quantity} for line_id, quantity in said.lines] if order else [],
            market=moment.market, zone=moment.zone, language=said.language, declared_on=moment.on, answer_by=moment.answer_by, press=press,
            sameness=same, folded=folded, state=_state(said, order, first), statement=statement, by=by, now=now,
            words={"name": said.name, "email": said.email, "order_number": said.number, "goods": said.goods},
        )  # fmt: skip
        _acknowledge(declaration, said, statement, moment, merchant, by, now)
        return declaration


def _in_our_words(said: Said, merchant: Merchant) -> Said:
    return Said(said.name, said.email, said.number, said.goods, said.lines, answer_language(said.language, merchant))


def _order_of(said: Said, order_id: int | None) -> tuple[Any, str]:
    """(order, proof). Without an order that was shown: the one whose number and e-mail fit, and nobody is told which."""
    if order_id is not None:
        return orders.order_by_id(order_id), "shown"
    found = orders.find_orders(number=said.number, email=said.email) if said.number and said.email else None
    if found is not None and orders.access_of(found, said.email) != "buyer":
        found = None  # of a present, the postcode alone does not make the buyer
    return found, "matched" if found is not None else ""


def _state(said: Said, order: Any, first: Any) -> str:
    """Goods that were described in words are for a person to find, though the order be known."""
    if first is not None:
        return "repeated"
    return "unmatched" if order is None or said.goods else "received"


def _acknowledge(
    declaration: Any, said: Said, statement: dict[str, Any], moment: Moment, merchant: Merchant, by: Actor, now: datetime
) -> None:
    link = make_link(
        purpose="withdrawal", subject=declaration.public_id, expires_at=now + timedelta(days=LINK_DAYS), now=now, merchant_id=merchant.id
    )
    noun, first = moment.words.noun, declaration.first
    with translation.override(said.language):
        title = receipt_title(declaration, noun)
        earlier = {"when": when(first.received_at, first.zone), "number": first.number} if first is not None else None
        moment_text = when(now, moment.zone)
    notice = notices.write_notice(
        kind="withdrawal_received", case=None, audience="customer", to=usable_address(said.email), language=said.language, by=by, now=now,
        not_before=now + FOLDED_MAIL_AFTER if declaration.folded else None,
        context={
            "noun": noun, "title": title, "when": moment_text, "earlier": earlier, "statement": as_text(statement), "shop_name": merchant.name,
            "contact_name": merchant.contact_name, "customer_name": said.name,
            "link": f"{settings.MAKEGOOD_BASE_URL}/s/{merchant.slug}/withdrawal/{token_of(link)}/",
        },
    )  # fmt: skip
    returns.record_acknowledgement(declaration, notice=notice.public_id, mailed=f"{notice.subject}\n{notice.text}", by=by, now=now)
