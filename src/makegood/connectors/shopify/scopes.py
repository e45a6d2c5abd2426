"""The permissions that a custom app is given, and what each is for. What it costs to lack one is said in web/shop_words.

Sources: `requiredAccess` of the types and topics in the published schemas (a test compares them); Shopify's page on access scopes for
`read_all_orders`.
"""

NEEDED = ("read_orders",)
"""Without it nothing can be read."""
USEFUL = (
    "read_all_orders", "read_customers", "read_products", "read_inventory", "read_fulfillments", "read_returns", "read_locations",
    "read_markets", "read_locales", "write_orders", "write_returns", "write_store_credit_account_transactions",
    "write_gift_cards",
)  # fmt: skip
ALL = (*NEEDED, *USEFUL)


def held(granted: tuple[str, ...]) -> set[str]:
    """To be allowed to write includes reading."""
    return {*granted, *(f"read_{one.removeprefix('write_')}" for one in granted if one.startswith("write_"))}


def missing(granted: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """(scope, `needed` or `useful`) of those that were not given."""
    have = held(granted)
    return tuple((one, "needed" if one in NEEDED else "useful") for one in ALL if one not in have)


def left_out(granted: tuple[str, ...], *, personal: bool) -> frozenset[str]:
    """The fragments of documents/parts that a question must do without, where one part that may not be seen costs all of it (bulk
    operations). `personal`: whether the app may see customers' data at all."""
    have = held(granted)
    found = set() if personal else {"Buyer", "Personal"}
    if "read_customers" not in have:
        found.add("Buyer")
    if "read_products" not in have:
        found.add("Goods")
    return frozenset(found)
