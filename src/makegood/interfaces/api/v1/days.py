"""Days and moments as calls give them: ISO 8601 text. A bare number is no day, though it could be read as one."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: Any) -> Any:
    if isinstance(value, str) and not _WRITTEN.match(value):
        raise ValueError("write it as ISO 8601 does, such as 2026-11-20")
    if value is not None and not isinstance(value, str | date):
        raise ValueError("it is no text")
    return value


Day = Annotated[date, BeforeValidator(_written)]
Moment = Annotated[datetime, BeforeValidator(_written)]
ZonedMoment = Annotated[AwareDatetime, BeforeValidator(_written)]
