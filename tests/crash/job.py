"""The main job, one return whole, through two doors: by hand (forms) and by program (API). Mails and deadlines are the worker's."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from tests.crash.hands import Failed, Form, Page, Person, Program, Seen
from tests.crash.stage import CUSTOMER, SUPPLIER, Stage, until

Step = tuple[str, Callable[[], None]]
Look = tuple[Page, Form] | None


class Job(ABC):
    """`steps` in order. `number` is the order that comes back; `case` its case, once it is open."""

    number = ""
    settles = True  # its case comes to rest

    def __init__(self, stage: Stage, seen: Seen) -> None:
        assert stage.cast is not None
        self.stage, self.seen, self.cast = stage, seen, stage.cast

    @abstractmethod
    def steps(self) -> list[Step]: ...

    def case(self) -> dict[str, Any]:
        return until(lambda: self.stage.rows(
            "SELECT c.* FROM returns_case c JOIN orders_order o ON o.id = c.order_id WHERE o.number = %s ORDER BY c.id", self.number,
        ), "no case was opened")[0]  # fmt: skip

    def one(self, table: str) -> dict[str, Any]:
        found = until(lambda: self.stage.rows(f"SELECT * FROM {table} WHERE case_id = %s ORDER BY id", self.case()["id"]), f"no {table}")
        return dict(found[0])

    def mails(self) -> None:
        """Until every mail that was written is sent. Where a sender died with it, the minute until it is tried again passes here."""

        def sent() -> bool:
            if not self.stage.rows("SELECT 1 FROM notices_notice WHERE state = 'pending'"):
                return True
            idle = not self.stage.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'send_mails' AND status IN ('todo', 'doing')")
            if idle:
                self.stage.rows("UPDATE notices_notice SET not_before = NULL WHERE state = 'pending'")
                self.stage.ask_for("send_mails")
            return False

        until(sent, "the mails were not sent")
        until(self._no_job, "a job never ended")

    def deadline(self) -> None:
        """The supplier's day passes without an answer; the sweep finds it."""
        case = self.case()["id"]
        mine = "kind = 'supplier_answer_by' AND case_id = %s"
        until(
            lambda: self.stage.rows(f"UPDATE base_deadline SET due_at = now() - interval '1 minute' WHERE {mine} RETURNING id", case),
            "no deadline",
        )

        def swept() -> bool:
            if self.stage.rows(f"SELECT 1 FROM base_deadline WHERE swept_at IS NOT NULL AND {mine}", case):
                return True
            if self._no_job():
                self.stage.ask_for("sweep_deadlines")
            return False

        until(swept, "the deadline was not looked at")
        until(self._no_job, "a job never ended")

    def _no_job(self) -> bool:
        return not self.stage.rows("SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")

    def supplier_link(self) -> str:
        found = re.search(r"/supplier/[^/\s]+/", self.stage.mailbox.text_to(SUPPLIER))
        if found is None:
            raise Failed("the supplier got no link")
        return found.group(0)


class ByHand(Job):
    number = "#1001"

    def __init__(self, stage: Stage, seen: Seen) -> None:
        super().__init__(stage, seen)
        self.customer, self.hub, self.owner, self.supplier = (Person(stage.base, seen) for _ in range(4))
        self.shop = f"/s/{self.cast.slug}"
        self.page = ""

    def steps(self) -> list[Step]:
        return [
            ("find", self.find), ("say", self.say), ("show", self.show), ("choose", self.choose), ("post", self.post),
            ("receive", self.receive), ("inspect", self.inspect), ("pay", self.pay), ("claim", self.claim), ("mails", self.mails),
            ("deadline", self.deadline), ("answer", self.answer), ("credit", self.credit), ("last mails", self.mails),
        ]  # fmt: skip

    def find(self) -> None:
        def look() -> Look:
            if self.customer.open(f"{self.shop}/ask/").form("tile") is not None:
                return None
            return _with(self.customer.open(f"{self.shop}/"), "number", "contact")

        self.customer.do(look, number=" 1001", contact=CUSTOMER.upper())

    def say(self) -> None:
        def look() -> Look:
            page = self.customer.open(f"{self.shop}/ask/")
            form = page.form("tile")
            return None if form is None or "broken" in form.checked else (page, form)

        self.customer.do(look, tile="broken")

    def show(self) -> None:
        """Nothing on the page tells whether it was heard: it is simply said again."""
        while True:
            page = self.customer.open(f"{self.shop}/show/")
            form = page.form("photo")
            if form is None:
                raise Failed(f"{page.url} does not ask for a picture")
            if self.customer.press(page, form, no_photo="1") is not None:
                return

    def choose(self) -> None:
        """Say what is wanted, look at it once more, press: each time at the page that is there when it is loaded again."""
        case = re.compile(r"/s/[^/]+/case/[^/\"]+/")
        for tries in range(4):
            page: Page | None = self.customer.open(f"{self.shop}/choose/")
            if page is not None and not case.search(page.url):
                name = next(iter(re.findall(r'name="(remedy_\d+)"', page.text)), "")
                form = page.form(name)
                if form is None:
                    raise Failed(f"{page.url} offers nothing")
                self.seen.counts["pressed again"] += tries > 0
                page = self.customer.press(page, form, **{name: "refund"})
            if page is not None and not case.search(page.url) and (form := page.form("csrfmiddlewaretoken")) is not None:
                page = self.customer.press(page, form)
            if page is not None and (found := case.search(page.url)) is not None:
                self.page = found.group(0)
                return
        raise Failed("the case's page was not reached")

    def post(self) -> None:
        self.customer.do(lambda: _with(self.customer.open(self.page), "tracking", do="posted"), tracking="00340434161094042557")

    def receive(self) -> None:
        code = self.one("carriage_parcel")["code"]
        _sign_in(self.hub, self.cast.worker, self.cast.password, "/dock/")
        self.hub.do(lambda: None if self.page_of_parcel(code) else _with(self.hub.open("/dock/"), "code"), code=code)
        self.hub.do(lambda: _tap(self.hub.open(self.page_of_parcel(code))), tap="not_right")

    def page_of_parcel(self, code: str) -> str:
        """Where a scan leads: the scanner types the code, the page opens. Scanning twice is nothing new."""
        while True:
            page = self.hub.open("/dock/")
            form = page.form("code")
            assert form is not None
            if (after := self.hub.press(page, form, code=code)) is not None:
                return after.url

    def inspect(self) -> None:
        code = self.one("carriage_parcel")["code"]

        def look() -> Look:
            link = self.hub.open(self.page_of_parcel(code)).link(r"/dock/line/[^/\"]+/")
            return _with(self.hub.open(link), "finding") if link else None

        self.hub.do(look, finding="broken")

    def pay(self) -> None:
        _sign_in(self.owner, self.cast.owner, self.cast.password, "/desk/")
        owed = self.one("settlement_reimbursement")["public_id"]
        self.owner.do(lambda: _with(self.owner.open("/desk/"), do="paid", reimbursement=owed))

    def claim(self) -> None:
        claim = self.one("claims_claim")["public_id"]
        self.owner.do(lambda: _with(self.owner.open("/desk/"), do="submit_claim", claim=claim))

    def answer(self) -> None:
        address = self.supplier_link()

        def look() -> Look:
            page = self.supplier.open(address)
            form = page.form("credit_form", answer="accepted")
            if form is None:
                return None
            asked = self.supplier.press(page, form, credit_form="credit_note")
            return look() if asked is None else _with(asked, "confirmed")

        self.supplier.do(look, confirmed="1")

    def credit(self) -> None:
        address = f"/desk/case/{self.case()['public_id']}/"
        self.owner.do(lambda: _with(self.owner.open(address), do="credit_claim"), amount="12,40", write_off_reason="")


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
        """Every message of the provider was taken: it repeats those that were not."""
        return all(one["sent"] for one in self.stage.provider.http.get("/v1/events").json()["data"])


class InAndOut(Job):
    """Orders come in by a file that the owner brings, a case begins on one of them, and a program of the shop's hears of it."""

    number = "3003"
    settles = False
    TABLE = (
        b"Order;Date;Email;Country;Postcode;SKU;Item;Quantity;Price;Shipping;Total\r\n"
        b"3003;03.11.2026;hanna@test.example;DE;04109;L-2;Lamp;1;39,00;3,90;42,90\r\n"
        b"3004;04.11.2026;ben@test.example;DE;04109;L-2;Lamp;2;39,00;0,00;78,00\r\n"
    )

    def __init__(self, stage: Stage, seen: Seen) -> None:
        super().__init__(stage, seen)
        self.owner, self.program = Person(stage.base, seen), Program(stage.base, self.cast.token, seen)

    def steps(self) -> list[Step]:
        return [("listen", self.listen), ("import", self.bring), ("open", self.open), ("tell", self.tell), ("mails", self.mails)]

    def listen(self) -> None:
        types = ["case.opened", "line.decided"]
        self.program.call("listen", "/webhooks", {"url": self.stage.listener.url, "types": types})

    def bring(self) -> None:
        """Choose the file, look, press; what nobody answered is looked for before it is done again."""
        _sign_in(self.owner, self.cast.owner, self.cast.password, "/desk/orders-in/")
        for tries in range(6):
            self.seen.counts["pressed again"] += bool(tries)
            if self._came_in():
                return
            page: Page | None = self.owner.open("/desk/orders-in/")
            link = page.link(r"/desk/orders-in/upl_[^/\"]+/") if page is not None else ""
            if link:  # the file is there already
                page = self.owner.open(link)
            else:
                form = page.form("file") if page is not None else None
                assert page is not None and form is not None
                page = self.owner.press(page, form, files={"file": ("orders.csv", self.TABLE, "text/csv")})
            form = page.form("do", "header") if page is not None else None
            if page is not None and form is not None:
                self.owner.press(page, form, do="bring")
            if page is not None:
                until(self._no_job, "the import never ended")
        raise Failed("the file did not come in")

    def _came_in(self) -> bool:
        return bool(self.stage.rows("SELECT 1 FROM orders_upload WHERE state = 'done'")) and self._no_job()

    def open(self) -> None:
        order = self.program.read("/orders?number=3003")["items"][0]
        line = self.stage.rows("SELECT l.source_id FROM orders_line l JOIN orders_order o ON o.id = l.order_id WHERE o.number = '3003'")[0]
        ask = {"order": order["id"], "lines": [{"line": line["source_id"], "quantity": 1, "kinds": ["late"]}]}
        self.program.call("open", "/cases", ask)

    def tell(self) -> None:
        """Until every message has arrived. Where a sender died with it, the time until it is tried again passes here."""

        def told() -> bool:
            if not self.stage.rows("SELECT 1 FROM webhooks_delivery WHERE state = 'waiting'"):
                return True
            if self._no_job():
                self.stage.rows("UPDATE webhooks_delivery SET due_at = now() WHERE state = 'waiting'")
                self.stage.ask_for("send_webhooks")
            return False

        until(told, "the messages were not sent")
        until(self._no_job, "a job never ended")


DOORS: dict[str, type[Job]] = {"in and out": InAndOut, "by hand": ByHand, "by program": ByProgram, "by provider": ByProvider}


def _with(page: Page, *names: str, **values: str) -> Look:
    form = page.form(*names, **values)
    return None if form is None else (page, form)


def _tap(page: Page) -> Look:
    """The dock's form, as long as the parcel is not received yet."""
    return (page, form) if 'value="not_right"' in page.text and (form := page.form("tap")) is not None else None


def _sign_in(person: Person, address: str, password: str, to: str) -> None:
    person.do(lambda: _with(person.open(to), "username", "password"), username=address, password=password)
