"""A case's claims as its page shows them: what the supplier wants to see, and whether it takes the claim yet."""

from datetime import datetime
from typing import Any

from makegood.apps.claims import asks, queries
from makegood.apps.claims.queries import last_answers, papers_of_claims
from makegood.apps.parties.queries import looks_at
from makegood.apps.suppliers.packs import packs
from makegood.apps.suppliers.terms import files_itself
from makegood.base.tenancy import Merchant
from makegood.casefile.asking_customer import TOLD
from makegood.casefile.claiming import is_ahead
from makegood.casefile.days import local_day
from makegood.casefile.fault import BEARERS, BY_CAUSE
from makegood.web.agreement_words import evidence_words
from makegood.web.claim_packet import claim_lines, language_for
from makegood.web.supplier_words import reasons_of


def fault_shown(line: Any, claims: list[Any]) -> dict[str, Any] | None:
    """Of whom something is asked back for this line, and who bears how much of it; None where nothing is."""
    if line.decision != "accepted_by_customer" or not (line.fault or any(one.line_id == line.id for one in claims)):
        return None
    asked = {one.party: one.share for one in claims if one.line_id == line.id}
    shares = line.fault or asked
    return {
        "seen": BY_CAUSE.get(line.root_cause, ""),
        "bearers": [{"name": name, "field": f"fault_{name}", "share": shares.get(name, "")} for name in BEARERS],
    }


def asked_of_us(claims: list[Any], shown: list[Any], words: list[Any]) -> dict[int, dict[str, Any]]:
    """By the claim's id, of those about which the other side asked something: what it asked, which pictures the claim does not have yet, whether
    the customer was asked, and what they wrote (for the shop's eyes)."""
    waiting = [one for one in claims if one.state == "info_requested"]
    asked = asks.asks_of(one.id for one in waiting) if waiting else {}
    found: dict[int, dict[str, Any]] = {}
    for one in waiting:
        there = {name for row in queries.all_evidence_of_claim(one.id) for name in (row.file_id, row.whole_id)}
        said = [row.words for row in queries.answers_of_claim(one.id) if row.answer == "info_requested"]
        told = [row.text for row in words if row.topic == TOLD and row.line_id == one.line_id]
        more = [row for row in shown if row.file_id and row.file_id not in there and row.kind == "photo"]
        found[one.id] = {"asked": said[-1] if said else "", "more": more, "ask": asked.get(one.id), "told": told}
    return found


SENDABLE = ("drafted", "info_requested", "refused")


def claims_shown(claims: list[Any], merchant: Merchant, *, now: datetime) -> list[Any]:
    """The same claims with `ahead` (a later day opens them) and `wants` (a sentence; "" where nothing is wanted, or nobody knows).

    `given`: what it sent after its yes; `said` and `because`: its last answer and the words of its reason; `opened`: when its page was, newest first.
    Where the supplier takes claims on its own site: `pasted`, what is put there, in its language (`spoken`), and `their_page`, where we know it."""
    today, known = local_day(now, merchant.zone), packs()
    sent = [one for one in claims if one.submitted_at is not None]
    papers, answers, looks = (papers_of_claims(ids := [one.id for one in sent]), last_answers(ids), _opened(sent)) if sent else ({}, {}, {})
    for one in claims:
        one.given, one.said, one.opened = papers.get(one.id, []), answers.get(one.id), looks.get(one.public_id, [])
        one.because = reasons_of(one).get(one.said.reason, one.said.reason) if one.said is not None else ""
        one.ahead = one.state == "drafted" and is_ahead(one, today)
        wanted = one.packet.get("evidence") if one.state == "drafted" else None
        one.wants = evidence_words(wanted) if wanted else ""
        one.pasted = ""
        if one.state in SENDABLE and one.party == "carrier":
            one.spoken, one.their_page = language_for(one, next(iter(merchant.languages), "")), ""
            one.pasted = "\n".join(claim_lines(one, one.spoken))
        if one.state in SENDABLE and one.agreement is not None and files_itself(one.agreement.terms):
            one.spoken = language_for(one)
            one.pasted = "\n".join(claim_lines(one, one.spoken))
            pack = known.get(one.agreement.pack.get("id", ""))
            one.their_page = pack.claim_page if pack else ""
    return claims


def _opened(sent: list[Any]) -> dict[str, list[Any]]:
    """{claim: when its own page was opened through a link, by ten minutes}; staff who looked are others."""
    found: dict[str, list[Any]] = {}
    for look in looks_at([one.public_id for one in sent]):
        if look.who.startswith("supplier:"):
            found.setdefault(look.subject, []).append(look.span_at)
    return found
