"""The main job by hand: a customer, the hub, the shop's owner and the supplier, each with a browser."""

import re

from tests.crash.hands import Failed, Page, Person, Seen
from tests.crash.job import Job, Look, Step, sign_in, with_fields
from tests.crash.stage import CUSTOMER, Stage


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
            return with_fields(self.customer.open(f"{self.shop}/"), "number", "contact")

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
        self.customer.do(lambda: with_fields(self.customer.open(self.page), "tracking", do="posted"), tracking="00340434161094042557")

    def receive(self) -> None:
        code = self.one("carriage_parcel")["code"]
        sign_in(self.hub, self.cast.worker, self.cast.password, "/dock/")
        self.hub.do(lambda: None if self.page_of_parcel(code) else with_fields(self.hub.open("/dock/"), "code"), code=code)
        self.hub.do(lambda: _count(self.hub.open(self.page_of_parcel(code))), tap="count")

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
            return with_fields(self.hub.open(self.page_of_parcel(code)), "tap", "line")

        self.hub.do(look, tap="bad:broken")

    def pay(self) -> None:
        sign_in(self.owner, self.cast.owner, self.cast.password, "/desk/")
        owed = self.one("settlement_reimbursement")["public_id"]
        self.owner.do(lambda: with_fields(self.owner.open("/desk/"), do="paid", reimbursement=owed))

    def claim(self) -> None:
        claim = self.one("claims_claim")["public_id"]
        self.owner.do(lambda: with_fields(self.owner.open("/desk/"), do="submit_claim", claim=claim))

    def answer(self) -> None:
        address = self.supplier_link()

        def look() -> Look:
            page = self.supplier.open(address)
            form = page.form("credit_form", answer="accepted")
            if form is None:
                return None
            asked = self.supplier.press(page, form, credit_form="credit_note")
            return look() if asked is None else with_fields(asked, "confirmed")

        self.supplier.do(look, confirmed="1")

    def credit(self) -> None:
        address = f"/desk/case/{self.case()['public_id']}/"
        self.owner.do(lambda: with_fields(self.owner.open(address), do="credit_claim"), amount="12,40", write_off_reason="")


def _count(page: Page) -> Look:
    """The dock's form, as long as the parcel is not received yet: one of the kind that the cast sells."""
    form = page.form("tap", "k0")
    if form is None:
        return None
    place = next(name[1:] for name, value in form.fields.items() if name.startswith("k") and value == "L-2")
    form.fields[f"n{place}"] = "1"
    return page, form
