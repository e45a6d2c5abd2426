"""Another stage: a process of its own, with a copy of the first one's template. It plays one cell after another, as it is given them."""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from makegood.localdb.death import die_with_parent
from tests.crash.play import Clean, Outcome, play
from tests.crash.points import Cell
from tests.crash.stage import ROOT, Stage
from tests.harness.server import free_port

Note = Callable[[Outcome, str], None]


class Second:
    """Takes cells from `cells` until none is left. `note` is called with each outcome, and with what web and worker said in it."""

    def __init__(self, stage: Stage, cleans: dict[str, Clean], cells: deque[Cell], note: Note) -> None:
        self.cells, self.note, self.whole = cells, note, False
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.second"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=dict(os.environ),
            preexec_fn=die_with_parent(signal.SIGTERM),
        )  # fmt: skip
        self._say((stage.beside(), stage.cast, cleans))
        self.player = threading.Thread(target=self._play, daemon=True)
        self.player.start()

    def _say(self, what: Any) -> None:
        assert self.child.stdin is not None
        pickle.dump(what, self.child.stdin)
        self.child.stdin.flush()

    def _play(self) -> None:
        assert self.child.stdout is not None and self.child.stdin is not None
        while True:
            try:
                self._say(self.cells.popleft())
            except IndexError:
                self.whole = True
                self.child.stdin.close()
                return
            try:
                self.note(*pickle.load(self.child.stdout))
            except EOFError:
                return

    def wait(self) -> None:
        """Until nothing is left to play. A stage that broke off is no success."""
        self.player.join()
        if not self.whole:
            raise RuntimeError("a stage broke off")

    def close(self) -> None:
        if not self.whole:
            self.child.terminate()
        self.child.wait(60)


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    heard = sys.stdin.buffer
    data, cast, cleans = pickle.load(heard)
    stage = Stage(free_port(), data, cast)
    os.environ.update(stage.env() | {"MAKEGOOD_POOL": ""})
    told, sys.stdout = sys.stdout.buffer, sys.stderr  # whatever else is printed does not come between
    try:
        import django

        django.setup()
        while True:
            try:
                cell: Cell = pickle.load(heard)
            except EOFError:
                return
            outcome = play(stage, cell.reached.door, cell, cleans[cell.reached.door])
            pickle.dump((outcome, stage.said.read_text(errors="replace")), told)
            told.flush()
    finally:
        stage.close()


if __name__ == "__main__":
    main()
