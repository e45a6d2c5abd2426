"""Writes of declarations of withdrawal."""

from datetime import date, datetime
from typing import Any

from makegood.apps.returns.models import Case, Declaration, DeclarationWords
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.later import add_later, add_now, change_later
from makegood.base.tenancy import sole_merchant_id
from makegood.kernel.digest import digest_of


def digest_of_statement(public_id: str, received_at: datetime, statement: dict[str, Any]) -> str:
    """Salted with id and moment: it proves the statement and gives nothing away about it."""
    return digest_of([public_id, received_at, statement])


def add_declaration(
    *, public_id: str, number: str, order_id: int | None, first: Declaration | None, lines: list[dict[str, int]], channel: str, proof: str,
    market: str, zone: str, language: str, declared_on: date, answer_by: datetime, press: str, sameness: str, folded: bool, state: str,
    words: dict[str, str], statement: dict[str, Any], by: Actor, now: datetime,
) -> Declaration:  # fmt: skip
    """The declaration and its words. `statement` is what was shown, whole; its digest goes into the declaration's own chain."""
    merchant_id = sole_merchant_id()
    made = Declaration(
        merchant_id=merchant_id, public_id=public_id, number=number, order_id=order_id, first=first, lines=lines, channel=channel, proof=proof,
        market=market, zone=zone, language=language, received_at=now, declared_on=declared_on, answer_by=answer_by, press=press,
        sameness=sameness, folded=folded, state=state, statement_digest=digest_of_statement(public_id, now, statement),
    )  # fmt: skip
    add_now(made)
    add_later(DeclarationWords(merchant_id=merchant_id, declaration=made, statement=statement, **words))
    timeline.begins(merchant_id, f"declaration:{made.id}")
    _note(
        made, "withdrawal.declared", by, now, number=number, statement=made.statement_digest, declared_on=declared_on.isoformat(), market=market,
        zone=zone, channel=channel, order=order_id, lines=lines, first=first.public_id if first else None,
    )  # fmt: skip
    return made


def record_acknowledgement(declaration: Declaration, *, notice: str, mailed: str, by: Actor, now: datetime) -> None:
    """What was mailed, by the notice's id and a salted digest of its text."""
    declaration.acknowledged = {"notice": notice, "digest": digest_of([notice, now, mailed])}
    change_later(declaration, "acknowledged")
    _note(declaration, "withdrawal.acknowledged", by, now, **declaration.acknowledged)


def record_match(declaration: Declaration, *, order_id: int, case: Case | None, proof: str, state: str, by: Actor, now: datetime) -> None:
    declaration.order_id, declaration.case, declaration.proof, declaration.state = order_id, case, proof or declaration.proof, state
    change_later(declaration, "order", "case", "proof", "state")
    _note(
        declaration,
        "withdrawal.matched",
        by,
        now,
        order=order_id,
        case=case.public_id if case else None,
        state=state,
        proof=declaration.proof,
    )


def record_answer(declaration: Declaration, *, notice: str, text: str, by: Actor, now: datetime) -> None:
    declaration.state, declaration.answer_notice, declaration.answered_at = "answered", notice, now
    change_later(declaration, "state", "answer_notice", "answered_at")
    _note(declaration, "withdrawal.answered", by, now, notice=notice, digest=digest_of([declaration.public_id, now, text]))


def _note(declaration: Declaration, name: str, by: Actor, now: datetime, **body: Any) -> None:
    timeline.note(f"declaration:{declaration.id}", name, by=by, now=now, subject=declaration.public_id, **body)
