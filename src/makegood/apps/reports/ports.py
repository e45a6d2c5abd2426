"""What a provider tells of its movements of money, whoever brings it: a file or its interface."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a provider's report.

    `name`: the provider's own id of it, by which it is known for ever. `amount_minor` of `currency` is what the customer gets or pays, signed as
    the provider's balance moves: a refund is negative. `balance_minor` of `balance_currency`: what the balance moved before fees, where the account
    has another currency; `fee_minor` (of that currency too): what the provider keeps for it, negative where it gives a fee back. `refund`: the
    provider's name of the refund; `payments`: its names of what was paid; `key`: our idempotency key, where it comes back; `order`: the order's
    number; `payout`: the payout that it went into.
    """

    name: str
    kind: str
    at: datetime
    amount_minor: int
    currency: str
    balance_minor: int
    balance_currency: str
    fee_minor: int = 0
    state: str = "done"
    refund: str = ""
    payments: tuple[str, ...] = ()
    key: str = ""
    order: str = ""
    payout: str = ""

    @property
    def net_minor(self) -> int:
        return self.balance_minor - self.fee_minor


@dataclass(frozen=True, slots=True)
class Fetched:
    """`movements` of a time, or why there are none: a code of settlement's PROBLEMS. Half a report is no report."""

    movements: tuple[Movement, ...] = ()
    problem: str = ""


class ReportPort(Protocol):
    """Asking moves nothing. Every call has its timeout; one that came to nothing is tried again a few times. `late`: how long a movement may take to be told."""

    name: str
    late: timedelta

    def fetch(self, since: datetime, until: datetime) -> Fetched: ...
