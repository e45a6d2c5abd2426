"""What a token may see: scopes, orders older than sixty days, customers' data.

Scopes are those of the published schema's `offline_scopes`, of which each entry holds alternatives; ours are the first that a shop's
own app can have. refundCreate's stands there as "orders", which is write_orders.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from graphql import GraphQLResolveInfo

from makegood.connectors.shopify.twin.asking import Call, refused
from makegood.connectors.shopify.twin.store import Document, Shop, moment

Resolver = Callable[..., Any]
SCOPES_PAGE = "https://shopify.dev/api/usage/access-scopes"
DATA_PAGE = "https://shopify.dev/docs/apps/launch/protected-customer-data"
OLD = timedelta(days=60)

TYPES = {
    "Order": "read_orders", "Fulfillment": "read_orders", "Refund": "read_orders", "Customer": "read_customers", "Location": "read_locations",
    "Product": "read_products", "ProductVariant": "read_products", "InventoryItem": "read_inventory", "Market": "read_markets",
    "ShopLocale": "read_locales", "Return": "read_returns", "ReverseDelivery": "read_returns", "ReverseFulfillmentOrder": "read_returns",
    "ReturnReasonDefinition": "read_returns", "ReturnableFulfillment": "read_returns", "StoreCreditAccount": "read_store_credit_accounts",
    "GiftCard": "read_gift_cards",
}  # fmt: skip
_RETURNS = (
    "returnCreate", "returnRequest", "returnApproveRequest", "returnDeclineRequest", "returnCancel", "returnClose", "returnReopen",
    "removeFromReturn", "returnProcess", "reverseDeliveryCreateWithShipping", "reverseDeliveryShippingUpdate", "reverseFulfillmentOrderDispose",
)  # fmt: skip
MUTATIONS = dict.fromkeys(_RETURNS, "write_returns") | {
    "refundCreate": "write_orders", "orderUpdate": "write_orders", "tagsAdd": "write_orders", "tagsRemove": "write_orders",
    "giftCardCreate": "write_gift_cards",
    "storeCreditAccountCredit": "write_store_credit_account_transactions", "storeCreditAccountDebit": "write_store_credit_account_transactions",
}  # fmt: skip
PERSONAL = {
    "Order": ("email", "phone", "shippingAddress", "billingAddress"),
    "Customer": ("email", "phone", "firstName", "lastName", "displayName", "defaultEmailAddress", "defaultPhoneNumber"),
}
ALL_SCOPES = tuple(sorted({*TYPES.values(), *MUTATIONS.values(), "read_all_orders"}))


def visible(call: Call, order: Document) -> bool:
    """Orders older than sixty days are only there for who may read all."""
    return "read_all_orders" in call.shop.setup["scopes"] or call.staff or moment(order["createdAt"]) >= call.shop.now() - OLD


def holds(shop: Shop, scope: str) -> bool:
    """Who may write may read."""
    return not {scope, scope.replace("read_", "write_", 1)}.isdisjoint(shop.setup["scopes"])


def guarded(resolver: Resolver, kind: str, field: str, returns: str) -> Resolver:
    """The resolver, behind what it takes to ask for this field: a scope, or a plan that lets apps see customers' data."""
    scope = _scope_of(kind, field, returns)
    personal = field in PERSONAL.get(kind, ())
    if not scope and not personal:
        return resolver

    def ask(parent: Any, info: GraphQLResolveInfo, **args: Any) -> Any:
        call: Call = info.context
        if scope and not call.staff and not holds(call.shop, scope):
            needed = f"`{scope}` access scope."
            raise refused(
                f"Access denied for {field} field. Required access: {needed}",
                "ACCESS_DENIED", documentation=SCOPES_PAGE, requiredAccess=needed,
            )  # fmt: skip
        if personal and call.shop.setup["customer_data"] == "none" and not call.staff:
            raise refused(
                f"This app is not approved to use the {field} field. See {DATA_PAGE} for more details.",
                "ACCESS_DENIED",
                documentation=DATA_PAGE,
            )
        return resolver(parent, info, **args)

    return ask


def _scope_of(kind: str, field: str, returns: str) -> str:
    if kind == "Mutation":
        return MUTATIONS.get(field, "")
    if kind.endswith(("Connection", "Edge", "Payload")):
        return ""  # asked for where the connection was, or the change itself
    return TYPES.get(returns.removesuffix("Connection"), "")
