"""Questions whose answer must be empty: asked by tests, by the nightly job and by the doctor."""

from datetime import datetime

from makegood.apps.claims import credits as recovered
from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.hubs import queries as hubs
from makegood.apps.ledger import queries as ledger
from makegood.apps.replacements import queries as replacements
from makegood.apps.returns import queries as returns
from makegood.apps.returns.black_holes import black_holes
from makegood.apps.settlement import credits, debts
from makegood.apps.settlement import queries as settlement
from makegood.apps.stock import queries as stock
from makegood.casefile.ball import ball_of


def wrong_balls() -> list[str]:
    """Public ids of open cases whose kept ball is not the computed one."""
    found = []
    for case in returns.open_cases():
        ball = ball_of(case)
        if (case.ball_owner, case.ball_step, case.ball_due_at) != (ball.owner, ball.step, ball.due_at):
            found.append(case.public_id)
    return found


def lost_cases(*, now: datetime) -> list[str]:
    """Open cases that nobody has, or without a next step or a day, a sentence each: what the view returns_black_hole says at `now`."""
    return [f"{one.case}: {one.why} ({one.step})" for one in black_holes(now=now)]


def wrong_transfers() -> list[str]:
    """What can't be about money that providers move, a sentence each.

    What the books say has left is what the transfers say has left; what is open goes on by itself or stands before a person.
    """
    found = []
    moved, booked = settlement.moved_by_transfer(), ledger.net_by_subject("refund_paid", "provider:clearing", prefix="trf_")
    found += [
        f"{name}: {moved.get(name, 0)} moved, the books say {-booked.get(name, 0)}"
        for name in sorted(moved.keys() | booked.keys())
        if moved.get(name, 0) != -booked.get(name, 0)
    ]
    shown = {one.id for one in settlement.pending_reimbursements()}
    for transfer in settlement.open_transfers():
        if transfer.next_try_at is None and transfer.reimbursement_id not in shown:
            found.append(f"{transfer.public_id}: {transfer.state}, nothing goes on and nobody is asked")
    return found


def wrong_disputes() -> list[str]:
    """Where the books differ from what providers say that disputes took, a sentence each."""
    found = []
    stands, off = (
        ledger.net_by_subject("dispute_taken", "provider:clearing", prefix="dsp_"),
        ledger.net_by_subject("dispute_lost", "write_off", prefix="dsp_"),
    )
    for one in disputes.with_money():
        taken, lost = -stands.pop(one.public_id, 0), off.pop(one.public_id, 0)
        if taken != one.taken_minor or lost != (one.taken_minor if one.state == "lost" else 0):
            found.append(f"{one.public_id}: {one.taken_minor} taken ({one.state}), the books say {taken} and {lost} written off")
    return found + [f"{name}: the books know money of it that no dispute took" for name in sorted({*stands, *off})]


def wrong_stocks() -> list[str]:
    """Stocks whose numbers their movements do not come to, and pieces kept for an order of new goods that is over, a sentence each."""
    found = [f"{one.public_id}: {one.on_hand} there, {one.reserved} promised; its movements say something else" for one in stock.astray()]
    live = replacements.live_of(stock.reserved_subjects())
    return found + [f"{name}: pieces are kept for it, and it needs none" for name in sorted(stock.reserved_subjects() - live)]


def wrong_debts() -> list[str]:
    """Where the books differ from what customers owe the shop, a sentence each."""
    noted, booked = debts.owed_by_debt(), ledger.net_on("customer:receivable", prefix="rmb_")
    return [
        f"{name}: {noted.get(name, 0)} noted as owed, the books say {booked.get(name, 0)}"
        for name in sorted(noted.keys() | booked.keys())
        if noted.get(name, 0) != booked.get(name, 0)
    ]


def wrong_differences() -> list[str]:
    """Where the books differ from what customers paid ahead for dearer goods, a sentence each."""
    held = replacements.held_by_difference()
    booked = {name: -amount for name, amount in ledger.net_on("customer:exchange_advance", prefix="dif_").items()}
    return [
        f"{name}: {held.get(name, 0)} held for an exchange, the books say {booked.get(name, 0)}"
        for name in sorted(held.keys() | booked.keys())
        if held.get(name, 0) != booked.get(name, 0)
    ]


def wrong_hub_lines() -> list[str]:
    """Where the books differ from what was accepted of hubs' invoices, a sentence each."""
    accepted, booked = hubs.accepted_lines(), ledger.net_on("expense:hub", prefix="hil_")
    return [
        f"{name}: {accepted.get(name, 0)} accepted, the books say {booked.get(name, 0)}"
        for name in sorted(accepted.keys() | booked.keys())
        if accepted.get(name, 0) != booked.get(name, 0)
    ]


def wrong_replacements() -> list[str]:
    """Orders of new goods that are elsewhere than their line says, a sentence each."""
    return [f"{one.public_id}: {one.state}, but its line says {one.line.remake}" for one in replacements.astray()]


def wrong_credits() -> list[str]:
    """Where the books differ from the credit that customers were given and have left, a sentence each.

    What stands as given is what its lines add up to and what was booked for it; what is left of them, after all that was spent, came back and
    ended, is what the account of store credit says is owed, to the cent.
    """
    given, lines = settlement.given_as_credit(), credits.lines_given()
    booked = {name: -amount for name, amount in ledger.net_by_subject("refund_paid", "customer:store_credit", prefix="rmb_").items()}
    left, owed = credits.left_by_credit(), {name: -amount for name, amount in ledger.net_on("customer:store_credit", prefix="rmb_").items()}
    found = []
    for name in sorted({*given, *lines, *booked, *left, *owed}):
        was, said = given.get(name, 0), booked.get(name, 0)
        if was != said:
            found.append(f"{name}: {was} given as credit, the books say {said}")
        elif lines.get(name, 0) != was:
            found.append(f"{name}: {was} given as credit, its lines add up to {lines.get(name, 0)}")
        elif left.get(name, 0) != owed.get(name, 0):
            found.append(f"{name}: {left.get(name, 0)} left of the credit, the books say {owed.get(name, 0)}")
    return found


def wrong_recoveries() -> list[str]:
    """Where credits of suppliers and carriers, their claims and the books differ, a sentence each. What came is what was matched and what is held."""
    found, books = [], ledger.net_by_currency("claims:unmatched")
    for currency, (came, said, left) in recovered.sums().items():
        if came != said + left or left < 0 or books.pop(currency, 0) != -left:
            found.append(f"{currency}: {came} came, {said} matched, {left} held, the books hold otherwise")
    found += [f"{currency}: the books hold {amount} that no credit has" for currency, amount in books.items()]
    matched, owed = recovered.matched_by_claim(), claims.owed_by_party()
    for one in claims.with_credit():
        if matched.pop(one.id, 0) != one.credited_minor:
            found.append(f"{one.public_id}: credited {one.credited_minor}, its credits say otherwise")
    found += [f"claim {claim_id}: credits are matched that it does not know" for claim_id in matched]
    for party in ("supplier", "carrier"):
        booked = ledger.net_by_currency(f"{party}:receivable")
        found += [
            f"{party} {currency}: {owed.get((party, currency), 0)} owed, the books say {booked.get(currency, 0)}"
            for currency in sorted({*booked, *(currency for who, currency in owed if who == party)})
            if owed.get((party, currency), 0) != booked.get(currency, 0)
        ]
    return found
