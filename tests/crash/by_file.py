"""Orders come in by files: one that the owner sends from the desk and looks at, one that lies in the shop's folder."""

from typing import Any, ClassVar

from tests.crash.hands import Failed, Page, Person, Seen
from tests.crash.job import Job, Step, sign_in, with_fields
from tests.crash.stage import Stage, until

HEADER = "Order,Date,Item,Price,Engraving\n"
SENT = HEADER + "".join(f"70{place:02},2026-11-02,Mug {place},24.90,Hanna\n" for place in range(1, 6))
LAID = HEADER + "".join(f"70{place:02},2026-11-03,Mug {place},24.90,Emil\n" for place in range(5, 10))  # 7005 is there already


class ByFile(Job):
    has_case = False
    leaves: ClassVar[dict[str, str]] = {
        "orders": "SELECT o.number, o.total_minor, count(l.id) FROM orders_order o JOIN orders_line l ON l.order_id = o.id GROUP BY o.id, o.number, o.total_minor",
        "payments": "SELECT o.number, p.amount_minor FROM orders_payment p JOIN orders_order o ON o.id = p.order_id",
        "words": "SELECT count(*) FROM orders_linewords", "contacts": "SELECT count(*) FROM orders_contact",
        "uploads": "SELECT file_name, state, counts::text, from_folder FROM orders_upload", "mappings": "SELECT confirmed_by <> '' FROM orders_tablemapping",
    }  # fmt: skip

    def __init__(self, stage: Stage, seen: Seen) -> None:
        super().__init__(stage, seen)
        self.owner = Person(stage.base, seen)
        self.folder = stage.data / "incoming" / self.cast.slug

    def steps(self) -> list[Step]:
        return [("send", self.send), ("bring", self.bring), ("folder", self.lay_down)]

    def send(self) -> None:
        sign_in(self.owner, self.cast.owner, self.cast.password, "/desk/orders-in/")
        while not self._sent():
            page = self.owner.open("/desk/orders-in/")
            form = page.form("file")
            if form is None:
                raise Failed("no file can be sent")
            if self.owner.press(page, form, file=("monday.csv", SENT.encode())) is None:
                self.seen.counts["pressed again"] += not self._sent()

    def _sent(self) -> str:
        """The address of the file's page, as the list of files has it."""
        return self.owner.open("/desk/orders-in/").link(r"/desk/orders-in/upl_[^/\"]+/")

    def bring(self) -> None:
        address = self._sent()

        def look() -> Any:
            return with_fields(self.owner.open(address), "header")

        self.owner.do(look, do="bring")
        until(lambda: self.stage.rows("SELECT 1 FROM orders_upload WHERE state = 'done'"), "the file never came in")
        self.quiet()
        page: Page = self.owner.open(address)
        if page.status != 200:
            raise Failed(f"{page.url} answers {page.status}")

    def lay_down(self) -> None:
        """A program lays a file down whole; the looks are the worker's."""
        self.folder.mkdir(parents=True, exist_ok=True)
        half = self.folder / "tuesday.csv.part"
        half.write_text(LAID)
        half.rename(self.folder / "tuesday.csv")

        def put_away() -> bool:
            if (self.folder / "done" / "tuesday.csv").exists() and self._no_job():
                return True
            if self._no_job():
                self.stage.ask_for("look_into_folders")
            return False

        until(put_away, "the folder's file never came in")

    def outside(self) -> dict[str, list[tuple[Any, ...]]]:
        return {"files": [(str(one.parent.name), one.name.rpartition("__")[2]) for one in self.folder.rglob("*.csv")]}
