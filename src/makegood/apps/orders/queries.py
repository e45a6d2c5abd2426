"""Reads of orders."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Sum

from makegood.apps.orders.digests import contact_digest, folded_code, gift_code, number_key
from makegood.apps.orders.models import (
    Inquiry,
    Order,
    OrderContact,
    OrderDisclosure,
    OrderLine,
    OrderLineWords,
    OrderPayment,
    PastReturn,
    Shipment,
    ShipmentLine,
    TableMapping,
    Upload,
)
from makegood.apps.orders.tokens import Tokens
from makegood.base.tenancy import once, sole_merchant_id
from makegood.base.together import Wanted, fetch, first
from makegood.kernel.refusal import Refusal


def find_orders(*, number: str, email: str = "", postcode: str = "") -> Order | None:
    """The order with this number whose e-mail or postcode is given too. The same work is done where there is none."""
    given = [digest for digest in (contact_digest(email), contact_digest(postcode)) if digest]
    found = None
    for order in Order.objects.filter(number_key=number_key(number)).order_by("-placed_at")[:5]:
        for digest in given:
            if hmac.compare_digest(digest, order.email_digest) or hmac.compare_digest(digest, order.postcode_digest):
                found = found or order
    return found


def access_of(order: Order, contact: str) -> str:
    """Who somebody is who found this order with `contact`: of a present, only the e-mail address makes the buyer."""
    digest = contact_digest(contact)
    is_buyer = not order.gift or (bool(digest) and hmac.compare_digest(digest, order.email_digest))
    return "buyer" if is_buyer else "recipient"


def order_by_gift_code(code: str) -> Order | None:
    """The order whose packing slip bears this code."""
    wanted = folded_code(code)
    found = orders_with([Tokens(sole_merchant_id()).exact(code)], limit=5) if len(wanted) == 10 else []
    for order in Order.objects.filter(id__in=found, gift=True):
        if hmac.compare_digest(folded_code(gift_code(order.public_id)), wanted):
            return order
    return None


def orders_with(every: list[set[int]], *, limit: int) -> list[int]:
    """Ids of the unit's shop's orders that have one of the tokens of each set, the newest first."""
    having = " AND tokens && %s::bigint[]" * len(every)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT order_id FROM orders_tokens WHERE merchant_id = %s{having} ORDER BY order_id DESC LIMIT %s",
            [sole_merchant_id(), *(sorted(some) for some in every), limit],
        )
        return [row[0] for row in cursor.fetchall()]


def orders_by_id(ids: list[int]) -> dict[int, Order]:
    return {order.id: order for order in Order.objects.filter(id__in=ids)}


def contacts_of(order_ids: list[int]) -> dict[int, OrderContact]:
    """By order id; what was erased is not among them."""
    return {row.order_id: row for row in OrderContact.objects.filter(order_id__in=order_ids, erased_at=None)}


def inputs_of_orders(order_ids: list[int]) -> dict[int, str]:
    """What the customers had put on the items, by order id; what was erased is not among them."""
    found: dict[int, str] = {}
    for order_id, inputs in OrderLineWords.objects.filter(line__order_id__in=order_ids, erased_at=None).values_list(
        "line__order_id", "inputs"
    ):
        found[order_id] = " ".join([found.get(order_id, ""), *(str(one.get("value", "")) for one in inputs)]).strip()
    return found


def tracking_of_orders(order_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for order_id, number in Shipment.objects.filter(order_id__in=order_ids).values_list("order_id", "tracking_number"):
        found.setdefault(order_id, []).append(number)
    return found


def inquiry_of(public_id: str) -> Inquiry:
    """Refuses `inquiry_unknown`."""
    found: Inquiry | None = Inquiry.objects.filter(public_id=public_id, erased_at=None).first()
    if found is None:
        raise Refusal("inquiry_unknown", "There is no such message.", "Reload the page.", status=404)
    return found


def open_inquiries() -> list[Inquiry]:
    """From those who could not find their order, the oldest first."""
    return list(Inquiry.objects.filter(state="open", erased_at=None).order_by("at", "id")[:100])


def order_of(public_id: str) -> Order:
    """Refuses `order_unknown`."""
    found = Order.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("order_unknown", "There is no such order.", "Check its number.", status=404)
    return found


def order_by_id(order_id: int) -> Order:
    """The unit's one instance: orders are frozen."""
    found: Order = once(("order", order_id), lambda: Order.objects.get(id=order_id))
    return found


def orders_page(
    *, before_id: int | None = None, limit: int = 50, number: str = "", sku: str = "", placed_since: datetime | None = None
) -> list[Order]:
    """The newest first."""
    found = Order.objects.all() if before_id is None else Order.objects.filter(id__lt=before_id)
    if sku:
        found = found.filter(Exists(OrderLine.objects.filter(order_id=OuterRef("id"), sku=sku)))
    if placed_since is not None:
        found = found.filter(placed_at__gte=placed_since)
    if number:
        found = found.filter(number_key=number_key(number))
    return list(found.order_by("-id")[:limit])


def lines_wanted(order_id: int) -> Wanted:
    return Wanted(("lines", order_id), OrderLine, "order_id = %s", (order_id,), order=("position",))


def lines_of(order_id: int) -> list[OrderLine]:
    found: list[OrderLine] = fetch(lines_wanted(order_id))
    return found


def lines_of_orders(order_ids: list[int]) -> dict[int, list[OrderLine]]:
    found: dict[int, list[OrderLine]] = {number: [] for number in order_ids}
    for line in OrderLine.objects.filter(order_id__in=order_ids).order_by("order_id", "position"):
        found[line.order_id].append(line)
    return found


def lines_by_id(ids: list[int]) -> dict[int, OrderLine]:
    return {line.id: line for line in OrderLine.objects.filter(id__in=ids)}


def recent_goods(merchant_id: int, limit: int = 60) -> list[OrderLine]:
    """What a shop of the unit sold last, a line each, the newest first."""
    return list(OrderLine.objects.filter(merchant_id=merchant_id).order_by("-id")[:limit])


def words_of_lines(line_ids: list[int]) -> dict[int, list[dict[str, str]]]:
    """What the customer had put on each line: [{name, value}]; empty where erased."""
    return {row.line_id: row.inputs for row in OrderLineWords.objects.filter(line_id__in=line_ids, erased_at=None)}


def contact_wanted(order_id: int) -> Wanted:
    return Wanted(("contact", order_id), OrderContact, "order_id = %s AND erased_at IS NULL", (order_id,), finish=first)


def contact_of(order_id: int) -> OrderContact | None:
    found: OrderContact | None = fetch(contact_wanted(order_id))
    return found


def shown_of(order_id: int) -> list[OrderDisclosure]:
    """Which texts of the promise the shop said that it had shown, in the order in which it told so."""
    return list(OrderDisclosure.objects.filter(order_id=order_id).order_by("id"))


def payments_wanted(order_id: int) -> Wanted:
    return Wanted(("payments", order_id), OrderPayment, "order_id = %s", (order_id,))


def payments_of(order_id: int) -> list[OrderPayment]:
    found: list[OrderPayment] = fetch(payments_wanted(order_id))
    return found


def payments_by_order(order_ids: Iterable[int]) -> dict[int, list[OrderPayment]]:
    """The payments of many orders, by order id; the oldest first."""
    found: dict[int, list[OrderPayment]] = {}
    for one in OrderPayment.objects.filter(order_id__in=set(order_ids)).order_by("id"):
        found.setdefault(one.order_id, []).append(one)
    return found


def payment_named(names: Iterable[str]) -> OrderPayment | None:
    """The payment that a provider knows by one of these names, with its order; None where no order was paid so."""
    found: OrderPayment | None = (
        OrderPayment.objects.filter(source_id__in=[name for name in names if name]).select_related("order").order_by("id").first()
    )
    return found


def past_wanted(order_id: int) -> Wanted:
    return Wanted(("past", order_id), PastReturn, "order_id = %s", (order_id,), order=("at", "id"))


def past_returns_of(order_id: int) -> list[PastReturn]:
    found: list[PastReturn] = fetch(past_wanted(order_id))
    return found


def shipments_wanted(order_id: int) -> Wanted:
    return Wanted(("shipments", order_id), Shipment, "order_id = %s AND cancelled_at IS NULL", (order_id,), order=("shipped_on", "id"))


def cancelled_shipments(order_id: int) -> list[Shipment]:
    """Parcels that never left after all."""
    return list(Shipment.objects.filter(order_id=order_id, cancelled_at__isnull=False).order_by("id"))


def shipments_of(order_id: int) -> list[Shipment]:
    """Parcels that left, or are to leave."""
    found: list[Shipment] = fetch(shipments_wanted(order_id))
    return found


def shipment_lines_wanted(order_id: int) -> Wanted:
    where = "shipment_id = ANY (ARRAY(SELECT id FROM orders_shipment WHERE order_id = %s))"
    return Wanted(("shipment_lines", order_id), ShipmentLine, where, (order_id,))


def parcels_of_lines(order_id: int) -> dict[int, list[Shipment]]:
    """The outgoing parcels of each order line, by line id; a parcel that names no lines holds them all."""
    parcels = {one.id: one for one in shipments_of(order_id)}
    rows: list[ShipmentLine] = fetch(shipment_lines_wanted(order_id))
    named = {row.shipment_id for row in rows}
    found: dict[int, list[Shipment]] = {line.id: [one for one in parcels.values() if one.id not in named] for line in lines_of(order_id)}
    for row in rows:
        if row.line_id in found and row.shipment_id in parcels and parcels[row.shipment_id] not in found[row.line_id]:
            found[row.line_id].append(parcels[row.shipment_id])
    return found


def refunded_since(order_ids: Iterable[int], since: datetime | None) -> list[int]:
    """Those of these orders of which a refund made elsewhere was learnt since then."""
    if since is None:
        return []
    found = PastReturn.objects.filter(order_id__in=list(order_ids), known_at__gte=since)
    return list(found.order_by("order_id").values_list("order_id", flat=True).distinct()[:50])


def past_of(past_id: int) -> PastReturn:
    """Refuses `refund_unknown`."""
    found: PastReturn | None = PastReturn.objects.filter(id=past_id).first()
    if found is None:
        raise Refusal("refund_unknown", "There is no such refund.", "Reload the page.", status=404)
    return found


def history_wanted(order: Order) -> Wanted:
    return Wanted(
        ("history", order.id), None,
        "SELECT json_build_object('orders', count(*), 'spent_minor', coalesce(sum(total_minor), 0)) FROM orders_order "
        "WHERE merchant_id = %s AND customer_digest = %s AND customer_digest <> '' AND placed_at <= %s",  # the partial index holds for any plan
        (order.merchant_id, order.customer_digest, order.placed_at), finish=first,
    )  # fmt: skip


def customer_history(order: Order) -> dict[str, int]:
    """{"orders", "spent_minor"} of the same customer up to and with this order; empty where the customer is not known."""
    if not order.customer_digest:
        return {}
    found: dict[str, int] = fetch(history_wanted(order))
    return found


def has_orders() -> bool:
    return bool(Order.objects.exists())


def ids_by_source(source: str, orders: set[str], lines: set[str]) -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    """({source id of an order: its id}, {(source id of the order, of the line): the line's id})."""
    found = dict(Order.objects.filter(source=source, source_id__in=orders).values_list("source_id", "id"))
    names = {order_id: source_id for source_id, order_id in found.items()}
    rows = OrderLine.objects.filter(order_id__in=list(names), source_id__in=lines).values_list("order_id", "source_id", "id")
    return found, {(names[order_id], source_id): line_id for order_id, source_id, line_id in rows}


def placed_between(start: datetime, end: datetime) -> int:
    return int(Order.objects.filter(placed_at__gte=start, placed_at__lt=end).count())


def units_sold(start: datetime, end: datetime) -> dict[str, int]:
    """Units by item code, of orders placed in that time."""
    rows = (
        OrderLine.objects.filter(order__placed_at__gte=start, order__placed_at__lt=end).values_list("sku").annotate(units=Sum("quantity"))
    )
    return dict(rows)


def upload_of(public_id: str) -> Upload:
    """Refuses `upload_unknown`."""
    found: Upload | None = Upload.objects.filter(public_id=public_id).first()
    if found is None:
        raise Refusal("upload_unknown", "There is no such file.", "Choose it again.", status=404)
    return found


def upload_if_known(public_id: str) -> Upload | None:
    found: Upload | None = Upload.objects.filter(public_id=public_id).first()
    return found


def uploads_for_person() -> list[Upload]:
    """Files from the shop's folder that wait for somebody to say what their columns are, the oldest first."""
    return list(Upload.objects.filter(from_folder=True, state="chosen", dropped_at=None).order_by("uploaded_at", "id")[:50])


def recent_uploads(limit: int = 10) -> list[Upload]:
    return list(Upload.objects.order_by("-uploaded_at", "-id")[:limit])


def uploads_to_drop(before: datetime, *, waited_before: datetime) -> list[Upload]:
    """Those whose files are no longer needed: brought in or left since `before`, and not on their way in.

    What came by the folder and waits for a person was chosen by nobody's browser: it stays until `waited_before`.
    """
    found = Upload.objects.filter(dropped_at=None, uploaded_at__lt=before).exclude(state__in=("waiting", "running"))
    return list(found.exclude(from_folder=True, state="chosen", uploaded_at__gte=waited_before))


def mapping_of(fingerprint: str) -> dict[str, Any] | None:
    """What a person confirmed for tables with this header; None where nobody has."""
    found: TableMapping | None = TableMapping.objects.filter(fingerprint=fingerprint).first()
    return None if found is None else found.mapping


@dataclass(frozen=True, slots=True)
class Sold:
    """`units` of one item sold into one market under one agreement (None: whose it is, nobody knows)."""

    market: str
    sku: str
    customer_input: str
    agreement_id: int | None
    units: int


def sold_between(start: datetime, end: datetime) -> list[Sold]:
    """What was sold where, of orders placed in that time."""
    rows = OrderLine.objects.filter(order__placed_at__gte=start, order__placed_at__lt=end)
    found = rows.values_list("order__market", "sku", "customer_input", "agreement_id").annotate(units=Sum("quantity"))
    return [Sold(*row) for row in found.order_by("order__market", "sku", "customer_input")]
