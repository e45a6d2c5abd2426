"""An agreement's terms, as questions. An unknown term is None, never a guess. Their shape: shape.py; their days: windows.py."""

from collections.abc import Mapping
from typing import Any

from makegood.apps.suppliers.windows import claim_terms
from makegood.apps.suppliers.words import SHOWN_AS


def covers(terms: Mapping[str, Any], kind: str) -> bool | None:
    """Does the supplier pay for this kind of trouble; None where the terms do not say."""
    if claim_terms(terms, kind) is not None:
        return True
    return False if kind in (terms.get("refuses") or []) or terms.get("only_these") else None


def covered(terms: Mapping[str, Any]) -> list[str] | None:
    """Every kind that some window covers; None where the terms name no windows at all."""
    claims = terms.get("claims")
    return None if claims is None else [kind for claim in claims for kind in claim["covers"]]


def takes_back(terms: Mapping[str, Any]) -> bool | None:
    """Does the supplier take goods back for which it is not to blame."""
    found: bool | None = (terms.get("returns") or {}).get("accepted")
    return found


def asked_minor(terms: Mapping[str, Any], kind: str, *, cost_minor: int, quantity: int) -> int:
    """What the terms pay for `quantity` units that cost `cost_minor` each (the agreement's currency, minor units); all where they do not say."""
    percent = (claim_terms(terms, kind) or {}).get("percent", 100)
    return cost_minor * quantity * int(percent) // 100


def wanted_evidence(terms: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """[{"kind", "count", "if_doubtful"}] that the supplier wants to see with a claim of this kind, whoever has it."""
    return list((claim_terms(terms, kind) or {}).get("evidence") or [])


def evidence_plan(terms: Mapping[str, Any], kind: str) -> list[dict[str, Any]]:
    """[{"kind", "count"}] of what the customer can show of it, asked once: the most of each kind. What is wanted only in doubt is not asked at first."""
    found: dict[str, int] = {}
    for one in wanted_evidence(terms, kind):
        shown = SHOWN_AS.get(one["kind"])
        if shown is not None and not one.get("if_doubtful"):
            found[shown] = max(found.get(shown, 0), one.get("count", 1))
    return [{"kind": name, "count": count} for name, count in found.items()]


def refunded_first(terms: Mapping[str, Any]) -> bool:
    """Does the supplier pay only where the customer was refunded before?"""
    return bool(terms.get("customer_refunded_first"))


def files_itself(terms: Mapping[str, Any]) -> bool:
    """Does the supplier take claims on its own site alone, where a person puts them in?"""
    return terms.get("channel") == "dashboard"


def goes_by_mail(terms: Mapping[str, Any]) -> bool:
    """Does a claim reach the supplier by our mail with a link, where its terms say nothing else?"""
    return terms.get("channel") in (None, "link")
