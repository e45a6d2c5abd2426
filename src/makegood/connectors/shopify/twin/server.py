"""The twin's server: version 1, on 127.0.0.1 only.

    POST /admin/api/VERSION/graphql.json   X-Shopify-Access-Token; {"query", "variables"?, "operationName"?}, as Shopify takes and answers it
    POST /admin/oauth/access_token         {"client_id", "client_secret", "grant_type": "client_credentials"} -> {"access_token", "scope", "expires_in"}
    GET  /bulk/NAME                        a bulk operation's file
    GET  /healthz                          {"ok": true}
    POST /control/VERB                     Authorization: Bearer KEY; {"shop": domain, ...}; see `control`, `staff`, `faults`
    POST /control/shops                    {"domain", "token", "secret", ...}; see `shops.new_shop`
    POST /control/release                  calls that a mood made wait go on

A token opens its shop. 2026-07 and 2026-10 are answered alike (no operation of ours differs); an older version is answered by the oldest,
one that is not out yet is not found. The header X-Shopify-API-Version names which it was.
"""

import secrets
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from makegood.connectors.shopify.twin import post
from makegood.connectors.shopify.twin.control import do
from makegood.connectors.shopify.twin.handler import Handler
from makegood.connectors.shopify.twin.shops import new_shop
from makegood.connectors.shopify.twin.store import Shop, Store

HOST, LONGEST_HOLD_S = "127.0.0.1", 60


class Twin(ThreadingHTTPServer):
    """The server, its shops and its clockwork; port 0 takes a free one."""

    daemon_threads = True

    def __init__(self, port: int, store: Store, key: str) -> None:
        super().__init__((HOST, port), Handler)
        self.store, self.key = store, key
        self.address = f"http://{HOST}:{self.server_address[1]}"
        self.shops: dict[str, Shop] = {domain: Shop(store, domain) for domain in store.shops()}
        self.held = threading.Condition()
        self.releases = 0
        self.stopping = threading.Event()
        threading.Thread(target=self._tick, daemon=True).start()

    def add_shop(self, domain: str, **facts: Any) -> Shop:
        if domain in self.shops:
            raise ValueError(f"{domain} is there already")
        self.shops[domain] = new_shop(self.store, domain, **facts)
        return self.shops[domain]

    def opened_by(self, token: str) -> Shop | None:
        return next(
            (one for one in self.shops.values() if token and one.setup["token"] and secrets.compare_digest(one.setup["token"], token)), None
        )

    def control(self, domain: str, verb: str, **body: Any) -> dict[str, Any]:
        return do(self.shops[domain], verb, body, address=self.address)

    def release(self) -> None:
        with self.held:
            self.releases += 1
            self.held.notify_all()

    def hold(self) -> None:
        """Until the next release."""
        with self.held:
            before = self.releases
            self.held.wait_for(lambda: self.releases > before, LONGEST_HOLD_S)

    def stop(self) -> None:
        self.stopping.set()
        self.release()
        self.shutdown()
        self.server_close()

    def _tick(self) -> None:
        """Messages leave by themselves where the shop is told so (the demo); tests say when."""
        while not self.stopping.wait(0.2):
            for shop in list(self.shops.values()):
                if shop.setup["auto_deliver"]:
                    post.deliver(shop)


def serve(*, port: int, state: Path, key: str, shop: dict[str, Any] | None = None) -> None:
    """Until a signal ends the process. `shop`: its facts and `orders`, made where its domain is not there yet; its keys hold at once."""
    store = Store(state)
    twin = Twin(port, store, key)
    if shop is not None and shop["domain"] not in twin.shops:
        twin.add_shop(**{name: value for name, value in shop.items() if name != "orders"})
        twin.control(shop["domain"], "seed", orders=shop.get("orders") or [])
    elif shop is not None:
        twin.control(shop["domain"], "setup", token=shop["token"], secret=shop["secret"])
    try:
        twin.serve_forever(poll_interval=0.1)
    finally:
        twin.stopping.set()
        twin.server_close()
        store.close()
