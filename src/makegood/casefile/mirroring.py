"""What the shop's own system should be told of a case by now, and has not been. Pure over rows.

A return there is opened for the pieces of a label; each later errand belongs to it (`parent`). What was told is never told again: an errand's
kind and subject are its identity (apps/mirror/models).
"""

from collections.abc import Iterable
from typing import Any

from makegood.apps.mirror.words import SERVED
from makegood.casefile.errands import NO, RETURNS, News, Seen, covered, granted, unit_of
from makegood.casefile.recording import facts_of, left_by_other_hands, told_of, untold
from makegood.casefile.renewing import new_goods, new_of
from makegood.casefile.returns_end import ENDED, ends
from makegood.kernel.money import text_from_minor
from makegood.law.scenario import OWN_INPUTS

_TURNS = ("grant_return", "close_return", "cancel_return", "reopen_return")
DISPOSED = {"restock": "stock", "refurbish": "look_further", "rework": "look_further", "hold": "look_further"}


def news_of(seen: Seen, party: str) -> list[News]:
    """What is to be told now, in the order in which it is told."""
    known = {(one.kind, one.subject) for one in seen.errands}
    found = [*_note(seen), *_ask(seen), *_answer(seen, party), *_open(seen, party), *new_goods(seen, party), *_parcels(seen), *_units(seen)]
    found += [*_credit(seen), *_refunds(seen), *_undone(seen), *_rest(seen), *ends(seen)]
    served = SERVED.get(party, ())
    wanted = [one for one in found if one.kind in served and (one.kind, one.subject) not in known]
    if "open_return" not in served:  # it knows no returns: only what is stock again concerns it
        wanted = [one for one in wanted if one.kind != "dispose_units" or one.facts["disposed"] == "stock"]
    return wanted


def _units(seen: Seen) -> list[News]:
    """What became of pieces that came, or did not. What bears a customer's words, or may, is never called stock."""
    found = []
    for line in seen.lines:
        disposed = _disposed(seen, line)
        if not disposed:
            continue
        parcel = next((one for row in seen.rows if row.line_id == line.id for one in seen.parcels if one.id == row.parcel_id), None)
        found.append(News("dispose_units", f"{line.public_id}-{disposed}", {
            **_child(seen, line), "units": [unit_of(seen, line)], "disposed": disposed, "hub": parcel.hub_id if parcel is not None else None,
        }))  # fmt: skip
    return found


def _disposed(seen: Seen, line: Any) -> str:
    if line.reception in ("missing", "lost") and covered(seen, line) is not None:
        return "missing"
    if line.reception != "received" or line.inspection != "done" or line.disposition in ("none", "customer_keeps"):
        return ""
    found = DISPOSED.get(line.disposition, "not_stock")
    personal = seen.order_lines[line.order_line_id].customer_input in (*OWN_INPUTS, "unknown")
    return "look_further" if found == "stock" and personal else found


def _child(seen: Seen, line: Any) -> dict[str, Any]:
    parent = covered(seen, line)
    return {"parent": parent.public_id} if parent is not None else {}


def _note(seen: Seen) -> list[News]:
    told = [News("note_order", seen.case.public_id, {"text": f"makegood {seen.case.number}: {seen.page}", "tags": ["makegood"]})]
    if seen.case.closed_at is not None and seen.case.closed_as != "merged":
        text = f"makegood {seen.case.number}: {seen.case.closed_as} {seen.case.closed_at.date().isoformat()}"
        told.append(News("note_order", f"{seen.case.public_id}-closed", {"text": text, "tags": []}))
    return told


def _returning(seen: Seen) -> list[Any]:
    """Lines whose pieces have a label for the way back, or came without one."""
    return [
        line
        for line in seen.lines
        if line.decision == "accepted_by_customer" and line.id in seen.choices and line.reception != "not_required"
        and _parcel_of(seen, line) is not None and seen.order_lines[line.order_line_id].source_id
    ]  # fmt: skip


def _parcel_of(seen: Seen, line: Any) -> Any:
    """The newest of the line's parcels that is alive, otherwise the newest."""
    mine = [one for one in seen.parcels if any(row.parcel_id == one.id and row.line_id == line.id for row in seen.rows)]
    return next((one for one in reversed(mine) if one.state != "void"), mine[-1] if mine else None)


def _ask(seen: Seen) -> list[News]:
    """The customer waits for a decision on everything: a return there that is only asked for."""
    waits = bool(seen.lines) and all(line.decision == "needs_review" and line.reception == "not_required" for line in seen.lines)
    if seen.case.closed_at is not None or not waits or any(covered(seen, line) is not None for line in seen.lines):
        return []
    facts = {"of": [line.public_id for line in seen.lines], "units": [unit_of(seen, line) for line in seen.lines]}
    return [News("ask_return", seen.case.public_id, facts)]


def _answer(seen: Seen, party: str) -> list[News]:
    """Granted where all of it comes back; refused where that was decided; taken back where nothing has to be sent, or where new goods go along,
    which a request can't hold. What comes back of it then is a return of its own.
    """
    asked = next((one for one in seen.errands if one.kind == "ask_return" and one.state != "dropped"), None)
    answered = asked is not None and any(one.kind in ("grant_return", *NO) and one.subject == asked.public_id for one in seen.errands)
    if asked is None or answered or any(line.decision in ("undecided", "needs_review", "offered") for line in seen.lines):
        return []
    mine = [line for line in seen.lines if covered(seen, line) is asked]
    coming = {line.id for line in _returning(seen)}
    renewed = any(new_of(seen, line, party) for line in mine)
    if mine and not renewed and all(line.id in coming for line in mine):
        return [News("grant_return", asked.public_id, {"parent": asked.public_id})]
    settled = all(line.decision in ENDED or line.id in coming or _stays(seen, line) for line in mine)
    kind = "refuse_return" if any(line.decision == "refused" for line in mine) else "cancel_return"  # "declined" is not what a refund is
    return [News(kind, asked.public_id, {"parent": asked.public_id})] if settled else []


def _stays(seen: Seen, line: Any) -> bool:
    choice = seen.choices.get(line.id)
    return line.decision == "accepted_by_customer" and (choice is None or choice.offer.get("ship_back", "none") == "none")


def _open(seen: Seen, party: str) -> list[News]:
    """One return for the pieces of a label that belong to none yet, with the new goods that go out for them."""
    loose: dict[int, list[Any]] = {}
    known = {one.subject for one in seen.errands if one.kind == "open_return"}
    for line in _returning(seen):
        ended = seen.case.closed_at is not None and any(
            line.public_id in one.facts.get("of", ()) for one in seen.errands if one.kind in RETURNS
        )
        if covered(seen, line) is None and not ended:
            loose.setdefault(_parcel_of(seen, line).id, []).append(line)
    found = []
    for parcel in seen.parcels:
        if lines := loose.get(parcel.id):
            again = sum(one.partition("~")[0] == parcel.public_id for one in known)  # an earlier one was cancelled
            facts: dict[str, Any] = {"of": [one.public_id for one in lines], "units": [unit_of(seen, one) for one in lines]}
            if new := [unit for line in lines for unit in new_of(seen, line, party)]:
                facts["new"] = new
            found.append(News("open_return", f"{parcel.public_id}~{again}" if again else parcel.public_id, facts))
    return found


def _parcels(seen: Seen) -> list[News]:
    """The label, and the tracking number once it is known."""
    found = []
    for parcel in seen.parcels:
        lines = [line for line in seen.lines if any(row.parcel_id == parcel.id and row.line_id == line.id for row in seen.rows)]
        parent = next((one for line in lines if (one := granted(seen, line)) is not None), None)
        if parent is None or parcel.state == "void":
            continue
        facts = {
            "parent": parent.public_id, "units": [unit_of(seen, line) for line in lines], "parcel": parcel.public_id,
            "tracking": parcel.tracking_number, "carrier": parcel.carrier,
        }  # fmt: skip
        told = next((one for one in seen.errands if one.kind == "announce_parcel" and one.subject == parcel.public_id), None)
        found.append(News("announce_parcel", parcel.public_id, facts))
        if told is not None and parcel.tracking_number and told.facts.get("tracking") != parcel.tracking_number:
            found.append(News("track_parcel", f"{parcel.public_id}-{parcel.tracking_number}"[:60], facts))
    return found


def _credit(seen: Seen) -> list[News]:
    kinds = {"store_credit": "give_credit", "gift_card": "give_card"}
    return [
        News(kinds[one.kind], one.public_id, {"amount_minor": one.amount_minor, "currency": one.currency})
        for one in seen.reimbursements
        if one.kind in kinds and one.state == "posted" and one.amount_minor
    ]


def _refunds(seen: Seen) -> list[News]:
    """What left by other hands than the shop's own system's, once it has: never before, and never while somebody has to say what is there."""
    found: list[News] = []
    if seen.since is None:
        return found
    for one in seen.reimbursements:
        left = left_by_other_hands(one, seen.transfers, seen.party, seen.since)
        minor = 0 if one.in_question else untold(one, left, seen.there.get(one.id, 0), seen.errands)
        if minor:
            number = sum(e.kind == "record_refund" and e.facts["reimbursement"] == one.public_id for e in seen.errands)
            facts = facts_of(one, minor, seen.order, seen.transfers, seen.errands, seen.party)
            found.append(News("record_refund", f"{one.public_id}-{number + 1}", facts))
    return found


def _undone(seen: Seen) -> list[News]:
    """Written down there, and taken back here."""
    return [
        News(
            "undo_refund",
            told.public_id,
            {
                "parent": told.public_id,
                "text": f"makegood {seen.case.number}: the refund of {_money(told)} that was written down here did not stand.",
            },
        )
        for one in seen.reimbursements
        if one.state in ("voided", "reversed")
        for told in told_of(one, seen.errands)
        if told.state in ("asked", "unknown", "done", "by_hand")
    ]


def _money(told: Any) -> str:
    return f"{text_from_minor(told.facts['amount_minor'], told.facts['currency'])} {told.facts['currency']}"


def _rest(seen: Seen) -> list[News]:
    """Pieces that came back and for which no money is owed: a person replaced them, or nothing was due. A refund names its own (settlement);
    those for which new goods are lines of the order were dealt with together with them.
    """
    named = {part["line"] for one in seen.transfers if one.state == "succeeded" for part in one.goods.get("lines", [])}
    found = []
    renewed = {one.subject for one in seen.errands if one.kind == "send_new" and one.state not in ("dropped", "by_hand")}
    for line in seen.lines:
        unit = unit_of(seen, line)
        parent = granted(seen, line)
        done = line.reception == "received" and line.inspection == "done" and line.money == "nothing_due"
        if parent is not None and done and unit["line"] not in named and line.public_id not in renewed:
            found.append(News("finish_units", line.public_id, {"parent": parent.public_id, "units": [unit]}))
    return found


def last(kind: str) -> bool:
    """Does it wait for everything that was to be told before it?"""
    return kind in ("finish_units", "cancel_return", "close_return")


def waits_for(errand: Any, errands: Iterable[Any]) -> bool:
    """Must others be told first? Its return, and, at the end, all the rest."""
    for one in errands:
        if one.id < errand.id and one.state in ("waiting", "asked", "unknown", "failed"):
            if one.public_id == errand.facts.get("parent") or (last(errand.kind) and one.kind != "note_order"):
                return True
            if one.kind in _TURNS and one.facts.get("parent") == errand.facts.get("parent"):
                return True
            if errand.kind == "open_return" and one.kind in NO:  # its pieces may be held by the one that ends
                return True
            if errand.kind == "record_refund" and one.kind in RETURNS and one.state != "failed":
                return True  # a system that knows returns opens none for pieces that are refunded
    return False
