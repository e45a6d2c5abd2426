"""The DMARC policy that holds for a domain: its own, or the nearest above it (the tree walk of DMARC's revision, which needs no list of suffixes)."""

import re
from dataclasses import dataclass

from makegood.connectors.dns.dkim import tags_of
from makegood.connectors.dns.resolver import Ask

MOST_STEPS = 8
POLICIES = ("none", "quarantine", "reject")


@dataclass(frozen=True, slots=True)
class Policy:
    """`policy`: none, quarantine or reject; "" with a `code` (missing, two_records, unreadable) where there is none that can be used."""

    policy: str = ""
    code: str = ""
    at: str = ""
    record: str = ""


def is_dmarc(text: str) -> bool:
    return re.match(r"v\s*=\s*DMARC1\s*(?:;|\Z)", text) is not None


def policy_of(ask: Ask, domain: str) -> Policy:
    """Raises Silent."""
    labels = domain.lower().rstrip(".").split(".")
    steps = [labels] + [labels[place:] for place in range(max(1, len(labels) - MOST_STEPS + 1), len(labels) - 1)]
    for step in steps:
        at = "_dmarc." + ".".join(step)
        found = [text for text in ask(at, "TXT") if is_dmarc(text)]
        if len(found) > 1:
            return Policy(code="two_records", at=at, record=" | ".join(found))
        if found:
            return _read(found[0], at, own=step is labels)
    return Policy(code="missing", at=f"_dmarc.{domain}")


def _read(text: str, at: str, *, own: bool) -> Policy:
    tags = tags_of(text) or {}
    policy = tags.get("p", "").lower()
    if not own:
        policy = tags.get("sp", policy).lower()
    if policy not in POLICIES:
        return Policy(code="unreadable", at=at, record=text)
    return Policy(policy, at=at, record=text)
