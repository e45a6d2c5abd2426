"""The owner's morning: what needs a person, and how much runs by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from makegood.apps.claims import queries as claims
from makegood.apps.disputes import queries as disputes
from makegood.apps.inbox import queries as inbox
from makegood.apps.mirror import queries as mirror
from makegood.apps.notices import queries as notices
from makegood.apps.orders import queries as orders
from makegood.apps.orders import shops
from makegood.apps.quality import queries as quality
from makegood.apps.returns import declared
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import debts
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.other_means import means_of
from makegood.apps.settlement.states import OPEN
from makegood.apps.suppliers.terms import files_itself
from makegood.base.deadlines import open_of_kinds
from makegood.base.tenancy import merchant_of, sole_merchant_id
from makegood.casefile.claiming import is_ahead
from makegood.casefile.days import local_day
from makegood.casefile.doubts import questions
from makegood.insight.chores import chores


@dataclass(frozen=True, slots=True)
class Today:
    """`decide`: cases whose ball lies with the shop; `pay`: reimbursements, each with its transfers that are `stuck`; `over`: those of which
    too much left; `at_risk`: promises of a new one that end within a day or are broken; `send`: claims to send (one that the supplier takes only later waits for its day), `credit`: answers to look at, credits
    to record; `inquiries`: from those who could not find their order; `mails`: mail that came in and waits for a person, the most urgent first;
    `same`: refunds made elsewhere that may be a payment which waits here; `first`: money that went before the goods came back, which are not on
    their way; `debts`: what customers owe because nothing came;
    `chores`: what the shop's connections ask of its owner (chores.py).
    `disputes`: payments whose bank waits for our side, or took none.
    `asked`: customers who want to know what is stored of them; `untold`: what the shop's own system could not be told; `files`: from the shop's
    folder, whose columns nobody told; `spikes`: what comes back more often than before.
    """

    decide: list[dict[str, Any]]
    pay: list[Any]
    pay_total: dict[str, int]
    over: list[Any]
    send: list[Any]
    credit: list[Any]
    undelivered: list[Any]
    by_themselves: int
    at_risk: list[dict[str, Any]]
    inquiries: list[Any]
    mails: list[Any]
    same: list[dict[str, Any]]
    first: list[dict[str, Any]]
    debts: list[Any]
    declared: list[dict[str, Any]]
    chores: list[Any]
    disputes: list[Any]
    files: list[Any]
    asked: list[Any]
    untold: list[Any]
    spikes: list[Any]

    @property
    def to_pay(self) -> list[Any]:
        return [one for one in self.pay if one.state == "pending" and not one.stuck]

    @property
    def together(self) -> list[list[Any]]:
        """Claims to send to one supplier, two or more at once; not those that a person files on the supplier's own site."""
        found: dict[tuple[str, str, str], list[Any]] = {}
        for one in self.send:
            at = one.agreement
            if one.state == "drafted" and at is not None and not files_itself(at.terms):
                found.setdefault((at.code, at.email, at.language), []).append(one)
        return [claims for claims in found.values() if len(claims) > 1]

    @property
    def count(self) -> int:
        return (
            len(self.decide)
            + len(self.pay)
            + len(self.over)
            + len(self.send)
            + len(self.credit)
            + len(self.undelivered)
            + len(self.at_risk)
            + len(self.inquiries)
            + len(self.mails)
            + len(self.same)
            + len(self.debts)
            + len(self.declared)
            + len(self.chores)
            + len(self.disputes)
            + len(self.files)
            + len(self.asked)
            + len(self.untold)
            + len(self.spikes)
        )


ELSEWHERE = ("answer_dispute", "pay_refund", "ask_provider", "retry_refund", "send_claim")  # these steps stand in blocks of their own


PROMISES = ("remake_deliver_by", "remake_ship_by")


def today(*, now: datetime) -> Today:
    """For the unit's shop."""
    mine = [case for case in returns.open_cases_with("shop") if case.ball_step not in ELSEWHERE]
    lines = returns.lines_of_cases([case.id for case in mine])
    titles = orders.lines_by_id([line.order_line_id for rows in lines.values() for line in rows])
    decisions = returns.newest_decisions([case.id for case in mine])
    decide = [
        {
            "case": case,
            "titles": ", ".join(dict.fromkeys(titles[line.order_line_id].title for line in lines[case.id])),
            "lines": lines[case.id],
            "decisions": decisions,
        }
        for case in mine
    ]
    risky = {one.case_id: one for one in open_of_kinds(PROMISES, until=now + timedelta(days=1)) if one.case_id is not None}
    late = returns.open_cases_by_id(list(risky))
    their = returns.lines_of_cases([case.id for case in late])
    names = orders.lines_by_id([line.order_line_id for rows in their.values() for line in rows])
    pay: list[Any] = settlement.pending_reimbursements()
    carried = settlement.transfers_of_reimbursements([one.id for one in pay if one.by_provider])
    for one in pay:
        one.stuck = [transfer for transfer in carried.get(one.id, []) if transfer.state in OPEN or one.state == "failed"]
    asked = means_of([one.id for one in pay if one.state == "failed"])
    for one in pay:
        one.means = asked.get(one.id)
    totals: dict[str, int] = {}
    for one in pay:
        totals[one.currency] = totals.get(one.currency, 0) + one.amount_minor
    counts, day = returns.open_by_owner(), local_day(now, merchant_of(sole_merchant_id()).zone)
    running = sum(count for owner, count in counts.items() if owner != "shop")
    return Today(
        decide=decide,
        pay=pay,
        pay_total=totals,
        over=settlement.with_excess(),
        send=[one for one in claims.claims_in(("drafted", "info_requested")) if not is_ahead(one, day)],
        credit=claims.claims_in(("accepted", "part_accepted", "short_credited", "refused")),
        undelivered=notices.failed_notices(),
        by_themselves=running,
        inquiries=orders.open_inquiries(),
        mails=inbox.waiting(),
        same=_same(pay),
        untold=mirror.errands_before_person(),
        at_risk=[
            {
                "case": case,
                "deadline": risky[case.id],
                "who": contact.name if (contact := orders.contact_of(case.order_id)) is not None else "",
                "titles": ", ".join(dict.fromkeys(names[line.order_line_id].title for line in their[case.id])),
            }
            for case in late
        ],
        first=_went_first(),
        debts=debts.open_debts(),
        declared=declared_waiting(),
        chores=chores(now=now),
        disputes=disputes.waiting(),
        files=orders.uploads_for_person(),
        asked=shops.data_requests(),
        spikes=quality.spikes_to_decide(day),
    )


def _went_first() -> list[dict[str, Any]]:
    """{case, titles, amount_minor, currency, over} of open cases whose money left and whose goods are not on their way; `over`: their day has passed."""
    lines = returns.paid_and_not_sent()
    paid = settlement.posted_of_lines([line.id for line in lines])
    titles = orders.lines_by_id([line.order_line_id for line in lines])
    found: dict[int, dict[str, Any]] = {}
    for line in lines:
        for one in paid.get(line.id, []):
            row = found.setdefault(
                line.case_id,
                {"case": line.case, "titles": titles[line.order_line_id].title, "amount_minor": 0, "currency": one.currency, "over": False},
            )
            row["amount_minor"] += one.amount_minor
            row["over"] = row["over"] or line.reception == "expired"
    return list(found.values())


def _same(pay: list[Any]) -> list[dict[str, Any]]:
    """One question an order, of those whose payments wait and of which a refund was learnt since."""
    waiting = {one.case.order_id: one.case.order for one in pay}
    asked_of = {one.case.order_id: one.case.order for one in settlement.in_question()}
    found = []
    since = orders.refunded_since(waiting, min((one.asked_at for one in pay), default=None))
    waiting |= asked_of
    for order_id in sorted({*since, *asked_of}):
        asked = questions(order_id, settlement.reimbursements_of_order(order_id))
        if asked:
            found.append({"order": waiting[order_id], "question": asked[0]})
    return found


def declared_waiting() -> list[dict[str, Any]]:
    """Withdrawals that need a person: {declaration, name, number, more}. What came in a flood is one row, with how many `more` there are."""
    waiting = declared.waiting()
    flood = [one for one in waiting if one.folded]
    shown = [one for one in waiting if not one.folded] + flood[:1]
    words = declared.words_of_several([one.id for one in shown])
    return [
        {
            "declaration": one,
            "name": words[one.id].name if one.id in words else "",
            "number": words[one.id].order_number if one.id in words else "",
            "more": len(flood) - 1 if one.folded else 0,
        }
        for one in shown
    ]
