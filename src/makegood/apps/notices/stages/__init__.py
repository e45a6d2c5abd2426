"""The texts of notices, one file each: `subject(context)` and `text(context)` in the active language.

What a shop may change declares, beside them: `HOLDS`, its places (name: `text`, `amount`, `day`, `made`, or `yes` for a condition);
`MUST`, those without which the mail would not say what it is for; `MADE`, sentences put together from several values; `AT_ONCE`, where it
answers what the customer did this moment or the law wants it at once, so that no quiet hours hold it; `BY`, the value that names the day
until which it must have been said.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

ALWAYS = {"item": "text", "order": "text", "shop_name": "text", "contact_name": "text", "customer_name": "text", "recipient": "yes"}


@dataclass(frozen=True, slots=True)
class Stage:
    subject: Callable[[dict[str, Any]], str]
    text: Callable[[dict[str, Any]], str]
    holds: Mapping[str, str] | None  # None: not for shops to change
    must: tuple[str, ...]
    made: Mapping[str, Callable[[dict[str, Any]], str]]
    at_once: bool
    by: str
    hides_price: bool

    @property
    def places(self) -> dict[str, str]:
        """Everything that may stand in a shop's own text, with its kind."""
        return {**ALWAYS, **(self.holds or {})}


@cache
def stage_of(kind: str) -> Stage:
    """The texts of one kind; raises ModuleNotFoundError for a kind that nobody wrote."""
    module = import_module(f"{__name__}.{kind}")
    return Stage(
        module.subject, module.text, getattr(module, "HOLDS", None), getattr(module, "MUST", ()), getattr(module, "MADE", {}),
        getattr(module, "AT_ONCE", False), getattr(module, "BY", ""), not kind.startswith("gift_"),
    )  # fmt: skip


@cache
def kinds() -> tuple[str, ...]:
    """All kinds that somebody wrote."""
    return tuple(sorted(one.name for one in iter_modules(__path__) if one.name not in ("phrases", "values")))


def own_kinds() -> tuple[str, ...]:
    """Those that a shop may change."""
    return tuple(kind for kind in kinds() if stage_of(kind).holds is not None)
