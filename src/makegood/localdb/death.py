"""Children that end with their parent, also when it is killed."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(sign: signal.Signals) -> Callable[[], None]:
    """A preexec_fn: the kernel sends `sign` to the child when the thread that started it ends (Linux, prctl(2))."""
    parent = os.getpid()
    if sys.platform != "linux":
        return lambda: None
    libc = ctypes.CDLL(None)

    def arm() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != parent:  # it died before the call above
            os._exit(1)

    return arm


_WATCH = "import os, sys\nwhile os.read(0, 1):\n    pass\nfor pid, sign in zip(sys.argv[1::2], sys.argv[2::2]):\n    try:\n        os.kill(int(pid), int(sign))\n    except OSError:\n        pass\n"


def lifeline(pid: int, sign: signal.Signals) -> "subprocess.Popen[bytes] | None":
    """Where the kernel has no such signal (macOS): a helper that waits on a pipe and sends `sign` to `pid` when we are gone."""
    if sys.platform == "linux":
        return None
    return subprocess.Popen([sys.executable, "-c", _WATCH, str(pid), str(int(sign))], stdin=subprocess.PIPE, start_new_session=True)
