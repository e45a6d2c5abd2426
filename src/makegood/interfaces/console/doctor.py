"""`makegood doctor`: numbered findings with their mends."""

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="doctor", help="What is wrong with this installation.")


@app.default
def doctor(*, json: bool = False) -> int:
    """Check settings, folders and the database; 1 where something is wrong."""
    with database():
        django()
        from django.core.checks import run_checks

        found = [
            {"id": one.id, "level": "error" if one.is_serious() else "warning", "message": one.msg, "mend": one.hint}
            for one in run_checks(databases=["default"])
        ]
    answer(
        {"findings": found},
        as_json=json,
        human=lambda value: (
            "\n".join(f"{one['id']} {one['level']}: {one['message']} {one['mend'] or ''}" for one in value["findings"])
            or "nothing is wrong"
        ),
    )
    return WANTING if any(one["level"] == "error" for one in found) else DONE
