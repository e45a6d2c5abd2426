"""What `makegood serve` makes sure of before it serves, and while it begins to: settings, database, tables, an answer on its port."""

import http.client
import os
import time
from collections.abc import Callable

from makegood.interfaces.console.output import DONE, WANTING, say
from makegood.interfaces.console.run import django
from makegood.localdb.notify import notify

FIRST_ANSWER_S = 60


def check_settings() -> int:
    """The numbered checks that need no database: each finding in a sentence; 1 where one of them is an error."""
    return _checked(["security"])


def check_database() -> int:
    """The database answers, its role keeps the walls, its version is one of ours. The tables come afterwards."""
    return _checked(["database"], databases=["default"], leave_out=("mg.E006",))


def _checked(tags: list[str], *, databases: list[str] | None = None, leave_out: tuple[str, ...] = ()) -> int:
    django()
    from django.core.checks import run_checks
    from django.db import connections

    found = [one for one in run_checks(tags=tags, databases=databases) if one.id not in leave_out]
    connections.close_all()
    for one in found:
        say(f"{one.id} {one.msg} {one.hint or ''}".rstrip())
    return WANTING if any(one.is_serious() for one in found) else DONE


def tell_when_it_serves(host: str, port: int, *, ended: Callable[[], bool]) -> None:
    """Say the address, and tell systemd, once the first page comes; say so where none comes for a minute."""
    until = time.monotonic() + FIRST_ANSWER_S
    while time.monotonic() < until and not ended():
        if _answers(host, port):
            say(f"makegood serves at http://{host}:{port}")
            notify("READY=1", f"STATUS=Serving at http://{host}:{port}")
            return
        time.sleep(0.2)
    if not ended():
        say(f"Nothing answered on port {port} for {FIRST_ANSWER_S} s; it goes on trying. What the web server said stands above.")


def _a_host_that_is_served() -> str:
    first = os.environ.get("MAKEGOOD_HOSTS", "").split(",")[0].strip()
    return f"www{first}" if first.startswith(".") else "localhost" if first in ("", "*") else first


def _answers(host: str, port: int) -> bool:
    line = http.client.HTTPConnection(host, port, timeout=3)
    try:
        line.request("GET", "/readyz", headers={"Host": _a_host_that_is_served()})
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
