"""Whoever is told of something: a program of the shop by webhooks, a person about their own account by mail, the customer by mail."""

from collections import Counter
from datetime import UTC, datetime
from typing import ClassVar

from tests.crash.by_program import ByProgram
from tests.crash.hands import Person, Seen
from tests.crash.job import Step
from tests.crash.stage import Stage, until

ACCOUNT_MAILS = "SELECT 1 FROM notices_accountmail"


class ByMessage(ByProgram):
    number = "#1001"
    has_case = False
    leaves: ClassVar[dict[str, str]] = {
        "cases": "SELECT o.number, c.closed_as FROM returns_case c JOIN orders_order o ON o.id = c.order_id",
        "messages": "SELECT type, state FROM webhooks_delivery",
        "account mails": "SELECT kind, state FROM notices_accountmail",
        "notices": "SELECT kind, audience, state FROM notices_notice",
        "links": "SELECT purpose, revoked_at IS NULL FROM base_link",
    }

    def __init__(self, stage: Stage, seen: Seen) -> None:
        from tests.harness.listener import listening

        super().__init__(stage, seen)
        self.owner = Person(stage.base, seen)
        self._opened = listening()
        self.listener = self._opened.__enter__()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def steps(self) -> list[Step]:
        return [
            ("listen", self.listen), ("open", self.open), ("send", self.send), ("password", self.password), ("mails", self.mails),
        ]  # fmt: skip

    def listen(self) -> None:
        from django.db import connections

        from makegood.base.actor import SYSTEM
        from makegood.journeys.add_webhook import add_webhook

        types = ("case.opened", "line.decided", "line.chosen")
        add_webhook(merchant_id=self.cast.merchant_id, url=self.listener.url, types=types, by=SYSTEM, now=datetime.now(UTC))
        connections.close_all()
        self.order = self.program.read("/orders?number=%231001")["items"][0]

    def send(self) -> None:
        """Until nothing waits. Where a sender died, the pause until it is tried again passes here."""

        def sent() -> bool:
            waiting = self.stage.rows("SELECT 1 FROM webhooks_delivery WHERE state = 'waiting'")
            if waiting and self._no_job():
                self.stage.rows("UPDATE webhooks_delivery SET due_at = now() WHERE state = 'waiting'")
                self.stage.ask_for("send_webhooks")
            return not waiting and self._no_job()

        until(sent, "the messages were not sent")

    def password(self) -> None:
        """Whoever got no answer waits for the mail, and asks once more only where none comes."""
        page = self.owner.open("/desk/password/")
        form = page.form("email")
        assert form is not None
        while not until(lambda: self.stage.rows("SELECT EXISTS (" + ACCOUNT_MAILS + ") AS there"), "no answer")[0]["there"]:
            self.owner.press(page, form, email=self.cast.owner)
        self.mails()

    def mails(self) -> None:
        def sent() -> bool:
            pending = self.stage.rows(ACCOUNT_MAILS + " WHERE state = 'pending'")
            if pending and self._no_job():
                self.stage.rows("UPDATE notices_accountmail SET not_before = NULL WHERE state = 'pending'")
                self.stage.ask_for("send_mails")
            return not pending

        until(sent, "a mail about an account was not sent")
        super().mails()

    def messages_by_id(self) -> Counter[str]:
        return Counter(str(headers["webhook-id"]) for headers, _ in self.listener.got)

    def found_outside(self) -> list[tuple[str, str]]:
        """Each message came, and under no id that we don't know."""
        known = {row["message_id"] for row in self.stage.rows("SELECT message_id FROM webhooks_delivery")}
        got = set(self.messages_by_id())
        return [("lost", f"message {one} never came") for one in known - got] + [("twice", f"nobody wrote {one}") for one in got - known]
