"""However the app and the shop's people refund, in whatever order money moves or fails: never more goes back than came in."""

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from makegood.connectors.shopify.twin import engine
from makegood.connectors.shopify.twin.asking import Call
from makegood.connectors.shopify.twin.control import do
from makegood.connectors.shopify.twin.shops import new_shop
from makegood.connectors.shopify.twin.staff import Wrong
from makegood.connectors.shopify.twin.store import Shop, Store
from tests.harness.twin import order_node

REFUND = """mutation Refund($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { id } userErrors { message } } }"""
READ = """query Read($id: ID!) { order(id: $id) { displayFinancialStatus totalReceivedSet { shopMoney { amount } }
  totalRefundedSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } } } }"""
PAID = Decimal("25.00")

deed = st.tuples(
    st.sampled_from(("app", "app_again", "staff", "succeed", "fail")),
    st.integers(1, 3000).map(lambda minor: f"{minor // 100}.{minor % 100:02d}"),
    st.booleans(),
)


class Story:
    """One order of 25.00 and a model of it: what moved, and what is under way."""

    def __init__(self) -> None:
        self.shop: Shop = new_shop(Store(), "law.myshopify.com", token="t", secret="s", clock="2026-11-20T09:00:00+00:00")
        self.id = do(self.shop, "seed", {"orders": [order_node()]}, address="")["orders"][0]
        self.moved, self.waiting, self.calls = Decimal(0), {}, [("5.00", "k0")]

    def ask(self, query: str, mood: str = "fine", **variables: Any) -> Any:
        return engine.answer(Call(self.shop, mood={"mood": mood}), {"query": query, "variables": variables})["data"]

    def app(self, amount: str, key: str, pending: bool) -> None:
        payment = self.shop.find(self.id)["transactions"][0]["id"]  # type: ignore[index]
        money = {"amount": amount, "gateway": "x", "kind": "REFUND", "orderId": self.id, "parentId": payment}
        known = self.shop.find(f"key:refundCreate:{key}") is not None
        asked = {"orderId": self.id, "currency": "EUR", "transactions": [money]}
        answer = self.ask(REFUND, "refund_pending" if pending else "fine", input=asked, key=key)["refundCreate"]
        fits = Decimal(amount) <= PAID - self.moved - sum(self.waiting.values())
        if known:
            return
        assert (answer["userErrors"] == []) is fits
        self._took(Decimal(amount), pending, fits)

    def staff(self, amount: str, pending: bool) -> None:
        fits = Decimal(amount) <= PAID - self.moved - sum(self.waiting.values())
        try:
            do(self.shop, "refund", {"order": self.id, "amount": amount, "pending": pending}, address="")
            assert fits
        except Wrong:
            assert not fits
        self._took(Decimal(amount), pending, fits)

    def _took(self, amount: Decimal, pending: bool, fits: bool) -> None:
        if fits and pending:
            self.waiting[self.shop.find(self.id)["transactions"][-1]["id"]] = amount  # type: ignore[index]
        elif fits:
            self.moved += amount

    def end(self, status: str) -> None:
        for payment in list(self.waiting)[:1]:
            do(self.shop, "settle", {"transaction": payment, "status": status}, address="")
            amount = self.waiting.pop(payment)
            self.moved += amount if status == "SUCCESS" else 0


@settings(max_examples=40, deadline=None)
@given(st.lists(deed, max_size=8))
def test_never_more_goes_back_than_came_in(deeds: list[tuple[str, str, bool]]) -> None:
    story = Story()
    for place, (kind, amount, pending) in enumerate(deeds):
        if kind == "app":
            story.calls.append((amount, f"k{place + 1}"))
            story.app(amount, f"k{place + 1}", pending)
        elif kind == "app_again":
            story.app(*story.calls[-1], pending)
        elif kind == "staff":
            story.staff(amount, pending)
        else:
            story.end("SUCCESS" if kind == "succeed" else "FAILURE")
        found = story.ask(READ, id=story.id)["order"]
        back, net = (Decimal(found[name]["shopMoney"]["amount"]) for name in ("totalRefundedSet", "netPaymentSet"))
        assert back == story.moved <= PAID and net == PAID - back
        wanted = "REFUNDED" if back == PAID else "PARTIALLY_REFUNDED" if back else "PAID"
        assert found["displayFinancialStatus"] == wanted
