"""What the documents tell people to type is typed: every `sh` and `python` block of README and the how-tos, in order, in a fresh folder.

A block in another language is shown, not run; a block that says no language is a fault. A line that serves goes on in the background
until its document ends. A line may say `# exits 1` where that is the answer that it wants to show.
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from makegood.localdb.death import die_with_parent
from tests.harness.database import copy_template
from tests.harness.plugin import SECRET
from tests.harness.server import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN = [
    path
    for path in [*sorted((ROOT / "docs" / "how-to").glob("*.md")), *sorted((ROOT / "docs" / "guarantees").glob("*.md"))]
    if path.exists()
]
BLOCK = re.compile(r"^```(\S*)\n(.*?)^```$", re.M | re.S)
SERVES = re.compile(r"^\S*makegood (serve|work|demo|sandbox)\b")
EXITS = re.compile(r"#\s*exits (\d)\s*$")
SHOWN = ("text", "json", "yaml", "html", "sql", "csv", "nginx", "ini")
# Not typed in a test: it would install, test or rehearse from inside itself.
LEFT_OUT = re.compile(r"^(make (test|test-wide|crash|bench|lint|lock|messages|demo-reset)|git |cd |createdb |apt-get )")


def blocks(path: Path) -> list[tuple[str, str]]:
    return BLOCK.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_block_says_what_it_is(path: Path) -> None:
    said = [language for language, _ in blocks(path)]
    assert all(language in ("sh", "python", *SHOWN) for language in said), said


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]+)?\)", text):
        assert (path.parent / target).exists(), target


@contextlib.contextmanager
def reader(tmp_path: Path, name: str) -> Iterator["Reader"]:
    """Somebody who has cloned the repository and made the environment, and types on in a shell of a data folder of their own."""
    for entry in ("src", ".venv"):
        (tmp_path / entry).symlink_to(ROOT / entry)
    shutil.copytree(ROOT / "docs", tmp_path / "docs")  # what is typed may write beside a sample
    one = Reader(tmp_path, name)
    try:
        yield one
    finally:
        one.stop()


class Reader:
    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.port = folder, free_port()
        self.serving: list[subprocess.Popen[bytes]] = []
        url = copy_template(Path(os.environ["MAKEGOOD_TEST_CLUSTER"]), f"docs_{name}_{os.getpid()}")
        unset = ("MAKEGOOD_DEMO", "MAKEGOOD_DATA", "DJANGO_SETTINGS_MODULE", "MAKEGOOD_NOW")
        self.env = {key: value for key, value in os.environ.items() if key not in unset} | {
            "MAKEGOOD_DATABASE_URL": url, "MAKEGOOD_SECRET_KEYS": SECRET, "MAKEGOOD_DATA": str(folder / "data"), "PORT": str(self.port),
            "MAKEGOOD_BASE_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip
        (folder / "data").mkdir()

    def type(self, language: str, text: str) -> None:
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")
        if language == "python":
            self._run([sys.executable, "-c", text], text)
            return
        script: list[str] = []
        for line in text.splitlines():
            if SERVES.match(line):
                self._shell(script)
                self._serve(line)
            elif not LEFT_OUT.match(line):
                expected = EXITS.search(line)
                script.append(f"rc=0; {line[: expected.start()]} || rc=$?; test $rc = {expected[1]}" if expected else line)
        self._shell(script)

    def _shell(self, script: list[str]) -> None:
        """What stood before the next server, as one script; `script` is empty afterwards."""
        text = "\n".join(script)
        script.clear()
        if text.strip():
            self._run(["bash", "-euc", text], text)

    def _run(self, command: list[str], shown: str) -> None:
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=180, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, f"{shown}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        assert "Traceback" not in done.stderr, done.stderr[-4000:]

    def _serve(self, line: str) -> None:
        if " serve" in line and "--port" not in line:
            line += f" --port {self.port}"
        child = subprocess.Popen(["bash", "-c", f"exec {line}"], cwd=self.folder, env=self.env, preexec_fn=die_with_parent(signal.SIGTERM))
        self.serving.append(child)
        if " serve" in line:
            wait_for(f"http://127.0.0.1:{self.port}/readyz", child)

    def stop(self) -> None:
        for child in self.serving:
            child.send_signal(signal.SIGINT)
        for child in self.serving:
            child.wait(30)


def wait_for(address: str, child: "subprocess.Popen[bytes]", seconds: int = 120) -> bytes:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert child.poll() is None, f"it ended with {child.returncode}"
        with contextlib.suppress(urllib.error.URLError, OSError):
            return bytes(urllib.request.urlopen(address, timeout=5).read())
        time.sleep(0.2)
    raise AssertionError(f"{address} did not answer")


@pytest.mark.slow
@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_what_a_how_to_says_can_be_typed(path: Path, tmp_path: Path) -> None:
    with reader(tmp_path, path.stem.replace("-", "_")) as somebody:
        for language, text in blocks(path):
            if language in ("sh", "python"):
                somebody.type(language, text)


def test_the_two_commands_of_the_readme_are_the_two_commands_and_the_rest_can_be_typed(tmp_path: Path) -> None:
    first, *others = [text for language, text in blocks(ROOT / "README.md") if language == "sh"]
    typed = [line.split("#")[0].strip() for line in first.splitlines()]
    assert typed == ["make demo", "make test"]
    with reader(tmp_path, "readme") as somebody:
        for text in others:
            somebody.type("sh", text)
    assert "make test" in (ROOT / ".ci" / "run").read_text()
    for command in typed:
        assert subprocess.run([*command.split(), "-n"], cwd=ROOT, capture_output=True, timeout=60).returncode == 0


@pytest.mark.slow
def test_the_demo_comes_up_shows_both_shops_and_leaves_nothing_running() -> None:
    port, data = free_port(), Path(tempfile.mkdtemp(prefix="mg-demo-"))  # not pytest's folder: the database's account may not enter it
    data.chmod(0o755)
    unset = ("MAKEGOOD_DATABASE_URL", "MAKEGOOD_TEST_CLUSTER", "DJANGO_SETTINGS_MODULE", "MAKEGOOD_DEMO", "MAKEGOOD_NOW")
    env = {key: value for key, value in os.environ.items() if key not in unset} | {"MAKEGOOD_DATA": str(data)}
    child = subprocess.Popen(
        ["make", "demo", f"PORT={port}"], cwd=ROOT, env=env, preexec_fn=die_with_parent(signal.SIGINT), start_new_session=True
    )
    try:
        page = wait_for(f"http://127.0.0.1:{port}/", child).decode()
        assert "Gravur &amp; Garn" in page and "Haus &amp; Hof" in page
        assert b"order number" in wait_for(f"http://127.0.0.1:{port}/s/gravur/", child).lower()
    finally:
        os.killpg(child.pid, signal.SIGINT)
        child.wait(60)
        shutil.rmtree(data, ignore_errors=True)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
