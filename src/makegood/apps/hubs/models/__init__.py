"""What hubs did at which price, what became stock again, where goods were sent and why, invoices, samples."""

from makegood.apps.hubs.models.acts import HubAct, HubPrice, RestockBatch, RestockLine
from makegood.apps.hubs.models.invoices import HubInvoice, HubInvoiceLine, HubInvoiceWord
from makegood.apps.hubs.models.routes import Route
from makegood.apps.hubs.models.samples import Sample, SampleLook

__all__ = [
    "HubAct", "HubInvoice", "HubInvoiceLine", "HubInvoiceWord", "HubPrice", "RestockBatch", "RestockLine", "Route", "Sample", "SampleLook",
]  # fmt: skip
