"""What is looked at to know what the shop's own system should be told, and how lines, their pieces and their returns there belong together."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

RETURNS = ("open_return", "ask_return")
NO = ("refuse_return", "cancel_return")


@dataclass(frozen=True, slots=True)
class News:
    """An errand to be made: see Errand for `kind` and `subject`, ports.Telling for what becomes of `facts`."""

    kind: str
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seen:
    """A case with everything that is looked at. `order_lines` by id; `choices` by line id; `rows` of all its parcels; `page` on the desk.

    `party` is connected `since` then and knows of `there` [reimbursement's id: minor units] by other refunds than those that we told it of.
    """

    case: Any
    lines: list[Any]
    order_lines: dict[int, Any]
    choices: dict[int, Any]
    parcels: list[Any]
    rows: list[Any]
    reimbursements: list[Any]
    transfers: list[Any]
    errands: list[Any]
    page: str = ""
    order: Any = None
    party: str = ""
    since: datetime | None = None
    there: dict[int, int] = field(default_factory=dict)


def covered(seen: Seen, line: Any) -> Any:
    """The return there that this line's pieces belong to; None where there is none. A line that was parted stays where it was."""
    before, ended = {one.id: one for one in seen.lines}, over(seen)
    while line is not None:
        for errand in seen.errands:
            if (
                errand.kind in RETURNS
                and errand.state != "dropped"
                and errand.public_id not in ended
                and line.public_id in errand.facts.get("of", [])
            ):
                return errand
        line = before.get(line.split_from_id)
    return None


def over(seen: Seen) -> set[str]:
    """Returns that were only asked for, and then refused or taken back; and any that was cancelled."""
    asked = {one.public_id for one in seen.errands if one.kind == "ask_return"}
    return {
        one.facts["parent"]
        for one in seen.errands
        if one.state != "dropped" and (one.kind == "cancel_return" or (one.kind == "refuse_return" and one.facts["parent"] in asked))
    }


def granted(seen: Seen, line: Any) -> Any:
    """The line's return, once it is more than asked for."""
    parent = covered(seen, line)
    if parent is None or parent.kind == "open_return":
        return parent
    return parent if any(one.kind == "grant_return" and one.subject == parent.public_id for one in seen.errands) else None


def unit_of(seen: Seen, line: Any) -> dict[str, Any]:
    return {"line": seen.order_lines[line.order_line_id].source_id, "quantity": line.quantity, "reason": (line.kinds or [""])[0]}
