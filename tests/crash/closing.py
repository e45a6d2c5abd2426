"""What a whole run of the rehearsal amounts to: the table of its cells, and the closing table that says whether it held."""

from collections import Counter
from collections.abc import Sequence

from tests.crash.checks import KINDS
from tests.crash.play import Outcome
from tests.crash.points import Reached

LEAST_KILLS = 300


def table(outcomes: Sequence[Outcome]) -> str:
    rows = ["| where | victim | provider | what was seen | held |", "| --- | --- | --- | --- | --- |"]
    for one in outcomes:
        held = "yes" if not one.wrong else "NO: " + "; ".join(f"{found.kind}: {found.words}" for found in one.wrong)
        rows.append(f"| {one.where} | {one.victim} | {one.mood or '-'} | {one.seen} | {held} |")
    return "\n".join(rows)


def closing(outcomes: Sequence[Outcome], points: Sequence[Reached], seconds: float) -> str:
    """Figures of the run. A cell with two findings of a kind counts once under it."""
    kills = [one for one in outcomes if one.victim != "nobody"]
    victims = Counter(one.victim for one in kills)
    moods = sorted({one.mood for one in kills if one.mood})
    rows = [
        ("points recorded", str(len({(one.door, one.step, one.point) for one in points}))),
        ("journeys, jobs and calls in them", str(len({name for one in points for name in one.names}))),
        ("points killed at", str(len({one.cell.rsplit("/", 2 if one.mood else 1)[0] for one in kills}))),
        ("kills", str(len(kills))),
        *((f"of them {name}", str(count)) for name, count in sorted(victims.items())),
        ("moods of the provider", f"{len(moods)}: {', '.join(moods)}"),
        *((words, str(sum(any(found.kind == kind for found in one.wrong) for one in outcomes))) for kind, words in KINDS.items()),
        ("mails and messages twice under one id (the mild exception)", str(sum(one.twice for one in kills))),
        ("minutes", f"{seconds / 60:.0f}"),
    ]
    return "\n".join(["| closing | |", "| --- | --- |", *(f"| {name} | {figure} |" for name, figure in rows)])


def held(outcomes: Sequence[Outcome], *, whole: bool) -> bool:
    """Nothing was found, and a whole run killed often enough."""
    kills = sum(one.victim != "nobody" for one in outcomes)
    return not any(one.wrong for one in outcomes) and (not whole or kills >= LEAST_KILLS)
