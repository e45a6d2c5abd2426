"""The real web server on a port of its own, as a child of the test process."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from makegood.localdb.death import die_with_parent
from makegood.localdb.tree import web_command


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(database_url: str, data: Path, secret: str, workers: int = 1) -> Iterator[str]:
    """The server's address, once it answers; stopped at the end, whatever happened."""
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    env = {
        **os.environ, "MAKEGOOD_DATABASE_URL": database_url, "MAKEGOOD_DATA": str(data), "MAKEGOOD_POOL": "1", "MAKEGOOD_BASE_URL": base,
        "MAKEGOOD_SECRET_KEYS": secret, "MAKEGOOD_DEMO": "1", "MAKEGOOD_API_REFUSED_PER_MINUTE": "100000",
    }  # fmt: skip
    child = subprocess.Popen(web_command("127.0.0.1", port, workers=workers), env=env, preexec_fn=die_with_parent(signal.SIGTERM))
    try:
        _wait(base, child)
        yield base
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(base: str, child: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if child.poll() is not None:
            raise RuntimeError(f"the server ended with {child.returncode}")
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(base + "/healthz", timeout=2).read()
            return
        time.sleep(0.1)
    raise RuntimeError("the server did not answer")


if __name__ == "__main__":
    sys.exit("a fixture, not a program")
