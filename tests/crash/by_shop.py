"""The shop's own system (a Shopify of our own): its orders come in, a message is followed by reading, and it is told of a return and its refund."""

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from tests.crash.by_program import ByProgram
from tests.crash.hands import Failed, Seen
from tests.crash.job import Step
from tests.crash.stage import Stage, until

OPEN_ERRANDS = "SELECT id, state, next_try_at FROM mirror_errand WHERE state IN ('waiting', 'asked', 'unknown')"


class ByShopSystem(ByProgram):
    number = "#8002"
    exactly_one = ("cases", "cases of the order", "lines", "labels", "inspections", "refunds", "credit notes")
    leaves: ClassVar[dict[str, str]] = {
        "orders": "SELECT number, total_minor FROM orders_order",
        "orders read": "SELECT number, problem::text FROM orders_shoporder",
        "messages": "SELECT topic, kind, state FROM orders_shopmessage",
        "bringing in": "SELECT backfill_state, backfill_counts->>'new' FROM orders_shopsync",
        "errands": "SELECT kind, state FROM mirror_errand WHERE case_id = %(case)s",
        "refunds made there": "SELECT kind, quantity, amount_minor FROM orders_pastreturn",
    }

    def __init__(self, stage: Stage, seen: Seen) -> None:
        from tests.harness.twin import fresh_shop, order_node, running

        super().__init__(stage, seen)
        self._opened = running()
        self.twin = fresh_shop(self._opened.__enter__(), clock="")
        at = f"{datetime.now(UTC) - timedelta(days=8):%Y-%m-%dT%H:%M:%SZ}"
        self.nodes = [order_node(("Lamp", 2, "39.00"), name=name, at=at) for name in ("#8001", self.number)]
        for node in self.nodes:
            node["transactions"][0]["gateway"] = "manual"  # a bank transfer: Shopify can only write down that it was paid back
        self.connection = ""

    def close(self) -> None:
        self.twin.http.close()
        self._opened.__exit__(None, None, None)

    def steps(self) -> list[Step]:
        returned = [
            step for step in super().steps() if step[0] in ("open", "label", "posting", "receive", "inspect", "settle", "outcome", "draft")
        ]
        return [
            ("connect", self.connect),
            ("message", self.message),
            *returned,
            ("tell", self.tell),
            ("mails", self.mails),
            ("last", self.tell),
        ]

    def connect(self) -> None:
        from django.db import connections

        from makegood.base.actor import SYSTEM
        from makegood.connectors.shopify.client import Shopify
        from makegood.connectors.shopify.source import ShopifySource
        from makegood.journeys.connect_shop import connect_shop

        self.twin.seed(self.nodes[0])
        account = ShopifySource(Shopify(self.twin.address, self.twin.token), default_market="DE").account()
        made = connect_shop(
            merchant_id=self.cast.merchant_id, party="shopify", address=self.twin.address, key=self.twin.token, hook_secret=self.twin.secret,
            account=account, by=SYSTEM, now=datetime.now(UTC),
        )  # fmt: skip
        connections.close_all()
        self.connection = made.public_id
        self.quiet()

    def message(self) -> None:
        """The system tells of an order until it is heard, and once more."""
        self.twin.seed(self.nodes[1])
        number = self.nodes[1]["id"].rsplit("/", 1)[-1]
        heard = 0
        while heard < 2:
            heard += self._post({"id": int(number)})
        self.quiet()
        self.order = self.program.read(f"/orders?number=%23{self.number[1:]}")["items"][0]

    def _post(self, body: Any) -> bool:
        from makegood.connectors.shopify.hooks import signature_of

        raw = json.dumps(body).encode()
        headers = {
            "Content-Type": "application/json", "X-Shopify-Topic": "orders/updated", "X-Shopify-Webhook-Id": "rehearsal-1",
            "X-Shopify-Shop-Domain": self.twin.domain, "X-Shopify-Event-Id": "", "X-Shopify-Hmac-Sha256": signature_of(self.twin.secret, raw),
        }  # fmt: skip
        answer = self.program.once("POST", f"/hooks/shopify/{self.cast.slug}/{self.connection}/", content=raw, headers=headers)
        if answer is not None and answer.status_code != 200:
            raise Failed(f"a message was answered {answer.status_code}: {answer.text[:200]}")
        return answer is not None

    def open(self) -> None:
        line = self.order["lines"][0]["ref"]
        ask = {"order": self.order["id"], "lines": [{"line": line, "quantity": 1, "kinds": ["defective"], "choose": "refund"}]}
        self.opened = self.program.call("open", "/cases", ask)

    def draft(self) -> None:
        """Nobody else pays for it: that is asked, and ends the case."""
        self.program.call("draft", f"/claims/for-case/{self.opened['id']}")

    def tell(self) -> None:
        """Until nothing is left to tell. Where a teller died, the ten minutes pass in which its call could still have landed."""

        def told() -> bool:
            if not self._no_job():
                self.stage.rows("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo' AND scheduled_at > now()")
                return False
            left = self.stage.rows(OPEN_ERRANDS)
            if not left:
                return True
            time.sleep(0.1)
            self.stage.rows(
                "UPDATE mirror_errand SET next_try_at = now(), asked_at = asked_at - interval '11 minutes' WHERE next_try_at IS NOT NULL"
            )
            self.stage.ask_for("sweep_errands")
            return False

        until(told, "the shop's system was not told")

    def outside(self) -> dict[str, list[tuple[Any, ...]]]:
        """The order as the shop's system has it: its returns, what was given back, what stands in its note."""
        from tests.harness.live import RETURNS

        order = self.twin.control("graphql", query=RETURNS, variables={"id": self.nodes[1]["id"]})["data"]["order"]
        kept = self.twin.order(self.nodes[1]["id"])
        sent = [
            (one["kind"], one["status"], one["amountSet"]["shopMoney"]["amount"]) for one in kept["transactions"] if one["kind"] == "REFUND"
        ]
        returns = [
            (one["status"], tuple((line["quantity"], line["processedQuantity"]) for line in one["returnLineItems"]["nodes"]))
            for one in order["returns"]["nodes"]
        ]
        return {
            "returns there": returns,
            "given back there": sent,
            "told in its note": [(len((order["note"] or "").splitlines()), tuple(order["tags"]))],
            "asked for in bulk": [(one["status"],) for one in self.twin.shop.all("BulkOperation")],
        }
