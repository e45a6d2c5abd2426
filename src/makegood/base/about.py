"""What the running request or job is about: stands on every line that it logs, as codes, never as words about a person."""

import structlog


def about(**ids: str) -> None:
    """For example `about(shop="gravur", case="cas_...")`. A request or job begins with nothing."""
    structlog.contextvars.bind_contextvars(**ids)


def about_nothing() -> None:
    structlog.contextvars.clear_contextvars()
