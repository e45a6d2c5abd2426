"""The receiver of docs/how-to/webhooks.md is the one that runs here."""

import threading
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from makegood.interfaces.jobs.webhooks import send_webhooks
from makegood.journeys.add_webhook import add_webhook
from makegood.journeys.replay_webhook import replay_message
from tests.cast import STAFF, make_shop
from tests.webhooks.test_webhooks import a_case, messages

HOW_TO = Path(__file__).resolve().parent.parent.parent / "docs" / "how-to" / "webhooks.md"


@pytest.mark.django_db
def test_the_receiver_of_the_how_to_takes_each_message_once(settings: Any) -> None:
    settings.MAKEGOOD_WEBHOOKS_PRIVATE = True
    now, taken, space = datetime.now().astimezone(), [], {}  # type: ignore[var-annotated]
    exec(compile(HOW_TO.read_text().split("```python\n")[1].split("```")[0], "webhooks.md", "exec"), space)
    receiver = type("Taking", (space["Receiver"],), {"take": lambda self, event: taken.append(event)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), receiver)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        shop = make_shop("home", now)
        address = f"http://127.0.0.1:{server.server_address[1]}/hooks"
        hook, receiver.secret = add_webhook(merchant_id=shop.id, url=address, types=["case.opened"], by=STAFF, now=now)  # type: ignore[attr-defined]
        case = a_case(shop, now)
        send_webhooks(now=now)
        replay_message(merchant_id=shop.id, webhook_id=hook.public_id, message_id=messages(shop)[0].message_id, by=STAFF, now=now)
        send_webhooks(now=now)
        assert [(one["type"], one["data"]["case"]) for one in taken] == [("case.opened", case.public_id)]
        receiver.secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # type: ignore[attr-defined]
        a_case(shop, now)
        send_webhooks(now=now)
        assert len(taken) == 1 and messages(shop)[1].state == "waiting"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
