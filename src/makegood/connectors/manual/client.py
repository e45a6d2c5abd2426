"""PaymentPort of a person: nothing is called from here."""

from makegood.apps.settlement.ports import PaymentAnswer, RefundOrder


class ManualPayments:
    name = "manual"
    asks_person = True

    def refund(self, order: RefundOrder) -> PaymentAnswer:
        raise RuntimeError("a person pays; nothing is sent")

    def look_up(self, order: RefundOrder) -> PaymentAnswer:
        raise RuntimeError("a person pays; there is nobody to ask")

    def greet(self) -> str:
        return ""
