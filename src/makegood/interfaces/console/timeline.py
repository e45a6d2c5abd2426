"""`makegood timeline verify`: the chains of what happened."""

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="timeline", help="Verify the chains of what happened.")


@app.command
def verify(*cases: str, json: bool = False) -> int:
    """Verify the chains of these cases (numbers or ids; none: every chain of every shop); 1 where one is broken."""
    with database():
        django()
        from makegood.insight.chains import verify_chains

        found = verify_chains(cases)
    answer(
        found, as_json=json, human=lambda value: "\n".join(value["broken"]) or f"{value['chains']} chains with {value['lines']} lines hold"
    )
    return WANTING if found["broken"] else DONE
