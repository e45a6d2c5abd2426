"""`makegood shopify-twin`: a Shopify of our own for trying things out, a process of its own."""

import json
import os
from pathlib import Path
from typing import Any

import cyclopts

from makegood.interfaces.console.output import Unreadable, say, text_of
from makegood.localdb.environment import DATA

app = cyclopts.App(name="makegood", help="A Shopify of our own on this machine.")


@app.default
def shopify_twin(*, port: int = 8091, data: Path = DATA / "shopify-twin", key: str = "", seed: Path | None = None) -> int:
    """Serve the twin at http://127.0.0.1:PORT until it is stopped; what happened there stays in DATA.

    KEY (or MAKEGOOD_TWIN_KEY) opens its controls. SEED is a JSON file {"domain", "token", "secret", "orders": [nodes], ...}: a shop that is
    made where it is not there yet.
    """
    from makegood.connectors.shopify.twin.server import serve
    from makegood.localdb.tree import check_port

    check_port("127.0.0.1", port)
    secret = key or os.environ.get("MAKEGOOD_TWIN_KEY", "")
    if len(secret) < 8:
        say("A key of eight characters or more is needed: --key, or MAKEGOOD_TWIN_KEY.")
        return 2
    try:
        shop: dict[str, Any] | None = json.loads(text_of(seed)) if seed else None
    except (ValueError, RecursionError):
        raise Unreadable(f"{seed} is no JSON.") from None
    say(f"the Shopify twin answers at http://127.0.0.1:{port}")
    serve(port=port, state=data / "twin.sqlite", key=secret, shop=shop)
    return 0
