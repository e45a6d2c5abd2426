"""What staff does about claims: one journey for each button, two where the second sends on what the first wrote."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from makegood.apps.claims import queries as claims
from makegood.apps.returns import queries as returns
from makegood.base.actor import Actor
from makegood.casefile.fault import BEARERS
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.answer_info import answer_info
from makegood.journeys.ask_customer import ask_customer
from makegood.journeys.record_credit import record_credit
from makegood.journeys.renew_claim_link import renew_claim_link
from makegood.journeys.split_fault import split_fault
from makegood.journeys.submit_claim import submit_claim
from makegood.kernel.money import minor_from_text


def amount_typed(text: str, currency: str) -> int | None:
    """What a person types: 12,40 or 12.40."""
    text = text.strip().replace(",", ".")
    return minor_from_text(text, currency) if text else None


def _submit(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    submit_claim(
        merchant_id=merchant, claim_id=form.get("claim", ""), early="early" in form, by_hand="by_hand" in form,
        filed_as=form.get("filed_as", "").strip(), by=by, now=now,
    )  # fmt: skip


def _answered(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    claim = claims.claim_of(form.get("claim", ""))
    answer_claim(
        merchant_id=merchant, claim_id=claim.public_id, answer=form.get("answer", ""), reason=form.get("reason", ""), words=form.get("words", ""),
        amount_minor=amount_typed(form.get("amount", ""), claim.currency) or 0, by=by, now=now,
    )  # fmt: skip


def _credited(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    claim = claims.claim_of(form.get("claim", ""))
    record_credit(
        merchant_id=merchant, claim_id=claim.public_id, amount_minor=amount_typed(form.get("amount", ""), claim.currency) or 0,
        write_off_reason=form.get("write_off_reason", ""), by=by, now=now,
    )  # fmt: skip


def _fault(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    """What is no number counts as more than there can be: the whole is then not a hundred, and it is said."""
    typed = {name: form.get(f"fault_{name}", "").strip() for name in BEARERS}
    shares = {name: int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1000 for name, text in typed.items() if text}
    split_fault(merchant_id=merchant, line_id=int(returns.line_of(form.get("line", "")).id), shares=shares, by=by, now=now)


def _give_info(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    """From what there is, and on to whoever asked; what a carrier asked is sent by hand."""
    files = [int(one) for one in form.getlist("file") if one.isascii() and one.isdigit() and len(one) < 18]
    claim = answer_info(merchant_id=merchant, claim_id=form.get("claim", ""), words=form.get("words", ""), files=files, by=by, now=now)
    by_hand = claim.party == "carrier" or "by_hand" in form
    submit_claim(merchant_id=merchant, claim_id=claim.public_id, by_hand=by_hand, by=by, now=now)


def _ask_customer(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    photos = form.get("photos", "1")
    ask_customer(
        merchant_id=merchant, claim_id=form.get("claim", ""), words=form.get("words", ""),
        photos=int(photos) if photos.isascii() and photos.isdigit() and len(photos) < 4 else 1, by=by, now=now,
    )  # fmt: skip


def _claim_link(case: Any, form: QueryDict, merchant: int, by: Actor, now: datetime) -> None:
    renew_claim_link(merchant_id=merchant, claim_id=form.get("claim", ""), by=by, now=now, only_end=form.get("end") == "1")


STEPS = {
    "submit_claim": _submit, "answer_claim": _answered, "credit_claim": _credited, "split_fault": _fault, "give_info": _give_info,
    "ask_customer": _ask_customer, "claim_link": _claim_link,
}  # fmt: skip
