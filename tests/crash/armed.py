"""What listens to the crash points: loaded by the rehearsal's own web and worker only, armed by files that the environment names.

MAKEGOOD_CRASH_LOG: every point that is reached, a line each (`role pid name`); the rehearsal writes `step NAME` between them.
MAKEGOOD_CRASH_ARMED: holds `POINT#N:VICTIM`: at the N-th time in this step. It is renamed as it fires, so that it fires once.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

from makegood.base.points import listen

LOG = Path(os.environ["MAKEGOOD_CRASH_LOG"])
ARMED = Path(os.environ["MAKEGOOD_CRASH_ARMED"])
POSTMASTER = Path(os.environ["MAKEGOOD_DATA"]) / "postgres" / "postmaster.pid"


def arm(role: str) -> None:
    """From now on `role` (web or worker) writes its points down and dies where it is told to."""
    listen(lambda name: _reached(role, name))


def _reached(role: str, name: str) -> None:
    with open(LOG, "a") as log:
        log.write(f"{role} {os.getpid()} {name}\n")
    try:
        wanted, _, victim = ARMED.read_text().rpartition(":")
    except OSError:
        return
    point, _, number = wanted.rpartition("#")
    if name != point or _times(name) < int(number):
        return
    try:
        ARMED.rename(ARMED.with_suffix(".fired"))
    except OSError:
        return  # somebody else was faster
    if victim == "postgres":
        kill_database()
    else:
        os.killpg(os.getpgrp(), signal.SIGKILL)  # the tree starts each child in a group of its own
        time.sleep(60)


def _times(name: str) -> int:
    """How often this point was reached since the step began."""
    count = 0
    for line in LOG.read_text().splitlines():
        count = 0 if line.startswith("step ") else count + (line.split()[-1] == name)
    return count


def kill_database() -> None:
    """SIGKILL for the postmaster and everything that it started; returns when none of them is left. What comes next meets a dead connection."""
    postmaster = int(POSTMASTER.read_text().split()[0])
    family = [postmaster, *_children(postmaster)]
    for pid in family:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while any(_lives(pid) for pid in family):
        time.sleep(0.01)


def _children(parent: int) -> list[int]:
    return [pid for pid in _all() if (state := _state(pid)) is not None and state[1] == parent]


def _lives(pid: int) -> bool:
    state = _state(pid)
    return state is not None and state[0] not in "ZX"


def _all() -> list[int]:
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]


def _state(pid: int) -> tuple[str, int] | None:
    """(state, parent) of a process (proc(5)), None where it is gone."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return words[0], int(words[1])
