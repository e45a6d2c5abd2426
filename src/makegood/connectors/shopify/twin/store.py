"""What the twin knows: documents of each shop in memory, written through to one SQLite file that outlives a kill.

A document is a plain object with an "id"; its kind is what stands before the number (`gid://shopify/Order/7` is an Order, `fault:3` a
fault). An order's document holds its lines, fulfilments, payments and refunds, as an answer of the Admin API holds them, but with plain
lists where the API has connections. A value that begins with gid:// stands for the document of that id.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

Document = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS document (shop TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (shop, id));
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT OR IGNORE INTO counter VALUES ('id', 7000000000000);
"""
PARTS = ("lineItems", "shippingLines", "fulfillments", "fulfillmentLineItems", "transactions", "refunds", "refundLineItems",
         "returnLineItems", "exchangeLineItems", "lines", "dispositions", "reverseDeliveryLineItems", "duties")  # fmt: skip


def kind_of(gid: str) -> str:
    return gid.split("/")[3] if gid.startswith("gid://shopify/") and gid.count("/") >= 4 else gid.split(":")[0]


def stamp(at: datetime) -> str:
    """As Shopify writes moments."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class Store:
    """One SQLite file (in memory without a path) behind one lock; each `save` is a transaction."""

    def __init__(self, path: Path | None = None) -> None:
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path or ":memory:", check_same_thread=False, isolation_level=None)
        if path is not None:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(TABLES)
        self._number = int(self._db.execute("SELECT value FROM counter WHERE name = 'id'").fetchone()[0])

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def shops(self) -> list[str]:
        with self._lock:
            return [row[0] for row in self._db.execute("SELECT shop FROM document WHERE id = 'setup' ORDER BY rowid")]

    def read(self, shop: str, gid: str | None = None) -> list[Document]:
        with self._lock:
            rows = self._db.execute("SELECT body FROM document WHERE shop = ? AND (? IS NULL OR id = ?) ORDER BY rowid", (shop, gid, gid))
            return [json.loads(row[0]) for row in rows]

    def save(self, shop: str, documents: list[Document], gone: list[str]) -> None:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(
                "INSERT INTO document VALUES (?, ?, ?) ON CONFLICT (shop, id) DO UPDATE SET body = excluded.body",
                [(shop, one["id"], json.dumps(one)) for one in documents],
            )
            self._db.executemany("DELETE FROM document WHERE shop = ? AND id = ?", [(shop, gid) for gid in gone])
            self._db.execute("UPDATE counter SET value = ? WHERE name = 'id'", (self._number,))
            self._db.execute("COMMIT")

    def next_number(self) -> int:
        with self._lock:
            self._number += 1  # kept with the first document that bears it
            return self._number


class Shop:
    """One shop's documents. Whoever changes something holds `change()`: all of it is kept, or nothing."""

    def __init__(self, store: Store, domain: str) -> None:
        self.store, self.domain = store, domain
        self.lock = threading.RLock()
        self._kinds: dict[str, dict[str, Document]] = {}
        self._parts: dict[str, Document] = {}
        self._touched: dict[str, Document | None] = {}
        self._depth = 0
        for one in store.read(domain):
            self._hold(one)

    # reading

    @property
    def setup(self) -> Document:
        """Name, currency, token, secret, scopes, clock: see `shops.new_shop`."""
        return self._kinds["setup"]["setup"]

    def all(self, kind: str) -> list[Document]:
        return list(self._kinds.get(kind, {}).values())

    def find(self, gid: Any) -> Document | None:
        """A document or a part of one, by its id."""
        if not isinstance(gid, str):
            return None
        return self._kinds.get(kind_of(gid), {}).get(gid) or self._parts.get(gid)

    def now(self) -> datetime:
        """The shop's own time: set and moved by `/control/clock`, so that nobody has to wait."""
        clock = self.setup["clock"]
        return (moment(clock["at"]) if clock["at"] else datetime.now(UTC)) + timedelta(seconds=clock["steps_s"])

    def stamp(self) -> str:
        return stamp(self.now())

    # writing

    @contextmanager
    def change(self) -> Iterator[None]:
        with self.lock:
            self._depth += 1
            try:
                yield
            except BaseException:
                if self._depth == 1:
                    self._undo()
                raise
            else:
                if self._depth == 1:
                    self.store.save(
                        self.domain,
                        [one for one in self._touched.values() if one is not None],
                        [gid for gid, one in self._touched.items() if one is None],
                    )
                    self._touched = {}
            finally:
                self._depth -= 1

    def put(self, document: Document) -> Document:
        """Keep a new or changed document (inside `change`)."""
        self._hold(document)
        self._touched[document["id"]] = document
        return document

    def remove(self, gid: str) -> None:
        self._kinds.get(kind_of(gid), {}).pop(gid, None)
        self._touched[gid] = None

    def new_id(self, kind: str) -> str:
        number = self.store.next_number()
        return f"gid://shopify/{kind}/{number}" if kind[:1].isupper() else f"{kind}:{number}"

    def _hold(self, document: Document) -> None:
        self._kinds.setdefault(kind_of(document["id"]), {})[document["id"]] = document
        self._index(document)

    def _index(self, document: Document) -> None:
        for name in PARTS:
            for part in document.get(name) or []:
                if isinstance(part, dict):
                    if isinstance(part.get("id"), str):
                        self._parts[part["id"]] = part
                    self._index(part)

    def _undo(self) -> None:
        """All as it was kept last; what calls cost so far stays."""
        bucket = self.setup["bucket"]
        self._kinds, self._parts, self._touched = {}, {}, {}
        for one in self.store.read(self.domain):
            self._hold(one)
        self.setup["bucket"] = bucket
