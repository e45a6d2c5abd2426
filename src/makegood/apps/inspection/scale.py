"""The hub's grades A to D as a shop calls them; kept among the shop's settings under SCALE. Pure."""

from collections.abc import Mapping
from typing import Any

from makegood.apps.inspection.words import GRADES

SCALE = "grades"
LONGEST = 40


def scale_of(settings: Mapping[str, Any]) -> dict[str, str]:
    """{hub's grade: the shop's word}, all four; its own letter where the shop has no word for it."""
    own = settings.get(SCALE) or {}
    return {grade: own.get(grade) or grade for grade in GRADES}


def in_scale(settings: Mapping[str, Any], grade: str) -> str:
    """The shop's word for this grade."""
    return scale_of(settings).get(grade, grade)
