"""What the stories of this folder share: a shop with a refund through Stripe or by hand, and providers' tables as they come."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.tenancy import merchant_of
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.insight.books.period import Period, month_of
from makegood.insight.reconciliation import Reconciliation, reconcile
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_refund import record_refund
from makegood.web.follow import follow
from tests.cast import MUG, STAFF, Shop, line_of, make_shop, sell
from tests.harness.stripe import KEY

STRIPE_HEADER = "balance_transaction_id,created_utc,available_on_utc,currency,gross,fee,net,reporting_category,source_id,description,automatic_payout_id,charge_id,payment_intent_id,customer_facing_amount,customer_facing_currency,refund_metadata[makegood_key]"


def stripe_shop(now: datetime, *, address: str = "") -> Shop:
    shop = make_shop("gifts", now)
    choose_provider(merchant_id=shop.id, party="stripe", address=address or "http://127.0.0.1:9", key=KEY, by=SYSTEM, now=now)
    return shop


def refunded(shop: Shop, now: datetime, *, number: str, ref: str = "", named: str = "pi_1234") -> Any:
    """A broken mug whose 28.80 went back through Stripe at `now`: the transfer. `ref`: Stripe's name of it; "" where it is still on its way."""
    order = sell(shop, now, MUG, number=number, named=named)
    line = line_of(shop, order)
    case = open_return(
        merchant_id=shop.id, order_id=order.id, ask=Ask((AskedLine(line.id, 1, ("damaged_in_transit",)),)), by=CUSTOMER, now=now
    )
    follow(merchant_id=shop.id, case_id=case.id, now=now, choices={line.public_id: "refund"})
    with unit(merchants=[shop.id]):
        transfers = settlement.transfers_of_case(case.id)
        (owed,) = settlement.reimbursements_of_case(case.id)
    if not transfers:
        return record_refund(merchant_id=shop.id, reimbursement_id=owed.public_id, outcome="posted", provider_ref=ref, by=STAFF, now=now)
    if not ref:
        return transfers[0]
    answer = PaymentAnswer("succeeded", moved_minor=transfers[0].amount_minor, ref=ref)
    return record_answer(merchant_id=shop.id, transfer_id=transfers[0].public_id, answer=answer, by=SYSTEM, now=now)


def stripe_line(
    name: str,
    at: datetime,
    gross: str,
    *,
    kind: str = "refund",
    ref: str = "",
    fee: str = "0.00",
    payout: str = "",
    payment: str = "pi_12341",
    key: str = "",
    facing: str = "",
) -> str:
    net = f"{float(gross) - float(fee):.2f}"
    amount, _, currency = (facing or f"{gross} eur").partition(" ")
    return f"{name},{at:%Y-%m-%d %H:%M:%S},{at:%Y-%m-%d %H:%M:%S},eur,{gross},{fee},{net},{kind},{ref},,{payout},,{payment},{amount},{currency},{key}"


def stripe_file(tmp_path: Path, *lines: str, name: str = "stripe.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([STRIPE_HEADER, *lines]) + "\n")
    return path


def looked_at(shop: Shop, now: datetime, *, month: datetime | None = None) -> Reconciliation:
    with unit(merchants=[shop.id]):
        return reconcile(month_at(shop, month or now), now=now)


def month_at(shop: Shop, at: datetime) -> Period:
    with unit(merchants=[shop.id]):
        return month_of(merchant_of(shop.id), at.date().replace(day=1))


def days(count: float) -> timedelta:
    return timedelta(days=count)
