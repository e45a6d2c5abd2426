"""`makegood sandbox`: the payment provider for trying things out, a process of its own."""

import os
from pathlib import Path

import cyclopts

from makegood.interfaces.console.output import say
from makegood.localdb.environment import DATA

app = cyclopts.App(name="makegood", help="A payment provider that misbehaves when it is told to.")


@app.default
def sandbox(*, port: int = 8090, state: Path = DATA / "sandbox.sqlite", key: str = "", delay: float = 2.0, webhook: str = "") -> int:
    """Serve the sandbox at http://127.0.0.1:PORT until it is stopped; what it moved stays in STATE.

    KEY (or MAKEGOOD_SANDBOX_KEY) is what callers must know. DELAY: seconds until a refund that was taken has left; 0 is at once.
    WEBHOOK: where its messages go, signed with MAKEGOOD_SANDBOX_WEBHOOK_SECRET.
    """
    from makegood.connectors.sandbox.server import serve
    from makegood.localdb.tree import check_port

    check_port("127.0.0.1", port)
    secret = key or os.environ.get("MAKEGOOD_SANDBOX_KEY", "")
    if len(secret) < 8:
        say("A key of eight characters or more is needed: --key, or MAKEGOOD_SANDBOX_KEY.")
        return 2
    say(f"the sandbox pays at http://127.0.0.1:{port}")
    serve(
        port=port,
        state=state,
        key=secret,
        delay_s=delay,
        webhook=(webhook, os.environ.get("MAKEGOOD_SANDBOX_WEBHOOK_SECRET", "")) if webhook else None,
    )
    return 0
