"""One run of a job: nobody dies and the points are recorded, or somebody dies at one of them and what is left is compared."""

import time
from dataclasses import dataclass, field

from tests.crash.checks import Effects, Finding, Promises, came_twice, effects_of, promises, wrong
from tests.crash.doors import DOORS
from tests.crash.hands import Failed, Seen
from tests.crash.points import Cell, moods_of
from tests.crash.stage import Stage


@dataclass(slots=True)
class Outcome:
    """`twice`: mails and messages that came a second time under the id of the first (the mild exception)."""

    cell: str
    where: str
    victim: str
    mood: str
    seen: str = ""
    wrong: list[Finding] = field(default_factory=list)
    twice: int = 0
    seconds: float = 0


@dataclass(slots=True)
class Clean:
    """What the run without a kill left, and who had the ball after each of its steps."""

    effects: Effects | None = None
    promises: dict[str, Promises] = field(default_factory=dict)


def play(stage: Stage, door: str, cell: Cell | None, clean: Clean, mood: str = "") -> Outcome:
    """One run. A step that fails ends it and is what did not hold. Without a cell nobody dies, and `clean` is filled where it is empty."""
    began = time.monotonic()
    mood = cell.mood if cell else mood or moods_of(door)[0]
    where = f"{door}: {cell.reached.step}, {cell.reached.point}" if cell else door
    name = cell.name if cell else "/".join([door, "nobody", *([mood] if mood else [])])
    outcome = Outcome(name, where, cell.victim if cell else "nobody", mood)
    with stage.run(mood):
        _steps(stage, door, cell, clean, outcome)
        if outcome.wrong:
            stage.spoiled()
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def _steps(stage: Stage, door: str, cell: Cell | None, clean: Clean, outcome: Outcome) -> None:
    seen = Seen()
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
                outcome.wrong.append(Finding("promise", f"after {name} the next promises are {waits} instead of {clean.promises[name]}"))
        outcome.wrong += wrong(job, clean.effects)
        if clean.effects is None:
            clean.effects = effects_of(job)
    except Exception as failed:  # whatever it is, this cell did not hold, and the others are still to be played
        outcome.wrong.append(Finding("stuck", f"{type(failed).__name__}: {failed}"))
    finally:
        job.close()
    restarts = [
        f"{name} started again" if count == 1 else f"{name} started again {count} times" for name, count in stage.restarts().items()
    ]
    if cell is not None and not restarts:
        outcome.wrong.append(Finding("stuck", f"{cell.victim} was not started again"))
    outcome.twice = came_twice(job)
    outcome.seen = ", ".join([seen.words(), *restarts, *([f"came twice with the same id {outcome.twice}"] if outcome.twice else [])])
