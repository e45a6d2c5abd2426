"""Makes the demo: shops and orders at once, cases by running journeys with past dates."""

import json
from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from secrets import token_bytes
from typing import Any

from makegood.apps.carriage import queries as carriage
from makegood.apps.claims import queries as claims
from makegood.apps.orders import queries as orders
from makegood.apps.returns import queries as returns
from makegood.apps.settlement import queries as settlement
from makegood.apps.settlement.ports import PaymentAnswer
from makegood.apps.suppliers.packs import pack_of
from makegood.base.actor import CUSTOMER, SYSTEM, Actor
from makegood.base.connections import connection_of
from makegood.base.tenancy import Merchant
from makegood.base.unit import unit
from makegood.base.webhooks import PREFIX
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.claiming import is_ahead
from makegood.interfaces.console.demo import twin_seed
from makegood.interfaces.console.demo.seeds import orders_of
from makegood.journeys.accept_offer import accept_offer
from makegood.journeys.add_supplier import add_supplier
from makegood.journeys.answer_claim import answer_claim
from makegood.journeys.change_agreement import AgreementForm, change_agreement
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.decide_return import decide_return
from makegood.journeys.decline_return import decline_return
from makegood.journeys.found_hub import found_hub
from makegood.journeys.found_shop import found_shop
from makegood.journeys.import_orders import import_orders
from makegood.journeys.open_return import open_return
from makegood.journeys.receive_parcel import receive_parcel
from makegood.journeys.record_answer import record_answer
from makegood.journeys.record_credit import record_credit
from makegood.journeys.record_inspection import record_inspection
from makegood.journeys.record_posting import record_posting
from makegood.journeys.record_refund import record_refund
from makegood.journeys.record_remake import record_remake
from makegood.journeys.set_hub_prices import set_hub_prices
from makegood.journeys.submit_claim import submit_claim
from makegood.journeys.take_transfer import take_transfer
from makegood.kernel.ids import new_secret
from makegood.kernel.refusal import Refusal
from makegood.web.follow import follow

PASSWORD = "demo-makegood"
SAMPLES = Path(__file__).resolve().parent.parent.parent.parent / "policy" / "samples"
STAFF, INSPECTOR, SUPPLIER = Actor("staff", "person:demo"), Actor("inspector", "person:demo"), Actor("supplier", "demo")
ORDERS_EACH, CASES, FIRST_CASES = 1000, 240, 14
_MONTH = {
    "from": "delivery", "opens_after_days": 0, "closes_after_days": 30, "percent": 100, "gives": ["credit"], "evidence": [{"kind": "photo"}],
}  # fmt: skip
_TERMS = {
    "claims": [
        {"covers": ["defective", "wrong_item", "missing_part", "customization_error"], **_MONTH, "says": "Section 4: faults, 30 days from delivery."},
        {"covers": ["damaged_in_transit"], **_MONTH, "says": "Section 5: damage, 30 days from delivery."},
        {"covers": ["not_as_described"], "evidence": [{"kind": "photo"}], "percent": 100},
    ],
    "only_these": True, "credit_as": "credit_note", "answer_days": 3, "credit_days": 7,
}  # fmt: skip


def is_there() -> bool:
    return Merchant.objects.filter(slug="gravur").exists()


def prepare(now: datetime, sandbox: tuple[str, Path] | None = None, twin: Path | None = None) -> None:
    """The part that must be there before anybody looks: shops, people, 2,000 orders, the first cases. `sandbox`: see connect.

    `twin`: where the gifts shop's orders are written for the Shopify twin; then they bear Shopify's ids here, too.
    """
    then = now - timedelta(days=740)
    hub = found_hub(
        code="leipzig", name="Hub Leipzig", address=["Plagwitzer Str. 20", "04229 Leipzig"], country="DE", zone="Europe/Berlin",
        abilities=["receive", "inspect", "refurbish", "restock", "recycle"], now=then,
        worker={"email": "hub@demo.example", "name": "Kim", "password": PASSWORD},
    )  # fmt: skip
    transit = {"DE": 2, "US": 8}
    shenzhen = add_supplier(name="Shenzhen Home Goods", country="CN", zone="Asia/Shanghai")
    printhouse = add_supplier(name="Printhouse", country="CZ", zone="Europe/Prague")
    workshop = add_supplier(name="Our own workshop", country="DE", zone="Europe/Berlin")
    terms = _TERMS | {"transit_days": transit}
    shops = {
        "gifts": found_shop(
            slug="gravur", name="Gravur & Garn", legal_name="Gravur & Garn GmbH", country="DE", currency="EUR", by=SYSTEM, now=then,
            policy_text=(SAMPLES / "gifts.yaml").read_text(), policy_from=then, address=["Kirchgasse 3", "04109 Leipzig"], tax_number="DE999999999",
            email="hallo@gravur.example", contact_name="Anna", languages=["en", "de"], accent="#7a3b2e", hub=hub, hub_fee_minor=180,
            owner={"email": "anna@demo.example", "name": "Anna", "password": PASSWORD},
            agreements=(
                {"organisation": printhouse, "code": "printhouse", "currency": "EUR", "terms": terms, "email": "claims@printhouse.example"},
                {"organisation": workshop, "code": "workshop", "currency": "EUR", "terms": {"claims": [], "only_these": True, "transit_days": transit}},
            ),
        ),
        "home": found_shop(
            slug="haus", name="Haus & Hof", legal_name="Haus & Hof UG", country="DE", currency="EUR", by=SYSTEM, now=then,
            policy_text=(SAMPLES / "home.yaml").read_text(), policy_from=then, address=["Hofweg 8", "10115 Berlin"], tax_number="DE888888888",
            email="hallo@haus.example", contact_name="Ben", languages=["en", "de"], accent="#1f5f5b", hub=hub, hub_fee_minor=210,
            owner={"email": "ben@demo.example", "name": "Ben", "password": PASSWORD},
            agreements=({"organisation": shenzhen, "code": "shenzhen", "currency": "EUR", "terms": terms, "email": "after-sales@shenzhen.example"},),
        ),
    }  # fmt: skip
    for merchant in shops.values():
        prices = {"receive": 80, "inspect": 120, "refurbish": 300, "restock": 40, "recycle": 60}
        set_hub_prices(merchant_id=merchant.id, hub_id=hub.id, prices=prices, from_on=then.date(), by=SYSTEM, now=then)
    _unconfirmed(shops["home"], then)
    if sandbox is not None:
        connect(*sandbox, now)
    for kind, merchant in shops.items():
        seeds = list(orders_of(kind, ORDERS_EACH, now))
        if kind == "gifts" and twin is not None:
            seeds = list(twin_seed.in_shopify(seeds))
            twin_seed.write(twin, seeds)
        import_orders(merchant_id=merchant.id, facts=seeds, by=SYSTEM, now=now)
        _cases(merchant, now, 0, FIRST_CASES // 2)


def _unconfirmed(merchant: Merchant, then: datetime) -> None:
    """Ben has written down what an agent publishes, and never compared it with his contract: what it sends is on the list of the unprotected."""
    pack = pack_of("zendrop")
    form = AgreementForm(
        code=pack.id, from_on=then.date(), currency="EUR", terms=pack.terms, name=pack.name, country=pack.country, zone=pack.zone, pack=pack.id,
        email="claims@agent.example",
    )  # fmt: skip
    change_agreement(merchant_id=merchant.id, form=form, by=STAFF, now=then)


def connect(address: str, settings: Path, now: datetime) -> None:
    """The home shop's refunds leave through the sandbox at this address; what it is started with stands in `settings`."""
    merchant = Merchant.objects.get(slug="haus")
    with unit(merchants=[merchant.id]):
        known = connection_of("payments")
    if known is not None and (known.party != "sandbox" or known.address == address):
        return
    secrets = (
        json.loads(settings.read_text())
        if settings.exists()
        else {"key": new_secret(), "secret": PREFIX + b64encode(token_bytes(24)).decode()}
    )
    made = choose_provider(
        merchant_id=merchant.id, party="sandbox", address=address, key="" if known and settings.exists() else secrets["key"],
        hook_secret=secrets["secret"], by=SYSTEM, now=now,
    )  # fmt: skip
    assert made is not None
    settings.touch(mode=0o600)
    settings.write_text(json.dumps(secrets | {"hook": f"/hooks/payments/haus/{made.public_id}/"}))


def join_twin(address: str, settings: Path, now: datetime) -> bool:
    """The gifts shop is connected to the Shopify twin, which may have another address this time. False where the twin does not answer."""
    from makegood import wiring
    from makegood.apps.orders.ports import ShopWaits
    from makegood.journeys.connect_shop import connect_shop

    merchant = Merchant.objects.get(slug="gravur")
    with unit(merchants=[merchant.id]):
        known = connection_of("shop")
    if known is not None and known.address == address:
        return True
    secrets = json.loads(settings.read_text())
    try:
        account = wiring.typed_shop_source(party="shopify", address=address, key=secrets["token"], merchant=merchant).account()
    except ShopWaits:
        return False
    connect_shop(
        merchant_id=merchant.id, party="shopify", address=address, key=secrets["token"], hook_secret=secrets["secret"], account=account,
        by=SYSTEM, now=now, since=(now - timedelta(days=30)).date(),
    )  # fmt: skip
    return True


def finish(now: datetime) -> None:
    """The tail: the other cases, in every stage."""
    for merchant in Merchant.objects.filter(slug__in=("gravur", "haus")):
        _cases(merchant, now, FIRST_CASES // 2, CASES // 2)


_TROUBLES = (
    "damaged_in_transit",
    "defective",
    "change_of_mind",
    "wrong_item",
    "customization_error",
    "not_as_described",
    "customer_input_error",
)


def _cases(merchant: Merchant, now: datetime, first: int, last: int) -> None:
    """Cases `first` to `last` of a shop: the newest orders first, so that the first ones are still under way."""
    with unit(merchants=[merchant.id]):
        delivered = [order for order in orders.orders_page(limit=ORDERS_EACH) if order.delivered_on]
    step = max(1, len(delivered) // (CASES // 2 + 4))
    for index in range(first, last):
        order = delivered[3 + index * step] if index >= 7 else delivered[3 + index * 2]
        random = Random(f"{merchant.slug}-{index}")
        began = min(
            now - timedelta(hours=2 + index),
            datetime.combine(order.delivered_on or now.date(), now.timetz()) + timedelta(days=random.randint(1, 6)),
        )
        try:
            _one(merchant, order, began, now, random, stage=index % 8)
        except Refusal as refusal:
            print(f"demo case {index}: {refusal}", flush=True)


def _one(merchant: Merchant, order: Any, began: datetime, now: datetime, random: Random, *, stage: int) -> None:
    with unit(merchants=[merchant.id]):
        line = random.choice(orders.lines_of(order.id))
    kind = random.choice(_TROUBLES)
    ask = Ask(
        (AskedLine(line.id, 1, (kind,), "Leider nicht in Ordnung." if order.language == "de" else "Not quite right."),),
        language=order.language,
    )
    case = open_return(merchant_id=merchant.id, order_id=order.id, ask=ask, by=CUSTOMER, now=began)
    wish = {line.public_id: "refund"} if stage % 2 else {}
    try:
        follow(merchant_id=merchant.id, case_id=case.id, now=began, choices=wish)
    except Refusal:
        follow(merchant_id=merchant.id, case_id=case.id, now=began)
    if began < now - timedelta(days=21):  # what is old has been dealt with
        _answer(merchant.id, case.id, began + timedelta(hours=5))
        stage = 7
    if stage >= 3:
        _forward(merchant.id, case.id, began, now, stage)


def _answer(merchant_id: int, case_id: int, at: datetime) -> None:
    """Staff decides what waited for them, and the customer takes the first offer."""
    decide_return(merchant_id=merchant_id, case_id=case_id, by=STAFF, now=at, cause="approved")
    with unit(merchants=[merchant_id]):
        decisions = returns.latest_decisions(case_id)
        lines = returns.lines_of_case(case_id)
    for line in lines:
        offers = decisions[line.id].record["offers"]
        if line.decision == "offered" and offers:
            accept_offer(merchant_id=merchant_id, line_id=line.id, remedy=offers[0]["remedy"], by=CUSTOMER, now=at + timedelta(hours=2))
        elif line.decision == "needs_review":
            decline_return(merchant_id=merchant_id, line_id=line.id, reason="We could not find anything wrong with it.", by=STAFF, now=at)
    follow(merchant_id=merchant_id, case_id=case_id, now=at + timedelta(hours=3))


def _forward(merchant_id: int, case_id: int, began: datetime, now: datetime, stage: int) -> None:
    """Let the others do their part, a day or two later each."""

    def later(days: int) -> datetime:
        return min(began + timedelta(days=days), now)

    with unit(merchants=[merchant_id]):
        parcels, lines = carriage.parcels_of_case(case_id), returns.lines_of_case(case_id)
    for parcel in parcels:
        record_posting(
            merchant_id=merchant_id, parcel_id=parcel.id, carrier="DHL", tracking_number=f"RR{parcel.id:09d}DE", by=CUSTOMER, now=later(2)
        )
        if stage >= 4:
            receive_parcel(merchant_id=merchant_id, parcel_id=parcel.id, by=INSPECTOR, now=later(5))
    for line in lines:
        if parcels and stage >= 5:
            record_inspection(
                merchant_id=merchant_id, line_id=line.id, result="as_it_should", grade="A", by=INSPECTOR, now=later(6), shelf="B-04"
            )
        if line.remake == "approved":
            for days, to in ((1, "in_production"), (3, "shipped"), (6, "delivered"))[: stage - 2]:
                record_remake(merchant_id=merchant_id, line_id=line.id, to=to, by=STAFF, now=later(days))
    follow(merchant_id=merchant_id, case_id=case_id, now=later(6))
    if stage >= 6:
        _pay(merchant_id, case_id, later)
    if stage >= 4:
        _claim(merchant_id, case_id, later, stage)
    follow(merchant_id=merchant_id, case_id=case_id, now=later(12))


def _pay(merchant_id: int, case_id: int, later: Any) -> None:
    """Ben's provider has paid, or Anna has; all in the past, so that nobody is called."""
    with unit(merchants=[merchant_id]):
        waiting = [one for one in settlement.reimbursements_of_case(case_id) if one.state == "pending"]
        transfers = settlement.transfers_of_case(case_id)
    for one in waiting:
        if one.provider == "manual":
            record_refund(
                merchant_id=merchant_id,
                reimbursement_id=one.public_id,
                outcome="posted",
                by=STAFF,
                now=later(7),
                provider_ref=f"re_{one.id}",
            )
    for transfer in transfers:
        taken = take_transfer(merchant_id=merchant_id, transfer_id=transfer.public_id, now=later(7))
        if taken is not None:
            answer = PaymentAnswer("succeeded", moved_minor=transfer.amount_minor, ref=f"re_{transfer.id}")
            record_answer(merchant_id=merchant_id, transfer_id=transfer.public_id, answer=answer, by=SYSTEM, now=later(7))


def _claim(merchant_id: int, case_id: int, later: Any, stage: int) -> None:
    with unit(merchants=[merchant_id]):
        drafted = [one for one in claims.claims_of_case(case_id) if one.state == "drafted" and not is_ahead(one, later(3).date())]
    for one in drafted:
        submit_claim(merchant_id=merchant_id, claim_id=one.public_id, by=STAFF, now=later(3))
        if stage >= 5:
            answer = "part_accepted" if stage == 6 else "accepted"
            answer_claim(
                merchant_id=merchant_id, claim_id=one.public_id, answer=answer, amount_minor=one.asked_minor // 2, credit_form="credit_note",
                by=SUPPLIER, now=later(5),
            )  # fmt: skip
        if stage >= 6:
            amount = one.asked_minor // 2 if stage == 6 else one.asked_minor
            record_credit(merchant_id=merchant_id, claim_id=one.public_id, amount_minor=amount, by=STAFF, now=later(9))
