"""Money that is due leaves: written down as pending, in the books too."""

from datetime import datetime
from typing import Any

from makegood.apps.carriage import queries as parcels
from makegood.apps.ledger import operations as ledger
from makegood.apps.ledger.operations import NewEntry
from makegood.apps.mirror import queries as mirror
from makegood.apps.notices import operations as notices
from makegood.apps.orders import queries as order_queries
from makegood.apps.returns import operations as returns
from makegood.apps.returns import queries
from makegood.apps.settlement import operations as settlement
from makegood.apps.settlement import queries as settled
from makegood.base import timeline
from makegood.base.actor import Actor
from makegood.base.deadlines import open_deadlines
from makegood.base.jobs import defer
from makegood.base.tenancy import merchant_of
from makegood.base.together import read_together
from makegood.base.unit import unit
from makegood.casefile.claiming import pays_in_time
from makegood.casefile.credit_parts import parts_given
from makegood.casefile.days import local_day
from makegood.casefile.deciding import agreements_of
from makegood.casefile.elsewhere import counted_past, partly_paid
from makegood.casefile.facts import way_of
from makegood.casefile.goods import goods_of, place_for
from makegood.casefile.holding import hold_case, paying_wanted
from makegood.casefile.money import quote_order
from makegood.casefile.passing import pass_ball
from makegood.casefile.providers import provider_for, providers
from makegood.casefile.settling import due_on, is_short, may_pay, parts_of, requote, requote_rest
from makegood.casefile.telling import Telling
from makegood.kernel.ids import new_public_id
from makegood.kernel.money import minor_from_text
from makegood.kernel.refusal import Refusal
from makegood.law.load import zone_of
from makegood.policy.quote import as_json

PAID_AT_ONCE = ("store_credit", "gift_card", "reorder_discount")


def settle_return(*, merchant_id: int, case_id: int, by: Actor, now: datetime) -> list[Any]:
    """A pending Reimbursement for every line whose money is released; nothing where none is. Credit and discounts are given at once.

    What was offered is what is paid. Where earlier refunds left less than that, a person looks at the line (`needs_review`).
    Where a provider pays, each payment that gives something is a transfer of its own, and its sending is queued in the same transaction.
    """
    with unit(merchants=[merchant_id], by=by):
        case, order = hold_case(case_id=case_id, now=now, beside=paying_wanted)
        choices = queries.choices_of(case.id)
        deadlines, sent = open_deadlines(case.id), parcels.parcels_of_lines(case.id)
        lines = [
            line
            for line in queries.lines_of_case(case.id)
            if line.id in choices
            and may_pay(
                line, choices[line.id].offer, sent.get(line.id, []), deadlines, now,
                supplier_pays=_supplier_pays(line, choices[line.id].offer, order, now),
            )
        ]  # fmt: skip
        if not lines:
            return []
        made: list[Any] = []
        entries: list[NewEntry] = []
        given: dict[str, list[dict[str, Any]]] = {}
        read_together(*paying_wanted(order.id), mirror.errands_wanted(case.id))
        for line in lines:
            one = _owe(line, choices[line.id].offer, order, deadlines, sent.get(line.id, []), by, now)
            if one is not None:
                made.append(one[0])
                entries += one[1]
                given[one[0].public_id] = one[2]
        ledger.write(entries, by=by, now=now)
        telling = Telling(case, order, now=now)
        for reimbursement in made:
            _tell(telling, reimbursement, given[reimbursement.public_id], by)
        pass_ball(case, keep=returns.keep_ball, now=now)
        return made


def _supplier_pays(line: Any, offer: dict[str, Any], order: Any, now: datetime) -> bool:
    """Only asked where the money would wait for it."""
    if offer["release_refund_on"] != "supplier_credit":
        return True
    item = next(one for one in order_queries.lines_of(order.id) if one.id == line.order_line_id)
    agreement = agreements_of([item]).get(item.agreement_id or 0)
    way = way_of(order, item, order_queries.parcels_of_lines(order.id))
    return pays_in_time(line, agreement, order, way, local_day(now, zone_of(order.market)))


def _owe(
    line: Any, offer: dict[str, Any], order: Any, deadlines: list[Any], sent: list[Any], by: Actor, now: datetime
) -> tuple[Any, list[NewEntry], list[dict[str, Any]]] | None:
    if offer["remedy"] == "reorder_discount":
        return _give_discount(line, offer, by, now), [], []
    document = quote_order(
        order, order_queries.lines_of(order.id), order_queries.payments_of(order.id), counted_past(order.id),
        settled.reimbursements_of_order(order.id),
    )  # fmt: skip
    before = partly_paid(line.id, order.id)
    try:
        quote = requote_rest(document, offer, offer["amount_minor"] - before) if before else requote(document, offer, line.quantity)
    except Refusal as refusal:
        _look_again(line, refusal.code, by, now)
        return None
    whole = line.quantity >= sum(part["quantity"] for part in offer["breakdown"]["lines"])
    bonus = offer["amount_minor"] - _total(offer) if offer["remedy"] in PAID_AT_ONCE else 0
    if bonus and not whole:  # units that came apart share what was given on top: together never more than was offered
        bonus = bonus * quote.total // _total(offer)
    if (whole and quote.total + bonus != offer["amount_minor"] - before) or is_short(quote, offer):
        _look_again(line, "amount_differs", by, now)
        return None
    dates = [one.due_at.date() for one in deadlines if one.kind == "refund_due" and one.line_id == line.id]
    reimbursement = settlement.owe(
        line=line, by=by, now=now, kind="partial_refund" if offer["remedy"] == "exchange" else offer["remedy"], amount_minor=quote.total + bonus, shipping_minor=quote.shipping[0],
        duties_minor=quote.duties, quantity=line.quantity, currency=quote.currency, breakdown=as_json(quote),
        by_payment=[{"id": name, "amount_minor": amount} for name, amount in quote.by_payment], provider="manual",
        due_on=due_on(offer, dates, sent, local_day(now, zone_of(order.market))),
    )  # fmt: skip
    sent = [] if offer["remedy"] in PAID_AT_ONCE else _send(reimbursement, order, by, now)
    entries = _entries(reimbursement, parts_of(quote), quote.total, bonus, line.case_id, sent)
    given: list[dict[str, Any]] = []
    steps = ["pending", "paid"] if offer["remedy"] in PAID_AT_ONCE else ["pending"]
    for step in steps:
        returns.move_axis(line, "money", step, by=by, now=now)
    if offer["remedy"] in PAID_AT_ONCE:
        settlement.move(reimbursement, "posted", by=by, now=now, provider_ref=_code())
        given = _give(reimbursement, line, offer, order, quote.total, bonus, now)
    return reimbursement, entries, given


def _give(reimbursement: Any, line: Any, offer: dict[str, Any], order: Any, owed: int, bonus: int, now: datetime) -> list[dict[str, Any]]:
    """The credit's lines: what stands for money apart from what was given on top."""
    record = queries.latest_decisions(line.case_id)[line.id].record
    given_on = local_day(now, merchant_of(order.merchant_id).zone)
    parts = parts_given(offer, record, owed=owed, bonus=bonus, given_on=given_on)
    settlement.give_credit(reimbursement, parts)
    return parts


def _send(reimbursement: Any, order: Any, by: Actor, now: datetime) -> list[Any]:
    """A transfer for each payment that gives something; none where a person pays, or where a payment has no name that a provider knows."""
    connected = providers(order.source)
    payments = {f"pay_{one.id}": one for one in order_queries.payments_of(order.id) if one.source_id}
    parts = reimbursement.by_payment
    chosen = {name: provider_for(one.source_id, connected) for name, one in payments.items()}
    covered = all(chosen.get(part["id"]) for part in parts) and sum(part["amount_minor"] for part in parts) == reimbursement.amount_minor
    if not parts or not covered:
        return []
    reimbursement.provider = chosen[parts[0]["id"]].party
    made: list[Any] = []
    for part in parts:
        payment, connection = payments[part["id"]], chosen[part["id"]]
        goods = goods_of(reimbursement, order, restock=_restock(reimbursement)) if connection.party == order.source and not made else {}
        transfer = settlement.add_transfer(
            reimbursement=reimbursement, provider=connection.party, connection=connection.public_id, payment=payment.source_id,
            method=payment.method, amount_minor=part["amount_minor"], next_try_at=now, goods=goods, by=by, now=now,
        )  # fmt: skip
        defer("carry_transfer", lock=reimbursement.public_id, merchant_id=reimbursement.merchant_id, transfer_id=transfer.public_id)
        made.append(transfer)
    return made


def _restock(reimbursement: Any) -> str:
    """Their id of the place where the pieces went back to stock; "" where they did not, or where their return tells of it (mirror_case)."""
    line = queries.line_by_id(reimbursement.line_id)
    if line.disposition != "restock" or any(
        one.kind == "open_return" and one.state != "dropped" for one in mirror.errands_of_case(line.case_id)
    ):
        return ""
    parcel = parcels.parcel_of_line(line.case_id, line.id)
    return place_for(parcel.hub_id if parcel is not None else None, mirror.places())


def _total(offer: dict[str, Any]) -> int:
    return minor_from_text(offer["breakdown"]["total"], offer["currency"])


def _code() -> str:
    return new_public_id("give").removeprefix("give_").upper()


def _entries(reimbursement: Any, parts: dict[str, int], total: int, bonus: int, case_id: int, sent: list[Any]) -> list[NewEntry]:
    """What the shop owes, and how it leaves: pending payments, one for each transfer, or store credit at once (docs/guarantees/money.md)."""
    money, subject = reimbursement.currency, reimbursement.public_id
    owed = NewEntry(
        "posted", "refund_owed", subject,
        (
            ("expense:goods", money, parts["goods"]), ("expense:carriage", money, parts["shipping"] + parts["duties"]),
            ("tax:payable", money, parts["tax"]), ("income:fees_kept", money, -parts["fees"]), ("expense:goodwill", money, bonus),
            ("customer:refund_payable", money, -(total + bonus)),
        ),
        case_id,
    )  # fmt: skip
    credit = reimbursement.kind in PAID_AT_ONCE
    target = "customer:store_credit" if credit else "provider:clearing"
    leaves = [(one.public_id, one.amount_minor) for one in sent] or [(subject, total + bonus)]
    paid = [
        NewEntry(
            "posted" if credit else "pending",
            "refund_paid",
            name,
            (("customer:refund_payable", money, amount), (target, money, -amount)),
            case_id,
        )
        for name, amount in leaves
    ]
    return [owed, *paid]


def _give_discount(line: Any, offer: dict[str, Any], by: Actor, now: datetime) -> Any:
    reimbursement = settlement.owe(
        line=line, by=by, now=now, kind="reorder_discount", amount_minor=offer["amount_minor"], quantity=line.quantity,
        currency=offer["currency"], provider="manual",
    )  # fmt: skip
    for step in ("pending", "paid"):
        returns.move_axis(line, "money", step, by=by, now=now)
    settlement.move(reimbursement, "posted", by=by, now=now, provider_ref=_code())
    return reimbursement


def _look_again(line: Any, why: str, by: Actor, now: datetime) -> None:
    timeline.note(f"case:{line.case_id}", "settlement.stopped", by=by, now=now, subject=line.public_id, why=why)
    returns.move_axis(line, "decision", "needs_review", by=by, now=now)


def _tell(telling: Telling, reimbursement: Any, given: list[dict[str, Any]], by: Actor) -> None:
    amount = (reimbursement.amount_minor, reimbursement.currency)
    if reimbursement.kind in PAID_AT_ONCE:
        lines = {part["kind"]: part for part in given if part["amount_minor"]}
        days = {f"{kind}_until": (lines.get(kind) or {}).get("expires_on") or "" for kind in ("owed", "bonus")}
        bonus = (lines["bonus"]["amount_minor"], reimbursement.currency) if "bonus" in lines else ""
        context = telling.context(amount=amount, code=reimbursement.provider_ref, bonus=bonus, **days)
        notices.write_notice(kind="credit_given", context=context, **telling.to_customer(by))
    else:
        context = telling.context(amount=amount, due_on=reimbursement.due_on)
        notices.write_notice(kind="refund_pending", context=context, **telling.to_customer(by))
