"""The process tree: nothing is left when it is asked to end, nor when it is killed; the data survives both."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from makegood.kernel.refusal import Refusal
from makegood.localdb.cluster import Cluster, accepts, socket_folder
from makegood.localdb.tree import check_port
from tests.harness.server import free_port

CODE = """
import sys, time
from pathlib import Path
from makegood.localdb.cluster import Cluster
from makegood.localdb.tree import Tree
cluster = Cluster(Path(sys.argv[1]))
cluster.start()
tree = Tree({}, lambda text: print(text, flush=True), cluster)
tree.add("child", [sys.executable, "-c", "import time; time.sleep(600)  # " + sys.argv[2]])
print("up", flush=True)
tree.run()
tree.stop()
cluster.stop()
"""


def _reachable(data: Path) -> None:
    """PostgreSQL runs as somebody else where we are root: every folder on the way may be entered."""
    data.mkdir()
    for folder in (data, *data.parents):
        if folder.stat().st_uid == os.geteuid() and str(folder) != "/":
            folder.chmod(folder.stat().st_mode | 0o011)


def _gone(mark: str) -> bool:
    for _ in range(100):
        found = subprocess.run(["pgrep", "-f", f"sleep.600.*{mark}"], capture_output=True, text=True).stdout.split()
        if not found:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_and_the_next_start_recovers(tmp_path: Path, sign: signal.Signals) -> None:
    data, mark = tmp_path / "data", f"mark-{os.getpid()}-{sign}"
    _reachable(data)
    tree = subprocess.Popen([sys.executable, "-c", CODE, str(data), mark], stdout=subprocess.PIPE, text=True)
    try:
        assert tree.stdout is not None and tree.stdout.readline().strip() == "up"
        with pytest.raises(Refusal) as refused:
            Cluster(data).start()
        assert refused.value.code == "data_in_use" and str(tree.pid) in refused.value.message
        tree.send_signal(sign)
        tree.wait(30)
        assert _gone(mark)
        again = Cluster(data, durable=False)
        again.start()
        assert accepts(data)
        again.stop()
    finally:
        tree.kill()
        subprocess.run(["rm", "-rf", str(socket_folder(data))])


@pytest.mark.slow
def test_a_database_that_is_killed_comes_back_under_its_tree_and_the_others_go_on(tmp_path: Path) -> None:
    data, mark = tmp_path / "data", f"mark-{os.getpid()}-db"
    _reachable(data)
    tree = subprocess.Popen([sys.executable, "-c", CODE, str(data), mark], stdout=subprocess.PIPE, text=True)
    try:
        assert tree.stdout is not None and tree.stdout.readline().strip() == "up"
        child = subprocess.run(["pgrep", "-f", f"sleep.600.*{mark}"], capture_output=True, text=True).stdout
        os.kill(int((data / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        assert tree.stdout.readline().strip() == "the database ended; it starts again at once"
        assert tree.stdout.readline().strip() == "the database is back"
        assert accepts(data)
        assert subprocess.run(["pgrep", "-f", f"sleep.600.*{mark}"], capture_output=True, text=True).stdout == child != ""
        tree.send_signal(signal.SIGTERM)
        tree.wait(30)
        assert _gone(mark)
    finally:
        tree.kill()
        subprocess.run(["rm", "-rf", str(socket_folder(data))])


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    import socket

    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with pytest.raises(Refusal) as refused:
            check_port("127.0.0.1", port)
    assert refused.value.code == "port_in_use" and str(port) in refused.value.message
