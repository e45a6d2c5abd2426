"""`make crash`: the main job with the web, the worker and the database killed at every point that it reaches.

The points are those that a run without a kill recorded. Each cell runs the whole job on a fresh copy of the database, kills its victim at
its point, goes on as a person or a program would, and compares what is there afterwards with what the run without a kill left.
Prints the kill table, writes it to var/crash.md, and ends with 1 where something did not hold.

    python -m tests.crash.rehearsal [--short] [--list] [--json] [--log] [--door DOOR] [--every N] [--only WORDS] [--cell "DOOR/STEP/POINT#N/VICTIM" ...]
"""

import argparse
import json
import signal
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.crash.checks import Effects, Promises, effects_of, mail_twice, promises, told_twice, wrong
from tests.crash.hands import Failed, Seen
from tests.crash.job import DOORS
from tests.crash.stage import ROOT, Stage
from tests.harness.server import free_port

# The short form, in the default test run: a kill of each kind. (door, journey or point, moment, victim, mood)
SHORT = (
    ("in and out", "http", "after_send", "worker", ""),
    ("by hand", "open_return", "after_commit", "web", ""), ("by hand", "smtp", "after_send", "worker", ""),
    ("by program", "settle_return", "before_commit", "postgres", ""), ("by program", "record_refund", "after_commit", "postgres", ""),
    ("by provider", "http", "after_send", "worker", "reset_after"),
)  # fmt: skip

# How the provider takes the first call: paid; a fault before and after it paid; cut off before and after; put off; silent until it is asked;
# answered after we stopped waiting; each message twice.
MOODS = {
    "in and out": ("",), "by hand": ("",), "by program": ("",),
    "by provider": ("fine", "error_before", "error_after", "reset_before", "reset_after", "throttle", "never", "late", "twice"),
}  # fmt: skip
LEAST = 300  # kills of a whole run
AROUND_THE_CALL = ("take_transfer.after_commit", "http.before_send", "http.after_send", "carry.before_commit")


@dataclass(frozen=True, slots=True)
class Reached:
    """A point as it was recorded: the `number`-th time in its step, by whom, and which journeys its unit had joined."""

    door: str
    step: str
    point: str
    number: int
    role: str
    journeys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One kill: who dies where, and how the payment provider takes it (its mood; nothing where there is none)."""

    reached: Reached
    victim: str
    mood: str = ""

    @property
    def name(self) -> str:
        one = self.reached
        return "/".join([one.door, one.step, f"{one.point}#{one.number}", self.victim, *([self.mood] if self.mood else [])])


@dataclass(slots=True)
class Outcome:
    cell: str
    where: str
    victim: str
    mood: str
    seen: str
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0


def recorded(door: str, text: str) -> list[Reached]:
    """Every point of a run's log. What a unit joined stands before its commit, in the same process."""
    found: list[Reached] = []
    step, times, joined = "", {}, {}
    for line in text.splitlines():
        words = line.split(" ", 2)
        if words[0] == "step":
            step, times, joined = line.removeprefix("step "), {}, {}
            continue
        role, pid, point = words
        verb, _, kind = point.rpartition(".")
        times[point] = times.get(point, 0) + 1
        if kind == "joined":
            joined.setdefault(pid, []).append(verb)
            continue
        journeys = tuple(dict.fromkeys(joined.get(pid, [])))
        if kind == "after_commit":
            joined.pop(pid, None)
        if step:
            found.append(Reached(door, step, point, times[point], role, journeys))
    return found


def worth_killing(found: list[Reached]) -> list[Reached]:
    """Each point of a unit that writes, in each step; each point of a job or a call to the outside, once a run; of a unit that only reads
    the one before its commit, once a run: it leaves nothing, whenever it dies. Those that write come first.
    """
    writing, other, known = [], [], set()
    for one in found:
        key = (one.step, one.point, one.journeys) if one.journeys else one.point
        reads = one.role == "web" and not one.journeys and one.point.count(".") == 2  # a face's own unit, which no journey joined
        if key in known or one.point.startswith("retry_stalled") or (reads and one.point.endswith("after_commit")):
            continue
        known.add(key)
        (other if reads else writing).append(one)
    return writing + other


def cells_of(door: str, found: list[Reached], *, everything: bool = False) -> list[Cell]:
    """Point x victim x mood. What another door has killed already is not killed again: the worker's mails and deadlines are by hand's, and
    with a provider there is only what carries the money. Its moods are tried around the call, where alone they can tell.
    """
    chosen = found if everything else worth_killing(found)
    if door == "in and out":
        chosen = [one for one in chosen if one.step != "mails"]
    if door == "by provider":
        chosen = [one for one in chosen if one.step == "settle"]
    if door == "by program" and not everything:
        chosen = [one for one in chosen if one.role == "web"]
    return [
        Cell(one, victim, mood)
        for one in chosen
        for mood in (MOODS[door] if everything or one.point in AROUND_THE_CALL else MOODS[door][:1])
        for victim in (one.role, "postgres")
    ]


def short(door: str, found: list[Reached]) -> list[Cell]:
    """A kill of each kind; one whose point was not recorded stands in the answer as missing."""
    cells = []
    for where, name, moment, victim, mood in SHORT:
        matching = [one for one in found if one.point.endswith(f".{moment}") and (name in one.journeys or one.point == f"{name}.{moment}")]
        if where == door and matching:
            cells.append(Cell(matching[0], victim, mood))
    return cells


@dataclass(slots=True)
class Clean:
    """What the run without a kill left, and who had the ball after each of its steps."""

    effects: Effects | None = None
    promises: dict[str, Promises] = field(default_factory=dict)


def play(stage: Stage, door: str, cell: Cell | None, clean: Clean) -> Outcome:
    """One run. A step that fails ends it and is what did not hold. Without a cell nobody dies, and `clean` is filled."""
    seen, began = Seen(), time.monotonic()
    mood = cell.mood if cell else MOODS[door][0]
    where = f"{door}: {cell.reached.step}, {cell.reached.point}" if cell else door
    outcome = Outcome(cell.name if cell else f"{door}/nobody", where, cell.victim if cell else "nobody", mood, "")
    with stage.run(mood):
        job = DOORS[door](stage, seen)
        try:
            for name, run in job.steps():
                here = cell is not None and name == cell.reached.step
                if cell is not None and here:
                    stage.armed.write_text(f"{cell.reached.point}#{cell.reached.number}:{cell.victim}")
                stage.step(name)
                run()
                if here and stage.armed.exists():
                    raise Failed("the point was not reached")
                waits = promises(job)
                if waits != clean.promises.setdefault(name, waits) or not all(owner and step != "none" for owner, step, _ in waits):
                    outcome.wrong.append(f"after {name} the next promises are {waits} instead of {clean.promises[name]}")
            outcome.wrong += wrong(job, clean.effects)
            if cell is None:
                clean.effects = effects_of(job)
        except AssertionError as failed:
            outcome.wrong.append(f"{type(failed).__name__}: {failed}")
        restarts = [
            f"{name} started again" if count == 1 else f"{name} started again {count} times" for name, count in stage.restarts().items()
        ]
        if cell is not None and not restarts:
            outcome.wrong.append(f"{cell.victim} was not started again")
        more = {"mail twice with the same Message-ID": mail_twice(stage), "message twice with the same webhook-id": told_twice(stage)}
        outcome.seen = ", ".join([seen.words(), *restarts, *(f"{what} {count}" for what, count in more.items() if count)])
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


# What a sentence of `wrong` is about, by its words: what was done twice, what is gone, what does not balance, who has no next promise.
KINDS = {
    "duplicates": ("too much", "instead of one", "nobody wrote", "not one refund"), "losses": ("lost", "never came", "is left", "not started again"),
    "books that do not balance": ("sum to zero", "still pending", "the books say", "credit notes, but"),
    "cases without their next promise": ("next promises", "the ball of"),
}  # fmt: skip


def summary(outcomes: list[Outcome], points: list[Reached]) -> str:
    """The closing table: points, kills by victim, and how many of them broke what; each must be 0 but what may come twice."""
    killed = [one for one in outcomes if one.victim != "nobody"]
    wrongs = [said for one in outcomes for said in one.wrong]
    rows = [("points reached", len(points)), ("kills", len(killed))]
    rows += [(f"kills of the {victim}", sum(one.victim == victim for one in killed)) for victim in ("web", "worker", "postgres")]
    known = [any(word in said for words in KINDS.values() for word in words) for said in wrongs]
    rows += [(kind, sum(any(word in said for word in words) for said in wrongs)) for kind, words in KINDS.items()]
    rows += [("anything else that did not hold", known.count(False))]
    rows += [("mails or messages that came twice, under one id", sum(one.seen.count("twice with the same") for one in killed))]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {what} | {count} |" for what, count in rows)])


def table(outcomes: list[Outcome]) -> str:
    rows = ["| where | victim | provider | what was seen | held |", "| --- | --- | --- | --- | --- |"]
    for one in outcomes:
        held = "yes" if not one.wrong else "NO: " + "; ".join(one.wrong)
        rows.append(f"| {one.where} | {one.victim} | {one.mood or '-'} | {one.seen} | {held} |")
    return "\n".join(rows)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rehearsal", description="The main job with a kill at every point.")
    parser.add_argument("--short", action="store_true", help="a kill of each kind instead of all")
    parser.add_argument("--list", action="store_true", help="only record the points and print them")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--door", choices=list(DOORS), help="only the job through this door")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th cell (an odd N meets every victim)")
    parser.add_argument("--only", default="", help="only cells whose names hold this")
    parser.add_argument("--log", action="store_true", help="where something does not hold, print what web and worker said")
    parser.add_argument("--cell", action="append", default=[], help="only this cell (repeatable), without recording first what there is")
    return parser.parse_args()


def main() -> int:
    given = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped, what was made is removed
    stage = Stage(free_port())
    outcomes: list[Outcome] = []
    points: list[Reached] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        print(
            f"{outcome.seconds:5.1f} s  {'held' if not outcome.wrong else 'NOT HELD'}  {outcome.cell}  {outcome.seen}",
            file=sys.stderr,
            flush=True,
        )
        for said in outcome.wrong:
            print(f"         {said}", file=sys.stderr, flush=True)
        if given.log and (outcome.wrong or given.cell):
            print(stage.said.read_text(errors="replace"), file=sys.stderr)

    try:
        stage.prepare()
        for door in DOORS:
            if (given.cell and not any(cell.startswith(door) for cell in given.cell)) or given.door not in (None, door):
                continue
            clean = Clean()
            outcome = play(stage, door, None, clean)
            note(outcome)
            found = recorded(door, stage.log.read_text())
            points += found
            if given.list or outcome.wrong:
                continue
            cells = short(door, found) if given.short else cells_of(door, found, everything=bool(given.cell))
            for cell in cells[:: given.every]:
                if cell.name in given.cell if given.cell else given.only in cell.name:
                    note(play(stage, door, cell, clean))
    finally:
        stage.close()
    missing = set(given.cell) - {one.cell for one in outcomes}
    if given.json:
        print(
            json.dumps(
                {"points": [asdict(one) for one in points], "outcomes": [asdict(one) for one in outcomes], "missing": sorted(missing)}
            )
        )
    elif given.list:
        print("\n".join(f"{one.door:<11} {one.step:<10} {one.point}#{one.number}  {', '.join(one.journeys)}" for one in points))
    else:
        (ROOT / "var").mkdir(exist_ok=True)
        text = f"{table(outcomes)}\n\n{summary(outcomes, points)}\n"
        Path(ROOT / "var" / "crash.md").write_text(text)
        print(text)
    few = not (given.short or given.door or given.every > 1 or given.only or given.cell or given.list) and len(outcomes) < LEAST
    return 1 if missing or few or any(one.wrong for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
