"""A return there ends with its case, and goes on with it: closed, cancelled where nothing came back, opened again. Pure over rows."""

from typing import Any

from makegood.casefile.errands import RETURNS, News, Seen, covered, granted, over

ENDED = ("refused", "dropped_by_customer")
_NOT_COMING = ("not_required", "announced", "expired", "not_coming")
_ENDS = ("close_return", "cancel_return")


def ends(seen: Seen) -> list[News]:
    found = []
    for parent in seen.errands:
        if parent.kind not in RETURNS or parent.state == "dropped" or parent.public_id in over(seen):
            continue
        mine = [line for line in seen.lines if covered(seen, line) is parent]
        if not mine or (parent.kind == "ask_return" and granted(seen, mine[0]) is None):
            continue
        closed = _is_closed(seen, parent)
        if seen.case.closed_at is not None and not closed:
            found.append(_news(seen, _how(seen, mine, parent), parent))
        elif seen.case.closed_at is None and closed:
            found.append(_news(seen, "reopen_return", parent))
    return found


def _how(seen: Seen, mine: list[Any], parent: Any) -> str:
    nothing = all(line.reception in _NOT_COMING and line.decision in (*ENDED, "accepted_by_customer") for line in mine)
    kept = any(line.money == "paid" for line in mine)
    sent = any(one.kind == "send_new" and one.state != "dropped" and one.facts["parent"] == parent.public_id for one in seen.errands)
    return "cancel_return" if nothing and not kept and not sent else "close_return"


def _is_closed(seen: Seen, parent: Any) -> bool:
    turns = [one for one in _turns(seen, parent) if one.state != "dropped"]
    return bool(turns) and turns[-1].kind in _ENDS


def _turns(seen: Seen, parent: Any) -> list[Any]:
    return [one for one in seen.errands if one.kind in (*_ENDS, "reopen_return") and one.facts["parent"] == parent.public_id]


def _news(seen: Seen, kind: str, parent: Any) -> News:
    """Each turn is an errand of its own: the first bears its return's name, later ones a number too."""
    before = len(_turns(seen, parent))
    return News(kind, f"{parent.public_id}-{before}" if before else parent.public_id, {"parent": parent.public_id})


def overtaken(seen: Seen, errand: Any) -> bool:
    """An end that was not told yet, of a case that goes on. A request that was taken back is no end."""
    if errand.kind not in _ENDS or errand.state != "waiting" or errand.tries or seen.case.closed_at is not None:
        return False
    parent = errand.facts["parent"]
    asked_only = any(one.public_id == parent and one.kind == "ask_return" for one in seen.errands)
    return not asked_only or any(one.kind == "grant_return" and one.facts["parent"] == parent for one in seen.errands)
