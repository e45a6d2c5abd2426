"""What a source of orders must serve: plain facts, frozen as they were on the day. Amounts in minor units of `currency`.

A file gives OrderFacts through its reader; a shop's own system, where it is connected, through a ShopSourcePort.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class LineFacts:
    """`discount_minor`: the line's own and what the source allocated to it. `customer_input` is `unknown` where the source lacks the text.

    `variant_ref`: the source's own id of the goods, by which they can be ordered there again; "" where it does not say. `batch`: of which lot
    of its maker they are; `text_version`: which version of the product's text the customer read. Both "" where nobody says.
    """

    source_id: str
    sku: str
    title: str
    quantity: int
    unit_price_minor: int
    discount_minor: int = 0
    tax_minor: int | None = None
    tax_rate: str = "0"
    taxes: tuple[dict[str, str], ...] = ()
    source_price: str = ""
    variant: str = ""
    variant_ref: str = ""
    category: str = ""
    material: str = ""
    image: str = ""
    customer_input: str = "unknown"
    inputs: tuple[dict[str, str], ...] = ()
    flags: dict[str, bool] = field(default_factory=dict)
    duties_minor: int = 0
    cost_minor: int | None = None
    weight_g: int | None = None
    production_days: int | None = None
    supplier: str = ""
    batch: str = ""
    text_version: str = ""
    total_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    amount_minor: int
    currency: str
    source_id: str = ""
    gateway: str = ""
    method: str = ""
    shop_amount_minor: int | None = None
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class ShipmentFacts:
    source_id: str = ""
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    shipped_on: date | None = None
    delivered_on: date | None = None
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class PastFacts:
    """A refund, return or write-off that the source knows of; `line` is the source's id of the line.

    `of` is the source's id of the whole refund that this is a part of: one that is known is never added a second time. A row whose
    key is `of` itself stands for the whole; its parts, once they are named, take its place. `ours`: the key of a movement of our own that
    the refund names, where it names one.
    """

    kind: str
    source_key: str
    at: datetime
    amount_minor: int = 0
    shipping_minor: int = 0
    quantity: int = 0
    line: str = ""
    sku: str = ""
    text: str = ""
    of: str = ""
    ours: str = ""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    name: str = ""
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    postcode: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order. `shop_rate`: shop currency per unit of `currency`, as text. `customer` is the source's own id of the customer.

    `cost_minor` of a line is in the shop's currency. Where the two differ and no rate is given, the shop's policy knows no amounts of the order.
    `source_total_minor`: what the source says the order cost, to hold our own sum against. `refunded_minor`: what it says went back in
    all, where it does not name each refund. `updated_at`: when the source last touched it. `whole`: off where this form of the source can't name
    what a closer reading would (the lines of a refund, of a parcel). `all_parcels`: on where it names every parcel that there is, so that one
    that we know and it does not is gone. `shown`: texts of the promise that the customer was shown before: (id, when). None of the four is a
    fact of the order, nor in its digest.
    """

    source: str
    source_id: str
    number: str
    placed_at: datetime
    market: str
    currency: str
    lines: tuple[LineFacts, ...]
    prices_include_tax: bool = True
    order_discount_minor: int = 0
    shipping_minor: int = 0
    shipping_discount_minor: int = 0
    shipping_tax_minor: int | None = None
    shipping_tax_rate: str = "0"
    standard_shipping_minor: int | None = None
    duties_minor: int = 0
    shop_currency: str = ""
    shop_rate: str = "1"
    channel: str = ""
    shipped_on: date | None = None
    delivered_on: date | None = None
    promised_on: date | None = None
    delivery_terms: str = ""
    campaign: str = ""
    payment_method: str = ""
    gift: bool = False
    occasion: str = "none"
    tags: tuple[str, ...] = ()
    disclosures: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    language: str = ""
    customer: str = ""
    cancelled_at: datetime | None = None
    contact: ContactFacts | None = None
    payments: tuple[PaymentFacts, ...] = ()
    shipments: tuple[ShipmentFacts, ...] = ()
    past: tuple[PastFacts, ...] = ()
    source_total_minor: int | None = None
    refunded_minor: int | None = None
    updated_at: datetime | None = field(default=None, repr=False, compare=False)
    whole: bool = field(default=True, repr=False, compare=False)
    shown: tuple[tuple[str, datetime | None], ...] = field(default=(), repr=False)
    all_parcels: bool = field(default=False, repr=False, compare=False)


class ShopWaits(Exception):
    """The shop's system did nothing, or only answered no question, and may be asked again after `pause_s` seconds.

    `problem`: asked_to_wait, no_connection, no_answer, connection_broke, their_fault, unreadable. What it will never do is a Refusal.
    """

    def __init__(self, problem: str, pause_s: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.pause_s = pause_s


@dataclass(frozen=True, slots=True)
class ShopAccount:
    """Whom the key opens. `domain`: the system's own name of the shop. `locations`: {"id", "name", "country"}; `markets`, `languages`: as people there read them.

    `missing`: (permission in the system's own words, `needed` or `useful`): what it costs is said in web/shop_words. `notes`: codes of what
    else stands in the way (web/shop_words).
    """

    name: str
    currency: str
    domain: str = ""
    zone: str = ""
    site: str = ""
    plan: str = ""
    version: str = ""
    markets: tuple[str, ...] = ()
    locations: tuple[dict[str, str], ...] = ()
    languages: tuple[str, ...] = ()
    granted: tuple[str, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """`orders`: (source id, number, when it was last touched there), the longest ago first. `cursor` of the next page, empty after the last.

    `pause_s`: leave the system alone for so long before the next call.
    """

    orders: tuple[tuple[str, str, datetime], ...]
    cursor: str = ""
    pause_s: int = 0


@dataclass(frozen=True, slots=True)
class BackfillStep:
    """One step of bringing all orders in. `state`:

    - `wait`: nothing yet; come back after `pause_s` with `cursor`,
    - `got`: orders lie in `path`, in the party's own form (intake reads it); bring them in, then go on with `cursor`,
    - `done`: there is no more; `path` may hold the last ones.

    `seen`: how many orders the system has found so far, where it says so.
    """

    state: str
    cursor: str
    path: Path | None = None
    pause_s: int = 0
    seen: int = 0


@dataclass(frozen=True, slots=True)
class HooksState:
    """`topics` that the system tells us of now; `made` of them just now; `refused`: {topic: refusal as JSON}."""

    topics: tuple[str, ...]
    made: tuple[str, ...] = ()
    refused: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HookFacts:
    """A message of the shop's system whose signature was checked. Nothing in it is believed but the ids.

    `message_id` is one delivery's (the same when it is repeated), `event_id` the event's, where there is one. `kind`: `order` (read it anew),
    `ping` (unsigned: does anybody listen?), `gone` (an order was deleted there), `erase_customer`, `erase_shop`, `data_request`, `uninstalled`, or `other` (kept, and nothing follows).
    `ids`: plain ids for the other kinds ({"customer", "orders"}), never personal words.
    """

    message_id: str
    topic: str
    kind: str
    order: str = ""
    event_id: str = ""
    sent_at: datetime | None = None
    ids: dict[str, Any] = field(default_factory=dict)


class ShopSourcePort(Protocol):
    """A shop's own system as a source of orders. Every method calls it, so never inside a transaction; raises ShopWaits and Refusal only.

    `party` is the connector's name and the `source` of its orders.
    """

    @property
    def party(self) -> str: ...

    def account(self) -> ShopAccount: ...

    def read_order(self, source_id: str) -> OrderFacts | None:
        """The order as it stands there now; None where there is none (any more)."""

    def changed(self, since: datetime, cursor: str) -> ChangedPage:
        """Orders that were touched at or after `since`, page by page."""

    def backfill(self, cursor: str, *, since: date, began_at: datetime, folder: Path) -> BackfillStep:
        """The next step of bringing in all orders placed from `since` on; `cursor` is empty at first, which was at `began_at` or later.

        The same step may come twice (we were killed before we could write down the next cursor). Files go into `folder`, which is there.
        """

    def set_hooks(self, address: str) -> HooksState:
        """Have everything told to `address`: what is subscribed already stays, what is missing is made."""

    def drop_hooks(self, address: str) -> None:
        """Have nothing told to `address` any more."""
