"""The words of an inspection; stable for ever."""

GRADES = ("A", "B", "C", "D")
RESULTS = ("as_it_should", "not_right", "not_this")
# The five tiles of the dock, and what they say about the cause.
FINDINGS = ("broken", "used", "wrong_text", "parts_missing", "dirty", "")
ROOT_CAUSES = (
    "production_defect",
    "transit_damage",
    "wrong_item_sent",
    "customization_error",
    "customer_damage",
    "none_found",
    "unknown",
    "",
)
DISPOSITIONS = ("restock", "refurbish", "rework", "return_to_supplier", "liquidate", "donate", "recycle", "destroy", "hold")
# Where the unit then is, in the books (ledger accounts `units:...`).
PLACES = {
    "restock": "stock", "refurbish": "refurbish", "rework": "rework", "return_to_supplier": "to_supplier", "liquidate": "liquidated",
    "donate": "donated", "recycle": "recycled", "destroy": "destroyed", "hold": "at_hub",
}  # fmt: skip
