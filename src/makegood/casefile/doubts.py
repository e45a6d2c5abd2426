"""What nobody can be sure of by an amount alone: is a refund made elsewhere a payment of ours, or one that staff recorded?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.disputes import queries as disputes
from makegood.apps.mirror import queries as mirror
from makegood.apps.orders import queries as orders
from makegood.apps.orders.words import BY_HAND, SHOP_SYSTEMS
from makegood.apps.settlement import queries as settlement
from makegood.casefile.elsewhere import MONEY, Elsewhere, counted_past, refunds_elsewhere, said_of
from makegood.casefile.matching import Given, Owed, Verdict, match, touches
from makegood.casefile.money import quote_order
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.policy.quote import compute
from makegood.policy.quote_input import read_input

DAYS_APART = timedelta(days=3)  # a source's clock, a weekend, a person's memory


@dataclass(frozen=True, slots=True)
class Question:
    """Is `past` the same money as `reimbursement` (ours) or as `twin` (recorded by hand)?

    `twice`: ours has left through the very system that tells of `past`, which is therefore another refund: was the same given two times?

    Of ours: `open_minor` is what no refund elsewhere is said to be yet, `left_minor` what of that has left already, and `moves` each amount
    that left with its moment: a source tells of a payment that a provider made in parts as the parts, or as the whole.
    """

    past: Elsewhere
    reimbursement: Any = None
    twin: Elsewhere | None = None
    open_minor: int = 0
    left_minor: int = 0
    moves: tuple[tuple[int, datetime], ...] = ()
    twice: bool = False

    @property
    def is_clear(self) -> bool:
        """Amount, payment and day leave no doubt. A payment of ours that nobody said has been paid is always asked about.

        A system that carries ours itself tells of it by its own id (own_refunds): there nothing is taken for ours by its amount.
        """
        if self.past.left_minor != self.past.amount_minor or self.twice:
            return False
        if self.reimbursement is not None and carried_there(self.reimbursement, self.past):
            return False
        if self.twin is not None:
            both = (self.past.payment_id, self.twin.payment_id)
            apart = abs(self.past.at.date() - self.twin.at.date())
            same = self.past.left_minor == self.twin.amount_minor
            return same and apart <= timedelta(days=1) and (None in both or both[0] == both[1])
        return self.past.left_minor <= self.left_minor and any(
            amount == self.past.left_minor and abs(self.past.at - at) <= DAYS_APART for amount, at in self.moves
        )


def carried_there(ours: Any, past: Elsewhere) -> bool:
    """Is our payment carried by the very system that tells of this refund?"""
    return ours.provider == past.source and past.source in SHOP_SYSTEMS


def own_refunds(past: Iterable[Elsewhere], reimbursements: Iterable[Any]) -> dict[str, tuple[Any, Any]]:
    """{key of a refund that the shop's system tells of: (reimbursement, transfer)} of those that we made there ourselves; transfer None:
    it left by other hands, and we only had it written down there.

    Known by its id there, which its answer gave us, or by our key, which we wrote into it, where the answer was lost. Where two bear one
    key, the key says nothing: somebody copied it.
    """
    found = _made_there(past, reimbursements)
    return found | _told_there([one for one in past if one.key not in found], reimbursements)


def _told_there(past: list[Elsewhere], reimbursements: Iterable[Any]) -> dict[str, tuple[Any, Any]]:
    ours = {one.public_id: one for one in reimbursements}
    told = mirror.recorded_of_order(past[0].rows[0].order_id) if past else []
    by_id = {f"{one.party}:{one.ref}": one for one in told if one.ref}
    found = {one.key: by_id[one.key] for one in past if one.key in by_id}
    known = {one.id for one in found.values()}
    for errand in told:
        bear = [one.key for one in past if (one.source, one.rows[0].ours) == (errand.party, errand.public_id)]
        if errand.id not in known and len(bear) == 1 and bear[0] not in found:
            found[bear[0]] = errand
    return {key: (ours[one.facts["reimbursement"]], None) for key, one in found.items() if one.facts["reimbursement"] in ours}


def _made_there(past: Iterable[Elsewhere], reimbursements: Iterable[Any]) -> dict[str, tuple[Any, Any]]:
    ours = {one.id: one for one in reimbursements}
    made = [one for case_id in sorted({one.case_id for one in ours.values()}) for one in settlement.transfers_of_case(case_id)]
    by_id = {f"{one.provider}:{one.provider_ref}": one for one in made if one.provider_ref}
    by_key = {(one.provider, one.key): one for one in made}
    found = {one.key: by_id[one.key] for one in past if one.key in by_id}
    known = {one.id for one in found.values()}
    claims: dict[int, list[str]] = {}
    for one in past:
        transfer = by_key.get((one.source, one.rows[0].ours)) if one.rows[0].ours else None
        if one.key not in found and transfer is not None and transfer.id not in known:
            claims.setdefault(transfer.id, []).append(one.key)
    by_number = {one.id: one for one in made}
    found |= {keys[0]: by_number[number] for number, keys in claims.items() if len(keys) == 1}
    return {key: (ours[one.reimbursement_id], one) for key, one in found.items() if one.reimbursement_id in ours}


def questions(order_id: int, reimbursements: Iterable[Any]) -> list[Question]:
    """What a person must say before money may go out: a refund that was learnt of after ours was written down may be ours.

    Ours that is posted is asked about where its amount, or one that a provider moved for it, is the same; one recorded by hand where amount
    or day are.
    """
    known = refunds_elsewhere(order_id)
    said = said_of(order_id, {row.reverses_id for row in orders.past_returns_of(order_id) if row.reverses_id})
    found = []
    own = own_refunds(known, settlement.reimbursements_of_order(order_id)) if known else {}
    ours = [one for one in reimbursements if one.kind in MONEY and one.state in ("pending", "failed", "posted")]
    told = {one.facts["reimbursement"] for one in mirror.recorded_of_order(order_id) if one.state == "done"} if known else set()
    by_hand = [one for one in known if one.source == BY_HAND and one.left_minor]
    for past in known:
        if past.left_minor <= 0 or past.key in own:
            continue
        ids = {row.id for row in past.rows}
        for one in ours:
            if past.known_at is None or past.known_at < one.asked_at:
                continue
            if any(word.past_id in ids and word.reimbursement_id == one.id for word in said):
                continue
            question = _about_ours(past, one, said)
            if one.state == "posted" and (carried_there(one, past) or one.public_id in told):
                if touches(given_of(past, said), owed_of(one, order_id, one.amount_minor, past.at)):
                    found.append(replace(question, twice=True))
                continue
            fits = past.left_minor <= question.open_minor and any(amount == past.left_minor for amount, _ in question.moves)
            if question.open_minor > 0 and (one.state != "posted" or fits):
                found.append(question)
        for twin in by_hand if past.source != BY_HAND else ():
            twins = {row.id for row in twin.rows}
            if not any(word.past_id in ids and word.twin_id in twins for word in said) and (
                twin.amount_minor == past.left_minor or twin.at.date() == past.at.date()
            ):
                found.append(Question(past, twin=twin))
    return found


def _about_ours(past: Elsewhere, ours: Any, said: list[Any]) -> Question:
    if carried_there(ours, past):  # what it moved for us it tells of by its own id: this is something else
        return Question(past, reimbursement=ours, open_minor=max(0, ours.amount_minor - ours.moved_minor))
    known = sum(one.amount_minor for one in said if one.same and one.reimbursement_id == ours.id)
    moved = [one for one in settlement.transfers_of(ours) if one.state == "succeeded"] if ours.provider != "manual" else []
    left = ours.amount_minor if ours.state == "posted" else min(ours.moved_minor, ours.amount_minor)
    moves = [(one.moved_minor, one.answered_at) for one in moved if one.answered_at is not None]
    if ours.state == "posted" and ours.ended_at is not None:
        moves.append((ours.amount_minor, ours.ended_at))
    return Question(past, reimbursement=ours, open_minor=ours.amount_minor - known, left_minor=max(0, left - known), moves=tuple(moves))


def given_of(past: Elsewhere, said: Iterable[Any]) -> list[Given]:
    """The refund's parts, less what is said of them already."""
    known: dict[int, int] = {}
    for word in said:
        if word.same:
            known[word.past_id] = known.get(word.past_id, 0) + word.amount_minor
    parts = [
        Given(row.id, row.amount_minor + row.shipping_minor - known.get(row.id, 0), row.line_id, row.quantity, row.shipping_minor > 0)
        for row in past.rows
    ]
    return [one for one in parts if one.amount > 0]


def owed_of(ours: Any, order_id: int, left: int, since: datetime) -> Owed:
    """A payment of ours as it is compared. What fees keep is not owed for its pieces."""
    sold = {line.public_id: line for line in orders.lines_of(order_id)}
    given = ours.breakdown
    fees = sum(minor_from_text(fee["amount"], ours.currency) for fee in given.get("fees", []))
    lines = {}
    for line in given.get("lines", []):
        gross = minor_from_text(line["gross"], ours.currency)
        kept, fees = min(fees, gross), max(0, fees - gross)
        lines[sold[line["id"]].id] = (int(line["quantity"]), gross - kept, sold[line["id"]].quantity)
    shipping = minor_from_text((given.get("shipping") or {}).get("gross", "0"), ours.currency)
    return Owed(ours.public_id, lines, max(0, shipping - fees), left, since)


def verdicts(order_id: int, *, live: str, since: dict[int, datetime]) -> list[tuple[str, Verdict]]:
    """(key of a refund made in the shop's own system, what is beyond doubt of it), of those that somebody would be asked about.

    `live`: the source that is connected and tells of each refund at once; a file tells of long ago, and a person is asked (ADR 0022).
    `since`: when each case was opened, by its id.
    """
    asked: dict[str, list[Question]] = {}
    for one in questions(order_id, settlement.reimbursements_of_order(order_id)):
        if one.reimbursement is not None and one.past.source == live and one.reimbursement.state in ("pending", "failed"):
            asked.setdefault(one.past.key, []).append(one)
    said = settlement.same_of_order(order_id)
    found = []
    for key, rows in asked.items():
        ours = [owed_of(one.reimbursement, order_id, one.open_minor, since[one.reimbursement.case_id]) for one in rows]
        found += [(key, verdict) for verdict in match(given_of(rows[0].past, said), rows[0].past.at, ours)]
    return found


def clear_question(order_id: int) -> Question | None:
    """The next that needs no person; each refund meets at most one that we know, one after the other."""
    return next((one for one in questions(order_id, settlement.reimbursements_of_order(order_id)) if one.is_clear), None)


def why_held(order: Any, reimbursement: Any) -> Refusal | None:
    """Why this payment must not leave now: `disputed` while a bank has the money or may take it, `same_refund_open` where a refund made
    elsewhere may be it, `more_than_paid` with all the others."""
    if reimbursement.kind not in MONEY:
        return None
    if (dispute := disputes.holding(order.id)) is not None:
        return Refusal(
            "disputed", "The customer's bank disputes this payment: a refund now could pay twice.",
            "Look at the dispute; there you can say that it is refunded all the same.", status=409, dispute=dispute.public_id,
        )  # fmt: skip
    if reimbursement.state != "posted" and any(one.reimbursement is not None for one in questions(order.id, [reimbursement])):
        return Refusal(
            "same_refund_open", "The shop's system has a refund for this order that may be this one.",
            "Say on the order's page whether it is the same, so that nothing is paid twice.", status=409, order=order.public_id,
        )  # fmt: skip
    if not is_covered(order, reimbursement):
        return Refusal(
            "more_than_paid", "With what was refunded elsewhere, this would be more than was paid.",
            "Take this refund back on the case's page, then decide again.", status=409, order=order.public_id,
        )  # fmt: skip
    return None


def check_elsewhere(order: Any, reimbursement: Any) -> None:
    """Refuses what why_held says."""
    refusal = why_held(order, reimbursement)
    if refusal is not None:
        raise refusal


def is_covered(order: Any, reimbursement: Any) -> bool:
    """May this payment, as it was written down, still leave: are its lines, delivery and payments good for it beside all the others?"""
    others = [one for one in settlement.reimbursements_of_order(order.id) if one.id != reimbursement.id]
    document = quote_order(order, orders.lines_of(order.id), orders.payments_of(order.id), counted_past(order.id), others)
    given = reimbursement.breakdown
    ask: dict[str, Any] = {"lines": [{"id": line["id"], "amount": line["gross"]} for line in given["lines"] if line["gross"].strip("0.")]}
    if given["shipping"]["gross"].strip("0."):
        ask["shipping"] = given["shipping"]["gross"]
    if str(given.get("duties", "0")).strip("0."):
        ask["duties"] = given["duties"]
    ask["fees"] = [{"kind": fee["kind"], "amount": fee["amount"]} for fee in given.get("fees", []) if fee["amount"].strip("0.")]
    try:
        quote = compute(read_input({**document, "ask": ask}))
    except Refusal:
        return False
    return quote.uncovered <= minor_from_text(given.get("uncovered", "0"), quote.currency)
