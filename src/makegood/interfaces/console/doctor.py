"""`makegood doctor`: numbered findings with their mends."""

from datetime import UTC, datetime
from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="doctor", help="What is wrong with this installation.")


@app.default
def doctor(*, json: bool = False) -> int:
    """Check settings, folders, database, queue, shops and books; 1 where something is wrong. Each number is in docs/how-to/doctor.md."""
    with database():
        django()
        found = [*_checks(), *_diagnosis()]
    answer({"findings": found}, as_json=json, human=_sentences)
    return WANTING if any(one["level"] == "error" for one in found) else DONE


def _checks() -> list[dict[str, Any]]:
    from django.core.checks import run_checks

    return [
        {"id": str(one.id), "level": "error" if one.is_serious() else "warning", "message": str(one.msg), "mend": str(one.hint or "")}
        for one in run_checks(databases=["default"])
    ]


def _diagnosis() -> list[dict[str, Any]]:
    """Only where the tables are there: otherwise the checks have said why not."""
    from django.db import DatabaseError

    from makegood.base.tables import tables_differ
    from makegood.insight.diagnosis import diagnose

    try:
        if tables_differ():
            return []
        found = diagnose(now=datetime.now(UTC))
    except DatabaseError:
        return []
    return [{"id": one.id, "level": one.level, "message": one.message, "mend": one.mend} for one in found]


def _sentences(value: dict[str, Any]) -> str:
    lines = [f"{one['id']} {one['level']}: {one['message']}\n    {one['mend']}" for one in value["findings"]]
    return "\n".join(lines) or "Nothing is wrong."
