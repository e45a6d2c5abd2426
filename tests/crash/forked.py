"""A child made by fork, as far as the process tree needs to know it: what a whole new interpreter would read is read already."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable

from makegood.localdb.death import die_with_parent


class Forked:
    """Runs `work` in a process and group of its own. The part of subprocess.Popen that localdb.tree uses."""

    def __init__(self, work: Callable[[], None], orphan: signal.Signals) -> None:
        self.returncode: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        arm = die_with_parent(orphan)
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                os.setsid()
                arm()
                for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
                    signal.signal(sign, signal.SIG_DFL)
                work()
                code = 0
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("a forked child", timeout or 0)
            time.sleep(0.005)
        return code

    def terminate(self) -> None:
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        self._send(signal.SIGKILL)

    def _send(self, sign: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, sign)
