"""The accounts (flow.md). Money accounts hold minor units of a currency; unit accounts hold pieces."""

MONEY_ACCOUNTS = (
    "customer:refund_payable", "customer:store_credit", "customer:receivable", "customer:exchange_advance", "provider:clearing", "provider:disputed", "supplier:receivable", "carrier:receivable",
    "insurer:receivable", "claims:unmatched", "expense:goods", "expense:carriage", "expense:hub", "hub:payable", "expense:goodwill", "expense:fees", "recovery",
    "write_off", "income:fees_kept", "income:credit_expired", "income:exchange", "shop:clearing", "tax:payable",
)  # fmt: skip
UNIT_ACCOUNTS = tuple(
    f"units:{name}"
    for name in (
        "with_customer",
        "in_transit",
        "at_hub",
        "stock",
        "refurbish",
        "rework",
        "to_supplier",
        "liquidated",
        "destroyed",
        "donated",
        "recycled",
        "lost",
        "kept",
    )  # fmt: skip
)
UNITS = "UNT"
