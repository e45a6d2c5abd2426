"""Named points at which a crash is rehearsed. Nothing happens unless something listens."""

from collections.abc import Callable

_listener: Callable[[str], None] | None = None


def listen(listener: Callable[[str], None] | None) -> None:
    global _listener
    _listener = listener


def point(name: str) -> None:
    if _listener is not None:
        _listener(name)
