"""The process tree of one machine: database, web, worker. One Ctrl-C ends all of it."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from makegood.kernel.refusal import Refusal
from makegood.localdb.cluster import Cluster
from makegood.localdb.death import die_with_parent, lifeline


def check_port(host: str, port: int) -> None:
    """Refuses `port_in_use`, `port_forbidden`, `host_unknown`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (PermissionError, OverflowError):
            message = f"Port {port} is for the machine's administrator, or is none."
            raise Refusal("port_forbidden", message, "Choose one from 1024 to 65535, and put a proxy in front of it.") from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Refusal(
                    "host_unknown", f"{host} is no address of this machine.", "Use 127.0.0.1, or 0.0.0.0 for all of them."
                ) from None
            raise Refusal("port_in_use", f"Port {port} is in use.", f"Choose another one: `make demo PORT={port + 1}`.") from None


def free_port(host: str, wished: int) -> int:
    """The wished port where nobody has it, otherwise any other."""
    try:
        check_port(host, wished)
        return wished
    except Refusal:
        with socket.socket() as probe:
            probe.bind((host, 0))
            return int(probe.getsockname()[1])


def web_command(host: str, port: int, workers: int = 2, application: str = "makegood.config.wsgi:application") -> list[str]:
    """granian: WSGI, `workers` processes of four blocking threads (measured: see the decision on the web server)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--respawn-failed-workers", application,
    ]  # fmt: skip


LOOK_S = 0.1
STEADY_S = 60  # a child that lived this long starts again at once the next time


class Tree:
    """Children by name, and the database that they share. What dies is started again, with a pause that grows; `once` children may end."""

    def __init__(self, env: Mapping[str, str], say: Callable[[str], None], cluster: Cluster | None = None) -> None:
        self.env = {**os.environ, **env}
        self.say = say
        self.cluster = cluster
        self.commands: dict[str, tuple[list[str], bool]] = {}
        self.orphans: dict[str, signal.Signals] = {}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.lifelines: list[subprocess.Popen[bytes] | None] = []
        self.falls: dict[str, int] = {}
        self.began: dict[str, float] = {}
        self.due: dict[str, float] = {}
        self.stopping = False

    def add(self, name: str, command: list[str], *, once: bool = False, orphan: signal.Signals = signal.SIGTERM) -> None:
        """`orphan` is what the child gets when we are killed: its database goes with us, so that one which waits for it must not linger."""
        self.orphans[name] = orphan
        self.commands[name] = (command, once)
        self._start(name)

    def _start(self, name: str) -> None:
        command, _ = self.commands[name]
        child = subprocess.Popen(
            command, env=self.env, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent(self.orphans[name]), start_new_session=True
        )
        self.children[name] = child
        self.began[name] = time.monotonic()
        self.lifelines.append(lifeline(child.pid, self.orphans[name]))

    def _asked_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        """Until a signal asks to stop. Nothing here waits for one child while another one may need to be started."""
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._asked_to_stop)
        while not self.stopping:
            time.sleep(LOOK_S)
            self._look()

    def _look(self) -> None:
        if self.cluster is not None and self.cluster.fell() and self._is_due("database", "the database ended"):
            self._revive(self.cluster)
        for name, child in list(self.children.items()):
            if child.poll() is None or self.stopping:
                continue
            if self.commands[name][1]:
                del self.children[name]
                if child.returncode:
                    self.say(f"{name} ended with {child.returncode}; run `make demo-reset` if something is missing")
            elif self._is_due(name, f"{name} ended with {child.returncode}"):
                self._start(name)

    def _is_due(self, name: str, what: str) -> bool:
        """Whether its pause is over; the first call after a fall begins it and says so."""
        now = time.monotonic()
        if name not in self.due:
            self.falls[name] = 1 if now - self.began.get(name, 0) > STEADY_S else self.falls.get(name, 0) + 1
            pause = 0 if self.falls[name] == 1 else min(0.5 * 2 ** (self.falls[name] - 2), 30)
            self.due[name] = now + pause
            self.say(f"{what}; it starts again {f'in {pause:g} s' if pause else 'at once'}")
        if now < self.due[name]:
            return False
        del self.due[name]
        return True

    def _revive(self, cluster: Cluster) -> None:
        self.began["database"] = time.monotonic()
        try:
            cluster.revive()
        except Refusal as refusal:
            self.say(f"{refusal.message} {refusal.remedy}")
        else:
            self.say("the database is back")

    def stop(self) -> None:
        """Ask all children to end, wait, then make them."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + 10
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        for line in self.lifelines:
            if line is not None:
                line.kill()
