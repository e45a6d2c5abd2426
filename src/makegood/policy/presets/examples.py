"""Five worked examples: shops of our own invention, and the policy that their answers write."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.node import nearest
from makegood.policy.presets.presets import suggested
from makegood.policy.presets.write import write_policy

WRITTEN_ON = date(2026, 11, 22)
_EUROPE = ["DE", "AT", "FR", "IT", "ES", "NL", "BE", "IE", "GB", "CH"]


@dataclass(frozen=True, slots=True)
class Example:
    """`head` tells who the shop is."""

    preset: str
    head: str
    answers: Mapping[str, Any]


EXAMPLES: dict[str, Example] = {
    "two-tier": Example(
        "scaling",
        "A shop for lamps and small things for the home, in dollars. Under 20 USD with a clear defect, a wrong item or nothing delivered: "
        "money or a new one at once, and nothing comes back. Above it: a hub in the country, which looks at it.",
        suggested(
            "scaling", currency="USD", markets=["US", "CA", "GB", "AU", "DE"], products=["stock"], keep_below="20.00", return_rate="5.95",
            true_postage="9.40", supplier_pays_for=["defective", "wrong_item"], supplier_claim_days=30,
        ),
    ),
    "personalised-gifts": Example(
        "established",
        "Engraved mugs and boards with a family's name. Nothing that bears a name comes back; what is wrong is made again. A slip of the "
        "customer's own gets a new one at a lower price, free where nobody had shown them a proof.",
        suggested(
            "established", currency="EUR", markets=[*_EUROPE, "US"], products=["personalised"], keep_below="60.00", comes_back_to="shop",
            mind_days=30, return_rate="2.90", true_postage="5.20", season="no", supplier_pays_for=["nothing"],
        ),
    ),
    "dropshipped": Example(
        "new",
        "Goods that a supplier overseas posts straight to the customer. The supplier takes nothing back and wants to hear of a fault within "
        "15 days; the customer has thirty. The difference is the shop's affair, and no sentence here hangs on the supplier.",
        suggested(
            "new", currency="USD", markets=["US", "GB", "AU", "NZ", "DE", "FR"], keep_below="25.00", comes_back_to="shop",
            return_rate="4.50", true_postage="11.00", supplier_pays_for=["defective", "wrong_item"], supplier_claim_days=15,
        ),
    ),
    "mixed-basket": Example(
        "scaling",
        "Stock and personalised goods in one basket, among them ear studs. The lamp may go back, the board with the name may not, and who "
        "sends back both is told so by line, before and after.",
        suggested(
            "scaling", currency="EUR", markets=[*_EUROPE, "JP", "KR"], products=["stock", "personalised", "hygiene"], keep_below="15.00",
            return_rate="3.90", true_postage="6.10", supplier_pays_for=["defective", "customization_error"],
        ),
    ),
    "christmas-presents": Example(
        "established",
        "A shop for presents. What was bought from 1 November to 24 December may come back until 31 January, whatever the thirty days say.",
        suggested(
            "established", currency="GBP", markets=["GB", "IE", "US", "CA", "AU"], products=["stock"], keep_below="18.00", mind_days=30,
            return_rate="2.50", true_postage="3.95", season="yes", supplier_pays_for=["defective", "damaged_in_transit", "wrong_item"],
            supplier_claim_days=21,
        ) | {"seasons": [{"from": "2026-11-01", "to": "2026-12-24", "until": "2027-01-31"}]},
    ),
}  # fmt: skip


def example(name: str) -> str:
    """The text of a worked example. Refuses `no_example`."""
    if name not in EXAMPLES:
        raise Refusal(
            "no_example", f"There is no example {name}{nearest(name, EXAMPLES) or '.'}", f"Take one of {', '.join(EXAMPLES)}.", status=404
        )
    found = EXAMPLES[name]
    return write_policy(found.preset, found.answers, on=WRITTEN_ON, name=name, head=found.head)
