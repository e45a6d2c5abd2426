"""The rehearsal's worker: the real one, with its crash points armed and the rehearsal as its clock.

Mails, deadlines and transfers are asked for by the rehearsal instead of every few seconds, so that each run reaches the same points in the same order.
"""

import sys

from tests.crash.armed import arm

OWN_CLOCK = ("retry_stalled",)


def main() -> None:
    from makegood.interfaces.console.run import django

    django()
    from procrastinate.contrib.django import app

    import makegood.interfaces.jobs.app
    from makegood.interfaces.console.app import main as makegood

    tasks = app.periodic_registry.periodic_tasks
    for key in [key for key in tasks if key[0] not in OWN_CLOCK]:
        del tasks[key]
    arm("worker")
    sys.argv = ["makegood", "work", "--alone"]
    makegood()


if __name__ == "__main__":
    main()
