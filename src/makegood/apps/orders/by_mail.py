"""Which orders a mail may be about."""

from makegood.apps.orders.digests import contact_digest, number_key
from makegood.apps.orders.models import Order
from makegood.apps.orders.queries import orders_with
from makegood.apps.orders.tokens import Tokens
from makegood.base.tenancy import sole_merchant_id

MOST = 20


def orders_numbered(numbers: list[str]) -> list[Order]:
    """Of these numbers, as people type them; the newest first."""
    keys = {number_key(one) for one in numbers if number_key(one)}
    return list(Order.objects.filter(number_key__in=keys).order_by("-placed_at", "-id")[:MOST]) if keys else []


def orders_of_address(email: str) -> list[Order]:
    """Whose buyer has this very address; the newest first. What was erased is not found."""
    digest = contact_digest(email)
    parts = Tokens(sole_merchant_id()).asked(email)[1] if "@" in email else []
    if not digest or not parts:
        return []
    found = Order.objects.filter(id__in=orders_with(parts, limit=200), email_digest=digest)
    return list(found.order_by("-placed_at", "-id")[:MOST])
