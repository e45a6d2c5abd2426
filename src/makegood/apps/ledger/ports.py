"""What a provider's own report says, whatever its form."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One row. `name` is the provider's own and the same in every report. `kind` refund, came_back (a refund that returned), payout or other.

    `amount_minor`: for refund and came_back what left to (or came back from) the customer, above zero; for others as it changed the balance. `fee_minor`
    what the provider took for it. `ref`: the provider's name of the refund; `payment`: of what was paid; `payout`: the payout that it belongs to.
    """

    name: str
    kind: str
    amount_minor: int
    currency: str
    on: date
    fee_minor: int = 0
    ref: str = ""
    payment: str = ""
    payout: str = ""
