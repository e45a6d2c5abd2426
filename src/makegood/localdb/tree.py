"""The process tree of one machine: database, web, worker. One Ctrl-C ends all of it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from makegood.kernel.refusal import Refusal
from makegood.localdb.death import die_with_parent, lifeline


def check_port(host: str, port: int) -> None:
    """Refuses `port_in_use`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
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


def web_command(host: str, port: int, workers: int = 2) -> list[str]:
    """granian: WSGI, `workers` processes of four blocking threads (measured: see the decision on the web server)."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers),
        "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--respawn-failed-workers", "makegood.config.wsgi:application",
    ]  # fmt: skip


class Tree:
    """Children by name. A child that dies is started again, with a pause that grows; `once` children may end."""

    def __init__(self, env: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.env = {**os.environ, **env}
        self.say = say
        self.commands: dict[str, tuple[list[str], bool]] = {}
        self.orphans: dict[str, signal.Signals] = {}
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.lifelines: list[subprocess.Popen[bytes] | None] = []
        self.falls: dict[str, int] = {}
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
        self.lifelines.append(lifeline(child.pid, self.orphans[name]))

    def _asked_to_stop(self, signum: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> None:
        """Until a signal asks to stop."""
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, self._asked_to_stop)
        while not self.stopping:
            time.sleep(0.2)
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.stopping:
                    self._ended(name, child.returncode)

    def _ended(self, name: str, code: int) -> None:
        if self.commands[name][1]:
            del self.children[name]
            if code:
                self.say(f"{name} ended with {code}; run `make demo-reset` if something is missing")
            return
        self.falls[name] = self.falls.get(name, 0) + 1
        pause = min(0.5 * 2 ** (self.falls[name] - 1), 30)
        self.say(f"{name} ended with {code}; it starts again in {pause:g} s")
        time.sleep(pause)
        self._start(name)

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
