"""A job of the rehearsal: steps in order, and what they must leave. Each door in its own file (`doors` lists them)."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar

from tests.crash.hands import Failed, Form, Page, Person, Seen
from tests.crash.stage import SUPPLIER, Stage, until

Step = tuple[str, Callable[[], None]]
Look = tuple[Page, Form] | None
EXACTLY_ONE = ("cases", "cases of the order", "lines", "labels", "inspections", "refunds", "credit notes", "claims", "answers")


class Job(ABC):
    """`steps` in order. `number` is the order that comes back; `case` its case, once it is open.

    `has_case`: it ends with a settled return, of which there is one of each of `exactly_one`. `leaves`: what else it leaves, {name: query};
    `outside` the same at those who were talked to.
    """

    number = ""
    has_case = True
    exactly_one: ClassVar[tuple[str, ...]] = EXACTLY_ONE
    leaves: ClassVar[dict[str, str]] = {}

    def __init__(self, stage: Stage, seen: Seen) -> None:
        assert stage.cast is not None
        self.stage, self.seen, self.cast = stage, seen, stage.cast

    @abstractmethod
    def steps(self) -> list[Step]: ...

    def ids(self) -> dict[str, Any]:
        """What the queries may name."""
        if not self.has_case:
            return {"merchant": self.cast.merchant_id}
        case = self.case()
        return {"case": case["id"], "order": case["order_id"], "merchant": self.cast.merchant_id}

    def outside(self) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of those who were talked to, compared as our own are."""
        return {}

    def found_outside(self) -> list[tuple[str, str]]:
        """(kind, words) of what does not hold between them and us, beside the comparison."""
        return []

    def messages_by_id(self) -> Counter[str]:
        """How often each message to a program came, by its id."""
        return Counter()

    def close(self) -> None:  # noqa: B027 - most have opened nothing
        """What the job itself has opened."""

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

    def quiet(self) -> None:
        """Until nothing is queued; what was put off for later comes now."""

        def empty() -> bool:
            self.stage.rows("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at > now()")
            return self._no_job()

        until(empty, "a job never ended")

    def _no_job(self) -> bool:
        return not self.stage.rows("SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")

    def supplier_link(self) -> str:
        found = re.search(r"/supplier/[^/\s]+/", self.stage.mailbox.text_to(SUPPLIER))
        if found is None:
            raise Failed("the supplier got no link")
        return found.group(0)


def with_fields(page: Page, *names: str, **values: str) -> Look:
    form = page.form(*names, **values)
    return None if form is None else (page, form)


def sign_in(person: Person, address: str, password: str, to: str) -> None:
    person.do(lambda: with_fields(person.open(to), "username", "password"), username=address, password=password)
