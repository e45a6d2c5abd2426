"""The permissions that a custom app is given, and what each is for. What it costs to lack one is said in web/shop_words.

Sources: `requiredAccess` of the fields in the published schema; Shopify's page on access scopes for `read_all_orders`.
"""

NEEDED = ("read_orders", "read_products", "read_locations")
"""Without these the connection is not made, or could bring in nothing worth having."""
USEFUL = (
    "read_all_orders", "read_customers", "read_fulfillments", "read_returns", "read_inventory", "read_markets", "read_locales",
    "write_orders", "write_returns", "write_fulfillments", "write_inventory", "write_store_credit_account_transactions",
)  # fmt: skip
ALL = (*NEEDED, *USEFUL)


def missing(granted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(scope, `needed` or `useful`) of those that were not given. To be allowed to write includes reading."""
    have = {*granted, *(f"read_{one.removeprefix('write_')}" for one in granted if one.startswith("write_"))}
    return tuple((one, "needed" if one in NEEDED else "useful") for one in ALL if one not in have)
