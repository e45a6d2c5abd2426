"""What a policy has to ask before it may say less than everything: conditions over market and disclosures, made of the markets' law.

Each condition is written for the markets that a shop named. In any other market none of them holds, and a person looks at the case.
"""

from collections.abc import Sequence
from typing import Any

from makegood.law.load import codes, market, market_used

_STANDING = ("US", "CA")  # countries whose subdivisions have rules of their own, or stand on the country's


def _has(word: str, of: str = "disclosures") -> str:
    return f"contains(order.{of}, {word})"


def one_of(markets: Sequence[str]) -> str:
    """The order comes from one of these."""
    return f"order.market in ({', '.join(f'{chr(34)}{code}{chr(34)}' for code in markets)})"


def _mind(code: str) -> dict[str, Any]:
    return dict(market(code)["change_of_mind"])


def _parts(named: Sequence[str]) -> dict[str, list[str]]:
    """The named markets by regime; a country whose subdivisions differ stands with its own."""
    found: dict[str, list[str]] = {}
    for code in named:
        top = market_used(code).split("-")[0]
        key = top if top in _STANDING else _mind(code)["regime"]
        found.setdefault(key, []).append(code)
    return found


def _either(parts: Sequence[str]) -> str:
    return " or ".join(f"({part})" if " and " in part and len(parts) > 1 else part for part in parts)


def _within(top: str, named: Sequence[str]) -> str:
    return f'starts_with(order.market, "{top}")' if top in named else one_of(named)


def _settled(parts: dict[str, list[str]]) -> list[str]:
    """Markets in which no right to change one's mind arises, with what has to have been shown."""
    found = []
    if "none" in parts:
        found.append(one_of(parts["none"]))
    if "US" in parts:
        found.append(f"{_within('US', parts['US'])} and {_has('policy_before_purchase')}")
    if "CA" in parts:
        found.append(f"{_within('CA', parts['CA'])} and {_has('full_trader_information')}")
    if "disclosure_default" in parts:
        shown = f"{_has('policy_before_purchase')} and {_has('policy_in_advert')} and {_has('policy_on_final_screen')}"
        found.append(f"{one_of(parts['disclosure_default'])} and {shown}")
    if "formality" in parts:
        found.append(f"{one_of(parts['formality'])} and {_has('full_trader_information')}")
    return found


def told(named: Sequence[str], *, statutory: bool = True) -> str:
    """The customer was told what the law asks for, so that its own window is over before the shop's. `statutory` False leaves the
    markets out in which the law gives days of its own."""
    parts = _parts(named)
    found = [f"{one_of(parts['withdrawal'])} and {_has('withdrawal_info')}"] if statutory and "withdrawal" in parts else []
    return _either(found + _settled(parts))


def may_stay(named: Sequence[str]) -> str:
    """No law gives a change of mind for what bears the customer's own text, image or measurements."""
    parts = _parts(named)
    alone: list[str] = []
    noticed: list[str] = []
    agreed: list[str] = []
    for code in parts.get("withdrawal", []):
        exception = next((one for one in _mind(code).get("exceptions") or [] if one["kind"] == "personalised"), None)
        if exception is None or exception.get("effect", "no_right") != "no_right":
            continue
        consent = exception.get("disclosure") == "must_consent"
        (agreed if consent else noticed if exception.get("voids_exception") else alone).append(code)
    notice = _has("no_withdrawal_personalised")
    found = [one_of(alone)] if alone else []
    if noticed:
        found.append(f"{one_of(noticed)} and {notice}")
    if agreed:
        found.append(f"{one_of(agreed)} and {notice} and {_has('personalised_no_return', 'consents')}")
    return _either(found + _settled(parts))


def may_charge(named: Sequence[str]) -> str:
    """The way back of a changed mind may be the customer's: the law allows it and its price was shown before the purchase."""
    parts = _parts(named)
    informed = [code for code in parts.get("withdrawal", []) if _mind(code).get("return_shipping_payer") == "consumer_if_informed"]
    free = [code for code in parts.get("withdrawal", []) if _mind(code).get("return_shipping_payer") in ("consumer", "contract")]
    shown = _has("return_cost_on_customer")
    found = [f"{one_of(informed)} and {shown}"] if informed else []
    if free:
        found.append(f"{one_of(free)} and ({shown} or {_has('policy_before_purchase')})")
    return _either(found + _settled({name: some for name, some in parts.items() if name != "none"}) + _none_shown(parts, shown))


def _none_shown(parts: dict[str, list[str]], shown: str) -> list[str]:
    return [f"{one_of(parts['none'])} and ({shown} or {_has('policy_before_purchase')})"] if "none" in parts else []


def naming(remedy: str) -> list[str]:
    """Markets whose law names a remedy at once that the others keep for later: `repair` without a new one, or `price_reduction`."""
    found = []
    for code in (one for one in codes() if one != "EU"):
        for tier in _first_tiers(market(code)["defect"]):
            words = set(tier["remedies"])
            shared = bool(words & {"price_reduction", "keep_and_compensation"})
            alone = bool(words & {"repair", "repair_again"}) and "replacement" not in words
            if shared if remedy == "price_reduction" else alone:
                found.append(code)
    return list(dict.fromkeys(found))


def _first_tiers(rules: dict[str, Any]) -> list[dict[str, Any]]:
    """What can be asked for at once: of degrees any, of numbered tiers the first, and the next one while goods may be rejected."""
    tiers = list(rules.get("remedy_order") or [])
    graded = [tier for tier in tiers if not isinstance(tier["tier"], int)]
    beside = bool(rules.get("short_term_reject_days")) or any(tier["tier"] == 0 for tier in tiers)
    return graded or tiers[: 2 if beside else 1]
