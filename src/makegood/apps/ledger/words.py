"""The words of the books; stable for ever."""

REPORT_KINDS = ("refund", "came_back", "payout", "other")
# Why a provider's report and the books differ.
CAUSES = (
    "unknown_refund",
    "missing_there",
    "on_its_way",
    "other_month",
    "other_amount",
    "other_currency",
    "twice_there",
    "came_back",
    "payout_sum",
)
