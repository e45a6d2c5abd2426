"""The rehearsal's worker: the real one, with its crash points armed and the rehearsal as its clock.

Mails, deadlines and transfers are asked for by the rehearsal instead of every few seconds, so that each run reaches the same points in the same order.
Waits and portions are smaller than in life, so that a run has several of them: it gives a provider up after a second, brings two orders in at a
time, and takes a file from a folder at the second look.
"""

import sys
from datetime import timedelta

from tests.crash.armed import arm

OWN_CLOCK = ("retry_stalled",)
PATIENCE_S = 1.0


def hurry() -> None:
    from makegood.connectors.sandbox.client import SandboxPayments
    from makegood.intake import folder
    from makegood.journeys import import_orders

    defaults = SandboxPayments.__init__.__kwdefaults__
    assert defaults is not None and "timeout_s" in defaults
    defaults["timeout_s"] = PATIENCE_S
    import_orders.CHUNK = 2
    folder.SETTLED = timedelta(0)


def ready() -> None:
    """Everything that a worker reads before it begins. The tree does it once, and forks each worker from what it has read by then."""
    from makegood.interfaces.console.run import django

    django()
    from procrastinate.contrib.django import app

    import makegood.interfaces.console.app
    import makegood.interfaces.jobs.app
    import makegood.interfaces.jobs.worker  # noqa: F401

    tasks = app.periodic_registry.periodic_tasks
    for key in [key for key in tasks if key[0] not in OWN_CLOCK]:
        del tasks[key]
    hurry()


def main() -> None:
    from makegood.interfaces.console.app import main as makegood

    arm("worker")
    sys.argv = ["makegood", "work", "--alone"]
    makegood()
