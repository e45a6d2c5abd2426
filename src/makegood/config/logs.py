"""Logs as one JSON object a line (a readable line in the demo). Links' tokens and keys never reach them."""

import logging
import re
import sys
from typing import Any

import structlog

_TOKEN = re.compile(r"(/(?:supplier|case|invite|join|password|c)/)[^/?\s]+|(Bearer\s+)\S+|(lnk_)\w+:\S+")


def cut_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cuts tokens out of every text value."""
    for key, value in event.items():
        if not isinstance(value, (str, int, float, list, dict, tuple, type(None))):
            value = event[key] = str(value)  # a request, whose address may hold a token
        if isinstance(value, str):
            event[key] = _TOKEN.sub(lambda found: (found.group(1) or found.group(2) or found.group(3)) + "...", value)
    return event


def configure(settings: dict[str, Any]) -> None:
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        cut_secrets,
    ]
    last = structlog.processors.JSONRenderer() if settings.get("json") else structlog.dev.ConsoleRenderer(colors=False)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("makegood").setLevel(logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter], logger_factory=structlog.stdlib.LoggerFactory()
    )
