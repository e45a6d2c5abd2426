"""A shop that Stripe pays for, and a dispute about one of its orders."""

from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from django.test import Client

from makegood.apps.disputes import queries as disputes
from makegood.apps.ledger import queries as books
from makegood.apps.returns import queries as returns
from makegood.base.actor import CUSTOMER, SYSTEM
from makegood.base.timeline import broken_lines
from makegood.base.unit import unit
from makegood.casefile.ask import Ask, AskedLine
from makegood.casefile.ball import ball_of
from makegood.connectors.stripe.disputes import StripeDisputes
from makegood.insight.invariants import wrong_disputes
from makegood.journeys.choose_provider import choose_provider
from makegood.journeys.open_return import open_return
from makegood.web.follow import follow
from tests.cast import MUG, line_of, make_shop, sell
from tests.harness import stripe

DUE = datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC)


class Story:
    """A shop that Stripe pays for, an order of 28.80 paid with one payment intent, and a dispute about it."""

    def __init__(self, fake: stripe.FakeStripe, now: datetime, *, pay: tuple[int, ...] = (2880,)) -> None:
        self.fake, self.now, self.shop = fake, now, make_shop("gifts", now)
        self.named = f"pi_{token_hex(6)}"
        made = choose_provider(
            merchant_id=self.shop.id, party="stripe", address=fake.address, key=stripe.KEY, hook_secret=stripe.SECRET, by=SYSTEM, now=now
        )
        assert made is not None
        self.door = f"/hooks/stripe/{self.shop.merchant.slug}/{made.public_id}/"
        self.order = sell(self.shop, now, MUG, pay=pay, named=self.named)
        self.case: Any = None

    def ask(self, kind: str = "damaged_in_transit", choose: str = "refund") -> Any:
        first = line_of(self.shop, self.order)
        ask = Ask((AskedLine(first.id, 1, (kind,), "It came in two pieces."),))
        self.case = open_return(merchant_id=self.shop.id, order_id=self.order.id, ask=ask, by=CUSTOMER, now=self.now)
        follow(merchant_id=self.shop.id, case_id=self.case.id, now=self.now, choices={first.public_id: choose})
        return self.case

    def disputed(self, name: str = "", **more: Any) -> str:
        """The dispute as Stripe has it; its name."""
        name = name or f"dp_{token_hex(6)}"
        made = dispute(name, f"{self.named}1") | more
        self.fake.disputes[name] = made
        return name

    def tell(self, name: str, kind: str = "created", event: str = "") -> int:
        """Stripe's message comes in at the door."""
        body = stripe.event(f"charge.dispute.{kind}", self.fake.disputes[name], event)
        head = {"Stripe-Signature": stripe.signature(body, at=int(self.now.timestamp()))}
        return int(Client(headers=head).post(self.door, body, content_type="application/json").status_code)

    def stand(self, name: str) -> Any:
        """The dispute as we have it, after what must hold at any moment was looked at."""
        with unit(merchants=[self.shop.id]):
            assert wrong_disputes() == []
            found = next(one for one in self.all() if one.source_id == name)
            if self.case is not None:
                case = returns.case_by_id(self.case.id)
                ball = ball_of(case)
                assert (case.ball_owner, case.ball_step, case.ball_due_at) == (ball.owner, ball.step, ball.due_at)
                assert broken_lines(returns.timeline_of(case.id)) == []
            return found

    def all(self) -> list[Any]:
        return [*disputes.disputes_of_order(self.order.id), *[one for one in disputes.waiting() if one.order_id is None]]

    def balance(self, account: str) -> int:
        with unit(merchants=[self.shop.id]):
            return books.balances().get((account, "EUR"), (0, 0))[0]


def dispute(name: str, payment: str) -> dict[str, Any]:
    return {
        "amount": 2880, "balance_transactions": [], "charge": "ch_1", "created": int(datetime(2026, 11, 19, tzinfo=UTC).timestamp()),
        "currency": "eur", "evidence": {}, "evidence_details": {
            "due_by": int(DUE.timestamp()), "has_evidence": False, "past_due": False, "submission_count": 0, "enhanced_eligibility": {},
        },
        "id": name, "is_charge_refundable": False, "livemode": False, "metadata": {}, "object": "dispute", "payment_intent": payment,
        "payment_method_details": {"card": {"brand": "visa", "case_type": "chargeback", "network_reason_code": "13.1", "network": "visa"}, "type": "card"},
        "reason": "product_not_received", "status": "needs_response", "enhanced_eligibility_types": [],
    }  # fmt: skip


def moved(amount: int, fee: int = 0) -> dict[str, Any]:
    return {
        "id": f"txn_{token_hex(6)}",
        "object": "balance_transaction",
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "currency": "eur",
    }


TAKEN = [moved(-2880, 2000)]


def stripe_port(story: Story) -> Any:
    return StripeDisputes(stripe.KEY, address=story.fake.address, timeout_s=0.3)
