"""Logs as one JSON object a line (a readable line in the demo), each with the request or job and the case that it is about.

Links' tokens, keys and e-mail addresses never reach them.
"""

import logging
import re
import sys
from typing import Any

import structlog

_TOKEN = re.compile(
    r"(/(?:supplier|case|means|join|invite|password|withdrawal|c)/)[^/?\s]+|(Bearer\s+)\S+|(lnk_)\w+:\S+|(\bmg_)[\w-]{16,}|(\b[sr]k_(?:live|test)_)\w+|(\bwhsec_)[\w+/=-]+|(/mail-in/(?:postmark|mailgun|sendgrid|raw)/[\w-]+/)[^/?\s]+|(://[^:/@\s]+:)[^@/\s]+(?=@)"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")


_PLAIN = (str, int, float, bool, dict, list, tuple, type(None))
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _cut(value: Any) -> Any:
    if isinstance(value, str):
        return _ADDRESS.sub("...@...", _TOKEN.sub(lambda found: next(part for part in found.groups() if part) + "...", value))
    if isinstance(value, dict):
        return {key: _cut(one) for key, one in value.items()}
    return [_cut(one) for one in value] if isinstance(value, (list, tuple)) else value


def cut_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Cuts tokens, passwords in addresses and e-mail addresses out of every text value, however deep; what is no plain value is left out."""
    return {
        key: value if key.startswith("_") else _cut(value)
        for key, value in event.items()
        if key.startswith("_") or isinstance(value, _PLAIN)
    }


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
    level = settings.get("level")
    logging.getLogger("makegood").setLevel(level if level in _LEVELS else logging.INFO)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # each request has its own line; this one adds stack traces
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter], logger_factory=structlog.stdlib.LoggerFactory()
    )
