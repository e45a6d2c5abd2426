"""Named points at which a crash is rehearsed. Nothing happens unless something listens, and only a rehearsal does (docs/guarantees/crash.md).

Reached by `unit()` (`VERB.before_commit`, `VERB.after_commit`; `VERB.joined` where an inner unit joins), by whatever talks to the outside
(`smtp.before_send`, ...) and by a job (`JOB.start`, `JOB.end`). A run that records them is the list of them.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_listener: Callable[[str], None] | None = None


def listen(listener: Callable[[str], None] | None) -> None:
    global _listener
    _listener = listener


def listened() -> bool:
    return _listener is not None


def point(name: str) -> None:
    if _listener is not None:
        _listener(name)


@contextmanager
def job_points(name: str) -> Iterator[None]:
    """A job's start and, where it came that far, its end."""
    point(f"{name}.start")
    yield
    point(f"{name}.end")


def verb_of(view: Callable[..., Any]) -> str:
    """How a face's unit is named: `portal.choose`, `api.settle`."""
    return ".".join([*view.__module__.split(".")[2:3], view.__name__.lstrip("_")])


def opener() -> str:
    """The name of the function that opened the running unit with `with`: a journey or a sweep. Asked only where something listens."""
    frame = sys._getframe(3)  # this function, unit's generator, contextlib's __enter__, then the one that says `with`
    while frame.f_code.co_name.startswith("_") and frame.f_back is not None:
        frame = frame.f_back  # a journey's own helper: the journey gives the name
    return frame.f_code.co_name
