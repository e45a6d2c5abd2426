"""Three places to start from: what a shop of each kind usually answers. A suggestion is no answer: it is shown, and changed or taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from makegood.kernel.refusal import Refusal
from makegood.policy.node import nearest
from makegood.policy.presets.questions import UNKNOWN


@dataclass(frozen=True, slots=True)
class Preset:
    """`suggests`: answers to start from; what only the shop can know is `unknown` there. Amounts are of the shop's own currency."""

    title: str
    about: str
    suggests: Mapping[str, Any]


_NOT_KNOWN = dict.fromkeys(("supplier_pays_for", "supplier_claim_days", "true_postage"), UNKNOWN)
PRESETS: dict[str, Preset] = {
    "new": Preset(
        "New seller",
        "Few orders, no hub. Somebody looks at every case; what is cheap and broken is made good at once and stays where it is.",
        _NOT_KNOWN | {
            "products": ["stock"], "keep_below": "15", "comes_back_to": "shop", "mind_days": 30, "return_rate": "3", "typo_percent": 20,
            "answer_hours": 48, "look_first": "yes", "credit_bonus": "no", "ask_photo": "yes", "share": "yes", "free_remake": "no", "season": "no",
        },
    ),
    "scaling": Preset(
        "Scaling",
        "Hundreds of orders a month and a hub. Small faults are answered at once, dear ones come back to be looked at.",
        _NOT_KNOWN | {
            "products": ["stock", "personalised"], "keep_below": "20", "comes_back_to": "hub", "mind_days": 30, "return_rate": "4",
            "typo_percent": 30, "answer_hours": 24, "look_first": "no", "credit_bonus": "yes", "ask_photo": "yes", "share": "no", "free_remake": "yes",
            "season": "no",
        },
    ),
    "established": Preset(
        "Established brand",
        "A name to keep. Sixty days, presents until the end of January, a cheap way back, and little that has to be sent.",
        _NOT_KNOWN | {
            "products": ["stock", "personalised"], "keep_below": "40", "comes_back_to": "hub", "mind_days": 60, "return_rate": "2",
            "typo_percent": 50, "answer_hours": 12, "look_first": "no", "credit_bonus": "yes", "ask_photo": "no", "share": "no", "free_remake": "yes",
            "season": "yes",
        },
    ),
}  # fmt: skip


def preset(name: str) -> Preset:
    """Refuses `no_preset`."""
    if name not in PRESETS:
        raise Refusal(
            "no_preset",
            f"There is no preset {name}{nearest(name, PRESETS) or '.'}",
            f"Take one of {', '.join(PRESETS)}.",
            status=404,
            field="preset",
        )
    return PRESETS[name]


# Amounts are suggested in currencies in which a euro's worth is written with the same digits; in others the shop says its own.
_LIKE_EURO = frozenset({"EUR", "USD", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD"})
_AMOUNTS = ("keep_below", "return_rate")


def suggested(name: str, **known: Any) -> dict[str, Any]:
    """A preset's answers with what is `known` of the shop (currency, markets, products) in their place. Refuses `no_preset`."""
    found = dict(preset(name).suggests) | {key: value for key, value in known.items() if value not in (None, "", [], ())}
    foreign = "currency" in found and found["currency"] not in _LIKE_EURO
    return {key: UNKNOWN if foreign and key in _AMOUNTS and key not in known else value for key, value in found.items()}
