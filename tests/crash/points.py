"""The points, as a run that kills nobody recorded them, and the cells that are made of them: point x victim x the provider's mood."""

import re
from dataclasses import dataclass
from pathlib import Path

import makegood.journeys

# How the provider takes the first call for the refund: done; done, but its answer comes after we gave up; done only after we gave up; done, and
# each of its messages comes twice; a fault before and after it is done; put off with Retry-After; cut off before and after; no end until it is asked.
MOODS = {
    "by provider": (
        "fine", "late", "slow", "twice", "error_before", "error_after", "throttle", "reset_before", "reset_after", "never",
    ),
}  # fmt: skip
MONEY = (
    "settle_return.",
    "take_transfer.",
    "http.",
    "receive_event.",
    "carry_transfer.",
)  # the path of the money; its moods are tried on each of its points
# Of these doors only what no other door has; the steps before only lead there.
OWN_STEPS = {
    "by provider": ("settle",),
    "by shop system": ("connect", "message", "tell", "last"),
    "by message": ("send", "password", "mails"),
}
TWICE_OVER = ("http.", "receive_event.")  # the second time is another call: the question, the second message

# The short form, in the default test run: a kill of each kind, in each scene. (door, journey or point, moment, victim, mood)
SHORT = (
    ("by hand", "open_return", "after_commit", "web", ""), ("by hand", "smtp", "after_send", "worker", ""),
    ("by program", "settle_return", "before_commit", "postgres", ""), ("by program", "record_refund", "after_commit", "postgres", ""),
    ("by provider", "http", "after_send", "worker", "reset_after"), ("by file", "import_orders", "after_commit", "worker", ""),
    ("by shop system", "record_shop_reading", "before_commit", "worker", ""), ("by shop system", "record_errand", "before_commit", "postgres", ""),
    ("by message", "record_webhook", "before_commit", "worker", ""),
)  # fmt: skip

# Every journey, and what else writes by the name of a function of theirs.
JOURNEYS = {
    name for path in Path(makegood.journeys.__file__).parent.glob("*.py") for name in re.findall(r"^def ([a-z]\w+)", path.read_text(), re.M)
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reached:
    """A point as it was recorded: the `number`-th time in its step, by whom, and which journeys its unit had joined."""

    door: str
    step: str
    point: str
    number: int
    role: str
    journeys: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """The journeys that this point is a part of: those that its unit joined, and the one that opened it."""
        return {*self.journeys, self.point.rpartition(".")[0]}

    @property
    def reads(self) -> bool:
        """A unit that no journey opened or joined: it leaves nothing, whenever it dies."""
        return self.point.endswith("_commit") and not self.names & JOURNEYS


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


def moods_of(door: str) -> tuple[str, ...]:
    return MOODS.get(door, ("",))


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
    the one before its commit, once a run. Those that write come first.
    """
    writing, other, known = [], [], set()
    for one in found:
        key = (one.step, one.point, one.journeys) if one.journeys else one.point
        if key in known or one.point.startswith("retry_stalled") or (one.reads and one.point.endswith("after_commit")):
            continue
        known.add(key)
        (other if one.reads else writing).append(one)
    return writing + other


def of_money(found: list[Reached]) -> list[Reached]:
    """The money's path, each boundary once, and twice where the second time is another call."""
    chosen, known = [], set()
    for one in found:
        on_path = one.point.startswith(MONEY) or "record_answer" in one.journeys
        again = one.number if one.number == 2 and one.point.startswith(TWICE_OVER) else 1
        if one.step == "settle" and on_path and (one.point, again) not in known:
            known.add((one.point, again))
            chosen.append(one)
    return chosen


def cells_of(door: str, mood: str, found: list[Reached], *, everything: bool = False) -> list[Cell]:
    """Point x victim, under this mood. What another door has killed already is not killed again: the worker's mails and deadlines are by
    hand's, and with a provider there is only what carries the money (OWN_STEPS). A mood other than the first is tried on the money's path.
    """
    chosen = found if everything else worth_killing(found)
    if not everything:
        chosen = [one for one in chosen if one.step in OWN_STEPS.get(door, (one.step,))]
        if mood != moods_of(door)[0]:
            chosen = of_money(found)
        elif door == "by program":
            chosen = [one for one in chosen if one.role == "web"]
    return [
        Cell(one, victim, mood) for one in chosen for victim in ((one.role,) if one.reads and not everything else (one.role, "postgres"))
    ]


def short(door: str, found: list[Reached]) -> list[Cell]:
    """A kill of each kind; one whose point was not recorded is missing, and the test says so."""
    cells = []
    for where, name, moment, victim, mood in SHORT:
        matching = [one for one in found if one.point.endswith(f".{moment}") and name in one.names]
        matching = [one for one in matching if victim in (one.role, "postgres")]
        if where == door and matching:
            cells.append(Cell(matching[0], victim, mood or moods_of(door)[0]))
    return cells
