"""The texts of notices, one file each: `subject(context)` and `text(context)` in the active language."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True, slots=True)
class Stage:
    subject: Callable[[dict[str, Any]], str]
    text: Callable[[dict[str, Any]], str]


def stage_of(kind: str) -> Stage:
    """The texts of one kind; raises ModuleNotFoundError for a kind that nobody wrote."""
    module = import_module(f"{__name__}.{kind}")
    return Stage(module.subject, module.text)
