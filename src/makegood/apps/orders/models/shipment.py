"""How the goods went out."""

from django.db import models

from makegood.apps.orders.models.order import Order, OrderLine
from makegood.base.rows import Row, TenantKey


class Shipment(Row):
    """One outgoing parcel of the order. `cancelled_at`: when we learnt that it never left (the source cancelled it, or names it no more)."""

    order = TenantKey(Order, related_name="shipments")
    source_id = models.CharField(max_length=120, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    tracking_url = models.CharField(max_length=500, blank=True)
    shipped_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_shipment"
        indexes = [models.Index(fields=["merchant", "order"], name="shipment_order")]


class ShipmentLine(Row):
    shipment = TenantKey(Shipment, related_name="lines")
    line = TenantKey(OrderLine)
    quantity = models.IntegerField()

    class Meta:
        db_table = "orders_shipmentline"
        indexes = [models.Index(fields=["merchant", "shipment"], name="shipmentline_shipment")]
