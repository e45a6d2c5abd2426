"""`make crash`: the jobs of the shop with the web, the worker and the database killed at every point that they reach.

The points are those that runs without a kill recorded. Each cell runs its whole job on a fresh copy of the database, kills its victim at
its point, goes on as a person or a program would, and compares what is there afterwards with what the run without a kill left.
Prints the kill table and the closing table, writes both to var/crash.md, and ends with 1 where something did not hold, or too few were killed.

    python -m tests.crash.rehearsal [--short] [--list] [--json] [--log] [--at-once N] [--door DOOR] [--every N] [--only WORDS] [--cell NAME ...]

Several cells are played at once, each on a stage of its own and all but one in a process of its own: much of a cell is waiting.
"""

import argparse
import json
import signal
import sys
import time
from collections import deque
from dataclasses import asdict
from pathlib import Path

from tests.crash.closing import closing, held, table
from tests.crash.doors import DOORS
from tests.crash.play import Clean, Outcome, play
from tests.crash.points import Cell, Reached, cells_of, moods_of, recorded, short
from tests.crash.second import Second
from tests.crash.stage import ROOT, Stage
from tests.harness.server import free_port

AT_ONCE = 4


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rehearsal", description="The shop's jobs with a kill at every point.")
    parser.add_argument("--short", action="store_true", help="a kill of each kind instead of all")
    parser.add_argument("--list", action="store_true", help="only record the points and print them")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the tables")
    parser.add_argument("--door", choices=list(DOORS), help="only the job through this door")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th cell (an odd N meets every victim)")
    parser.add_argument("--only", default="", help="only cells whose names hold this")
    parser.add_argument("--log", action="store_true", help="where something does not hold, print what web and worker said")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, metavar="N", help="how many cells are played at the same time")
    parser.add_argument("--cell", action="append", default=[], help="only this cell (repeatable)")
    return parser.parse_args()


class Rehearsal:
    """`cleans`: what the run without a kill left, by door. `cells`: what is to be killed."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.given, self.began = given, time.monotonic()
        self.outcomes: list[Outcome] = []
        self.points: list[Reached] = []
        self.cells: list[Cell] = []
        self.cleans: dict[str, Clean] = {}

    @property
    def whole(self) -> bool:
        given = self.given
        return not (given.short or given.list or given.door or given.only or given.cell) and given.every == 1

    def note(self, outcome: Outcome, log: str = "") -> None:
        self.outcomes.append(outcome)
        said = "held" if not outcome.wrong else "NOT HELD"
        print(f"{outcome.seconds:5.1f} s  {said}  {outcome.cell}  {outcome.seen}", file=sys.stderr, flush=True)
        for found in outcome.wrong:
            print(f"         {found.kind}: {found.words}", file=sys.stderr, flush=True)
        if self.given.log and (outcome.wrong or self.given.cell):
            print(log, file=sys.stderr)

    def record(self, stage: Stage) -> None:
        """Each door once, and once in each mood, without a kill: the points, what is left, and which cells that makes."""
        for door in DOORS:
            if (self.given.cell and not any(cell.startswith(door) for cell in self.given.cell)) or self.given.door not in (None, door):
                continue
            clean = self.cleans[door] = Clean()
            for mood in moods_of(door)[: 1 if self.given.short else None]:
                if (
                    any(cell.startswith(door) for cell in self.given.cell)
                    and not any(mood in cell for cell in self.given.cell)
                    and clean.effects
                ):
                    continue
                outcome = play(stage, door, None, clean, mood)
                self.note(outcome, stage.said.read_text(errors="replace"))
                found = recorded(door, stage.log.read_text())
                self.points += found
                if not outcome.wrong:
                    self.cells += self._chosen(door, mood, found)

    def _chosen(self, door: str, mood: str, found: list[Reached]) -> list[Cell]:
        given = self.given
        cells = short(door, found) if given.short else cells_of(door, mood, found, everything=bool(given.cell))
        return [cell for cell in cells[:: given.every] if (cell.name in given.cell if given.cell else given.only in cell.name)]

    def kill(self, stage: Stage) -> None:
        """Every cell, several at once."""
        others: list[Second] = []
        left = deque(self.cells)
        if len(left) > self.given.at_once > 1:
            stage.spoiled()  # its folder can be copied only while nothing runs on it
            others = [Second(stage, self.cleans, left, self.note) for _ in range(self.given.at_once - 1)]
        try:
            while True:
                try:
                    cell = left.popleft()
                except IndexError:
                    break
                self.note(play(stage, cell.reached.door, cell, self.cleans[cell.reached.door]), stage.said.read_text(errors="replace"))
            for one in others:
                one.wait()
        finally:
            for one in others:
                one.close()

    def tell(self) -> int:
        """Prints what was found; 1 where it did not hold."""
        given = self.given
        missing = sorted(set(given.cell) - {one.cell for one in self.outcomes})
        seconds = time.monotonic() - self.began
        if given.json:
            found = {"points": [asdict(one) for one in self.points], "outcomes": [asdict(one) for one in self.outcomes], "missing": missing}
            print(json.dumps(found))
        elif given.list:
            print("\n".join(f"{one.door:<14} {one.step:<10} {one.point}#{one.number}  {', '.join(one.journeys)}" for one in self.points))
            print(f"\n{len(self.cells)} kills would be rehearsed", file=sys.stderr)
        else:
            order = {cell.name: place for place, cell in enumerate(self.cells)}
            outcomes = sorted(self.outcomes, key=lambda one: order.get(one.cell, -1))
            text = f"{closing(outcomes, self.points, seconds)}\n\n{table(outcomes)}\n"
            (ROOT / "var").mkdir(exist_ok=True)
            Path(ROOT / "var" / "crash.md").write_text(text)
            print(text)
        return 1 if missing or not held(self.outcomes, whole=self.whole) else 0


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped, what was made is removed
    rehearsal, stage = Rehearsal(_arguments()), Stage(free_port())
    try:
        stage.prepare()
        rehearsal.record(stage)
        if not rehearsal.given.list:
            rehearsal.kill(stage)
    finally:
        stage.close()
    return rehearsal.tell()


if __name__ == "__main__":
    sys.exit(main())
