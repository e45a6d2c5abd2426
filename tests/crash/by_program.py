"""The main job by a program with a key, and the same where a payment provider carries the refund."""

from typing import Any

from tests.crash.hands import Program, Seen
from tests.crash.job import Job, Step
from tests.crash.stage import CUSTOMER, Stage, until

REFUND = 3900  # one of two lamps


class ByProgram(Job):
    number = "#5001"

    def __init__(self, stage: Stage, seen: Seen) -> None:
        super().__init__(stage, seen)
        self.program = Program(stage.base, self.cast.token, seen)
        self.order: dict[str, Any] = {}
        self.opened: dict[str, Any] = {}

    def steps(self) -> list[Step]:
        return [
            ("order", self.bring), ("open", self.open), ("label", self.label), ("posting", self.posting), ("receive", self.receive),
            ("inspect", self.inspect), ("settle", self.settle), ("outcome", self.outcome), ("draft", self.draft), ("submit", self.submit),
            ("mails", self.mails), ("answer", self.answer), ("credit", self.credit), ("last mails", self.mails),
        ]  # fmt: skip

    def bring(self) -> None:
        line = {"ref": "L1", "sku": "L-2", "title": "Lamp L-2", "quantity": 2, "unit_price": "39.00", "tax_rate": "0.19", "customer_input": "none",
                "cost": "12.40", "supplier": "maker"}  # fmt: skip
        order = self.stage.rows("SELECT delivered_on::text AS day, placed_at FROM orders_order WHERE number = '#1001'")[0]
        self.order = self.program.call("order", "/orders", {
            "number": self.number, "placed_at": order["placed_at"].isoformat(), "market": "DE", "currency": "EUR", "lines": [line],
            "delivered_on": order["day"], "email": CUSTOMER, "name": "Hanna Huber", "payment_method": "Visa 4242",
            "disclosures": ["withdrawal_info", "return_cost_on_customer"],
        })  # fmt: skip

    def open(self) -> None:
        ask = {"order": self.order["id"], "lines": [{"line": "L1", "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}
        self.opened = self.program.call("open", "/cases", ask)

    def label(self) -> None:
        self.parcel = self.program.call("label", f"/cases/{self.opened['id']}/labels")

    def posting(self) -> None:
        self.program.call("posting", f"/parcels/{self.parcel['id']}/posting", {"tracking_number": "00340434161094042557"})

    def receive(self) -> None:
        self.program.call("receive", f"/parcels/{self.parcel['id']}/receive")

    def inspect(self) -> None:
        found = {"line": self.opened["lines"][0]["id"], "result": "not_right", "grade": "C", "finding": "broken"}
        self.program.call("inspect", f"/cases/{self.opened['id']}/inspections", found)

    def settle(self) -> None:
        self.owed = self.program.call("settle", f"/cases/{self.opened['id']}/settle")["reimbursements"][0]

    def outcome(self) -> None:
        self.program.call("outcome", f"/reimbursements/{self.owed['id']}/outcome", {"outcome": "posted"})

    def draft(self) -> None:
        self.asked = self.program.call("draft", f"/claims/for-case/{self.opened['id']}")["items"][0]

    def submit(self) -> None:
        self.program.call("submit", f"/claims/{self.asked['id']}/submit")

    def answer(self) -> None:
        self.program.call("answer", f"/claims/{self.asked['id']}/answer", {"answer": "accepted", "credit_form": "credit_note"})

    def credit(self) -> None:
        self.program.call("credit", f"/claims/{self.asked['id']}/credit", {"amount": "12.40"})


class ByProvider(ByProgram):
    """The refund is sent to a payment provider by the worker; `mood` is how the provider takes the first call for it."""

    number = "#1001"

    def steps(self) -> list[Step]:
        return [step for step in super().steps() if step[0] not in ("outcome", "draft")]

    def bring(self) -> None:
        self.order = self.program.read("/orders?number=%231001")["items"][0]
        self.stage.connect_provider()
        self.stage.provider.mood(self.stage.mood)

    def settle(self) -> None:
        super().settle()
        until(self._paid, "the refund never left")
        self.stage.ask_for("sweep_transfers")  # as every twenty seconds, whether something waits or not
        until(self._no_job, "a job never ended")
        self.asked = {"id": self.one("claims_claim")["public_id"]}

    def _paid(self) -> bool:
        """The provider gets on with it, and where nothing runs the minutes pass after which the system asks again."""
        self.stage.provider.release()
        case = self.case()["id"]
        waits = self.stage.rows("SELECT 1 FROM settlement_reimbursement WHERE state = 'pending' AND case_id = %s", case)
        if not waits and self._told() and self._no_job():
            return True
        if self._no_job():
            self.stage.rows("UPDATE settlement_transfer SET next_try_at = now() WHERE next_try_at IS NOT NULL AND case_id = %s", case)
            self.stage.ask_for("sweep_transfers")
        return False

    def _told(self) -> bool:
        """Every message of the provider was taken, as often as it sends it: it repeats those that were not."""
        return not self.stage.provider.store.unsent()

    def found_outside(self) -> list[tuple[str, str]]:
        """The provider's own ledger of what moved, against ours of what we say has left through it."""
        theirs = [one["amount"] for one in self.stage.provider.movements()]
        ours = self.stage.rows(
            "SELECT -sum(p.amount) AS amount FROM ledger_entry e JOIN ledger_posting p ON p.entry_id = e.id "
            "WHERE e.code = 'refund_paid' AND e.phase NOT IN ('pending', 'void') AND p.account = 'provider:clearing'"
        )[0]["amount"]
        said = []
        if theirs != [REFUND]:
            said.append(("twice" if sum(theirs) > REFUND else "lost", f"the provider moved {theirs}, not one refund of {REFUND}"))
        if ours != sum(theirs):
            said.append(("unbalanced", f"the books say that {ours} left, the provider moved {sum(theirs)}"))
        return said
