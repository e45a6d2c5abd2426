"""What a decision was made by, besides policy and law: the meaning of our own code, and the library that knows the holidays."""

from functools import cache
from importlib.metadata import version

ENGINE_VERSION = "1"
"""Moved by hand, with an ADR, whenever the same facts, policy and law would give another record (docs/adr/0029-decisions-for-ever.md)."""


@cache
def calendar_version() -> str:
    """Which public holidays were counted: the library's name and version."""
    return f"holidays {version('holidays')}"
