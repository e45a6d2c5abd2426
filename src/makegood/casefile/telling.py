"""What a notice about a case needs: to whom, in which language, the item's name, the private link."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.base.links import link_for, make_link, token_of
from makegood.base.tenancy import current_scope, merchant_of
from makegood.casefile.said import market_of

LINK_DAYS = 800  # longer than the two years of the legal guarantee (Dir. 2019/771 art. 10)


NOTE = ("mail", "note")


def add_note(text: str) -> None:
    """What a person writes on top of the mail that their next step in this unit causes."""
    current_scope().known[NOTE] = text


def note_left() -> str:
    """The note that no mail of this unit took along."""
    return str(current_scope().known.pop(NOTE, ""))


def link_ends(now: datetime) -> datetime:
    return now + timedelta(days=LINK_DAYS)


class Telling:
    """Reads only what a notice asks for, once.

    Of a present, whoever was given it opened the case: they are told at their own address, if they gave one, without the buyer's name
    and without an amount; the buyer is told by `to_buyer` (docs/guarantees/presents.md).
    """

    def __init__(self, case: Any, order: Any, order_lines: dict[int, Any] | None = None, *, now: datetime) -> None:
        self.case, self.order, self.now = case, order, now
        self._lines = order_lines
        self._link: Any = None
        self.merchant = merchant_of(case.merchant_id)
        self.contact = orders.contact_of(order.id)
        self.is_recipient = case.opened_by == "recipient"
        self.purpose = "gift" if self.is_recipient else "case"

    def make_link(self) -> str:
        """A new private link to the case page; made with the case, and where an earlier one was ended."""
        self._link = make_link(
            purpose=self.purpose,
            subject=self.case.public_id,
            expires_at=link_ends(self.now),
            now=self.now,
            merchant_id=self.case.merchant_id,
        )
        current_scope().known[("link", self.purpose, self.case.public_id)] = self._link
        return self.address()

    def address(self) -> str:
        """The case page's address with its token; empty where no link opens any more."""
        if self._link is None:
            subject = self.case.public_id
            self._link = link_for(purpose=self.purpose, subject=subject, now=self.now)
        if self._link is None:
            return ""
        return f"{settings.MAKEGOOD_BASE_URL}/s/{self.merchant.slug}/case/{token_of(self._link)}/"

    def titles(self) -> dict[int, str]:
        """What each of the order's lines is called, by its id."""
        lines = self._lines or {line.id: line for line in orders.lines_of(self.order.id)}
        return {line_id: line.title for line_id, line in lines.items()}

    def items(self) -> str:
        titles = self.titles()
        ids = dict.fromkeys(line.order_line_id for line in returns.lines_of_case(self.case.id))
        return ", ".join(titles[line_id] for line_id in ids)

    def context(self, **more: Any) -> dict[str, Any]:
        return {
            "item": self.items(),
            "order": self.order.number,
            "number": self.case.number,
            "customer_name": self.contact.name if self.contact and not self.is_recipient else "",
            "recipient": self.is_recipient,
            "shop_name": self.merchant.name,
            "contact_name": self.merchant.contact_name,
            "link": self.address(),
            "note": current_scope().known.pop(NOTE, ""),
            **{name: text for name, text in self.merchant.texts.get(self.case.language, {}).items() if name in ("greeting", "sign_off")},
            **more,
        }

    def to_customer(self, by: Actor) -> dict[str, Any]:
        """The rest of write_notice's arguments."""
        return {
            "case": self.case,
            "audience": "customer",
            "to": self.email(),
            "language": self.case.language,
            "by": by,
            "now": self.now,
            "zone": market_of(self.order, self.merchant)[1],
        }

    def email(self) -> str:
        """Where this case's letters go; empty where nobody told us."""
        if self.is_recipient:
            return returns.recipient_email(self.case.id)
        return self.contact.email if self.contact else ""

    def to_buyer(self, by: Actor) -> dict[str, Any]:
        """The rest of write_notice's arguments for a letter to the one who bought a present."""
        return self.to_customer(by) | {
            "audience": "buyer",
            "to": self.contact.email if self.contact else "",
            "language": self.order.language or self.case.language,
        }

    def for_buyer(self, **more: Any) -> dict[str, Any]:
        """Their context: no link to a page that is another person's, no complaint."""
        name = self.contact.name if self.contact else ""
        return self.context(**more) | {"link": "", "number": "", "customer_name": name, "recipient": False}


def label_address(merchant: Any, hub: Any) -> list[str]:
    """ "{Shop} c/o {hub}" and the hub's lines, or the shop's own."""
    return [f"{merchant.name} c/o {hub.name}", *hub.address] if hub is not None else [merchant.name, *merchant.address]
