"""What a provider answered about a parcel's postage."""

from datetime import datetime, timedelta
from typing import Any

from makegood.apps.carriage import postage
from makegood.apps.carriage.operations import postage as writing
from makegood.apps.carriage.operations.postage import BACK_OFF
from makegood.apps.carriage.ports import PostageAnswer
from makegood.base import timeline
from makegood.base.actor import SYSTEM, Actor
from makegood.base.evidence import store
from makegood.base.unit import unit
from makegood.casefile.holding import hold_case

ASK_AGAIN = timedelta(days=1)  # whether the carrier gave the money back: days, up to thirty, pass
ASK_MOST = 45


def record_postage(
    *, merchant_id: int, postage_id: str, call: str, answer: PostageAnswer, label: bytes | None = None, now: datetime, by: Actor = SYSTEM
) -> Any:  # fmt: skip
    """The Postage, with the state that follows. `label`: the label's clean file, where it came along."""
    with unit(merchants=[merchant_id], by=by):
        found = postage.postage_by(postage_id)
        case, _ = hold_case(parcel_id=found.parcel_id, now=now)
        found = postage.lock_postage(postage_id)
        before = found.state
        state, again = _state(found, call, answer, now)
        writing.keep_answer(found, answer, state=state, next_try_at=again, now=now)
        if label is not None and found.file_id is None:
            writing.keep_file(found, store(label, "application/pdf", now=now).id)
            found.next_try_at = None
            found.save(update_fields=["next_try_at"])
        if state != before:
            timeline.note(
                f"case:{case.id}", f"postage.{state}", by=by, now=now, subject=found.public_id, problem=found.problem, carrier=found.carrier,
                cost_minor=found.cost_minor, currency=found.currency,
            )  # fmt: skip
        return found


def _state(found: Any, call: str, answer: PostageAnswer, now: datetime) -> tuple[str, datetime | None]:
    """(state, next try). What may have happened is asked about until it is known; a person sees it on the desk from the last try on."""
    pause = BACK_OFF[min(max(found.tries - 1, 0), len(BACK_OFF) - 1)]
    if answer.retry_after is not None:
        pause = max(pause, timedelta(seconds=answer.retry_after))
    if call in ("void", "look"):
        return _void_state(found, answer, now, pause)
    if answer.outcome == "bought":
        return "bought", (now + pause if found.tries < len(BACK_OFF) else None) if found.file_id is None else None
    if call == "label":
        return "bought", now + pause if found.tries < len(BACK_OFF) else None
    if answer.outcome == "refused":
        return "failed", None
    if found.tries >= len(BACK_OFF):
        return "failed", None
    return ("unknown" if answer.outcome == "unknown" or found.state == "unknown" else "wanted"), now + pause


def _void_state(found: Any, answer: PostageAnswer, now: datetime, pause: timedelta) -> tuple[str, datetime | None]:
    if answer.outcome == "void":
        return "void", None
    if answer.outcome == "void_asked":
        return ("voiding", now + ASK_AGAIN) if found.tries < ASK_MOST else ("void_failed", None)
    if answer.outcome == "refused":
        return "void_failed", None
    if answer.outcome == "unknown" or found.state == "voiding":
        return ("voiding", now + pause) if found.tries < ASK_MOST else ("void_failed", None)
    return ("void_wanted", now + pause) if found.tries < len(BACK_OFF) else ("void_failed", None)
