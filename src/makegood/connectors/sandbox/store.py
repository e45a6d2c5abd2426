"""What the sandbox knows: refunds, movements of money, events and the moods it was given; one SQLite file that outlives any kill."""

import json
import secrets
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, key TEXT UNIQUE NOT NULL, fingerprint TEXT NOT NULL, amount INTEGER NOT NULL, will_move INTEGER NOT NULL,
  currency TEXT NOT NULL, payment TEXT NOT NULL, reference TEXT NOT NULL, metadata TEXT NOT NULL, status TEXT NOT NULL,
  moved INTEGER NOT NULL DEFAULT 0, failure TEXT, mood TEXT NOT NULL, due REAL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS movement (
  id INTEGER PRIMARY KEY, refund TEXT NOT NULL, payment TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL, made REAL NOT NULL);
CREATE TABLE IF NOT EXISTS event (
  id TEXT PRIMARY KEY, place INTEGER, type TEXT NOT NULL, refund TEXT NOT NULL, body TEXT NOT NULL, copies INTEGER NOT NULL,
  sent INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, next REAL);
CREATE TABLE IF NOT EXISTS mood (id INTEGER PRIMARY KEY, body TEXT NOT NULL, left_over INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection behind one lock: every public method is a transaction of its own."""

    def __init__(self, path: Path, *, delay_s: float) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.delay_s = delay_s
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.executescript(TABLES)

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def _all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def _run(self, *statements: tuple[Any, ...]) -> None:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                for sql, *values in statements:
                    self._db.execute(sql, values)
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    # what it is asked to do

    def take_mood(self, call: str, reference: str, payment: str) -> dict[str, Any]:
        """The first mood that fits this call ({"mood": "fine"} where none does); it is used up by one."""
        with self._lock:
            for row in self._all("SELECT * FROM mood WHERE left_over > 0 ORDER BY id"):
                body: dict[str, Any] = json.loads(row["body"])
                if (
                    body.get("call", "refund") == call
                    and body.get("reference", reference) == reference
                    and body.get("payment", payment) == payment
                ):
                    self._run(("UPDATE mood SET left_over = left_over - 1 WHERE id = ?", row["id"]))
                    return body
        return {"mood": "fine"}

    def add_moods(self, moods: list[dict[str, Any]]) -> None:
        self._run(*(("INSERT INTO mood (body, left_over) VALUES (?, ?)", json.dumps(one), int(one.get("times", 1))) for one in moods))

    def clear_moods(self) -> None:
        self._run(("DELETE FROM mood",))

    def moods(self) -> list[dict[str, Any]]:
        return [
            json.loads(row["body"]) | {"left": row["left_over"]} for row in self._all("SELECT * FROM mood WHERE left_over > 0 ORDER BY id")
        ]

    def by_key(self, key: str) -> dict[str, Any] | None:
        return next(iter(self._all("SELECT * FROM refund WHERE key = ?", key)), None)

    def by_id(self, refund_id: str) -> dict[str, Any] | None:
        return next(iter(self._all("SELECT * FROM refund WHERE id = ?", refund_id)), None)

    def refund(self, key: str, fingerprint: str, body: dict[str, Any], mood: dict[str, Any]) -> dict[str, Any]:
        """The refund of this key, made now where there is none. What it moves, and when, is the mood's."""
        with self._lock:
            found = self.by_key(key)
            if found is not None:
                return found
            name, refund_id, now = mood["mood"], f"re_{secrets.token_hex(8)}", time.time()
            will_move = int(mood.get("moved", body["amount"] * 2)) if name == "wrong_amount" else body["amount"]
            wait = None if name in ("never", "hold") else now + self.delay_s
            row = (
                refund_id, key, fingerprint, body["amount"], will_move, body["currency"], body["payment"], body["reference"],
                json.dumps(body.get("metadata", {})), "pending", name, wait, now,
            )  # fmt: skip
            self._run((
                "INSERT INTO refund (id, key, fingerprint, amount, will_move, currency, payment, reference, metadata, status, mood, due, made)"
                " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", *row,
            ))  # fmt: skip
            if self.delay_s == 0 and wait is not None:
                self.finish(refund_id, failure="card_gone" if name == "fails_later" else "")
            elif name != "never":
                self._run(self._event("refund.pending", refund_id, 2 if name == "twice" else 1))
            return self.by_id(refund_id) or {}

    def finish(self, refund_id: str, *, failure: str = "") -> bool:
        """The money leaves, or the refund fails: once, in one transaction with its event. False where it had ended before."""
        with self._lock:
            row = self.by_id(refund_id)
            if row is None or row["status"] != "pending":
                return False
            now = time.time()
            copies = 2 if row["mood"] == "twice" else 1
            if failure:
                self._run(
                    ("UPDATE refund SET status = 'failed', failure = ?, due = NULL WHERE id = ?", failure, refund_id),
                    self._event("refund.failed", refund_id, copies),
                )
            else:
                self._run(
                    ("UPDATE refund SET status = 'succeeded', moved = will_move, due = NULL WHERE id = ?", refund_id),
                    ("INSERT INTO movement (refund, payment, amount, currency, made) VALUES (?,?,?,?,?)",
                     refund_id, row["payment"], row["will_move"], row["currency"], now),
                    self._event("refund.succeeded", refund_id, copies),
                )  # fmt: skip
            return True

    def bounce(self, refund_id: str) -> bool:
        """What had left comes back (a closed account): the movement is undone by its opposite."""
        with self._lock:
            row = self.by_id(refund_id)
            if row is None or row["status"] != "succeeded":
                return False
            self._run(
                ("UPDATE refund SET status = 'failed', failure = 'card_gone', moved = 0 WHERE id = ?", refund_id),
                ("INSERT INTO movement (refund, payment, amount, currency, made) VALUES (?,?,?,?,?)",
                 refund_id, row["payment"], -row["moved"], row["currency"], time.time()),
                self._event("refund.failed", refund_id, 1),
            )  # fmt: skip
            return True

    def finish_due(self) -> None:
        for row in self._all("SELECT id, mood FROM refund WHERE status = 'pending' AND due IS NOT NULL AND due <= ?", time.time()):
            self.finish(row["id"], failure="card_gone" if row["mood"] == "fails_later" else "")

    def release(self, reference: str = "", *, failure: str = "") -> list[str]:
        """Everything that still waits (of this reference) ends now."""
        waiting = self._all("SELECT id FROM refund WHERE status = 'pending' AND (? = '' OR reference = ?)", reference, reference)
        return [row["id"] for row in waiting if self.finish(row["id"], failure=failure)]

    # what it tells

    def _event(self, kind: str, refund_id: str, copies: int) -> tuple[Any, ...]:
        event_id = f"evt_{secrets.token_hex(8)}"
        key = (self.by_id(refund_id) or {}).get("key", "")
        return (
            "INSERT INTO event (id, place, type, refund, body, copies, next) VALUES (?, (SELECT 1 + COALESCE(MAX(place), 0) FROM event), ?, ?, ?, ?, ?)",
            event_id, kind, refund_id, json.dumps({"type": kind, "data": {"refund": refund_id, "idempotency_key": key}}), copies, time.time(),
        )  # fmt: skip

    def events(self, after: int = 0) -> list[dict[str, Any]]:
        return self._all("SELECT id, place, type, refund, sent FROM event WHERE place > ? ORDER BY place LIMIT 500", after)

    def event_row(self, event_id: str) -> dict[str, Any]:
        return self._all("SELECT * FROM event WHERE id = ?", event_id)[0]

    def unsent(self, *, now: float | None = None) -> list[dict[str, Any]]:
        """Events with copies to send; with `now` only those whose moment has come."""
        return self._all("SELECT * FROM event WHERE sent < copies AND (? IS NULL OR next <= ?) ORDER BY place LIMIT 100", now, now)

    def mark(self, event_id: str, *, sent: bool, tries: int) -> None:
        """A try that failed is repeated after 1, 2, 4 ... seconds, ten times."""
        if sent:
            self._run(("UPDATE event SET sent = sent + 1, next = ? WHERE id = ?", time.time(), event_id))
        else:
            self._run(
                ("UPDATE event SET tries = tries + 1, next = ? WHERE id = ?", time.time() + 2**tries if tries < 10 else 1e12, event_id)
            )

    def movements(self) -> list[dict[str, Any]]:
        return self._all("SELECT refund, payment, amount, currency FROM movement ORDER BY id")

    def refunds(self) -> list[dict[str, Any]]:
        return self._all("SELECT * FROM refund ORDER BY made, id")

    def settings(self) -> dict[str, str]:
        return {row["name"]: row["value"] for row in self._all("SELECT * FROM setting")}

    def set(self, **values: str) -> None:
        self._run(
            *(("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", *one) for one in values.items())
        )
