from makegood.apps.orders.models.disclosure import OrderDisclosure
from makegood.apps.orders.models.incoming import TableMapping, Upload
from makegood.apps.orders.models.money import OrderPayment, PastReturn
from makegood.apps.orders.models.order import (
    Order,
    OrderContact,
    OrderLine,
    OrderLineWords,
)
from makegood.apps.orders.models.search import Inquiry, OrderTokens
from makegood.apps.orders.models.shipment import Shipment, ShipmentLine
from makegood.apps.orders.models.shop import ShopMessage, ShopOrder, ShopSync

__all__ = [
    "Inquiry",
    "Order",
    "OrderContact",
    "OrderDisclosure",
    "OrderLine",
    "OrderLineWords",
    "OrderPayment",
    "OrderTokens",
    "PastReturn",
    "Shipment",
    "ShipmentLine",
    "ShopMessage",
    "ShopOrder",
    "ShopSync",
    "TableMapping",
    "Upload",
]
