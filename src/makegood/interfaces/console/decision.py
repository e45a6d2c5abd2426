"""`makegood decision replay`: recorded decisions run again, bit for bit."""

from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django

app = cyclopts.App(name="decision", help="Run recorded decisions again.")


@app.command
def replay(*ids: str, json: bool = False) -> int:
    """Run the decisions with these public ids again (none: all of every shop); 1 where one differs."""
    differs = False
    with database():
        django()
        from makegood.base.tenancy import Merchant
        from makegood.base.unit import unit
        from makegood.insight.replay import replayed

        for merchant in Merchant.objects.order_by("id"):
            with unit(merchants=[merchant.id]):
                for found in replayed(ids):
                    differs = differs or not found["same"]
                    answer(found, as_json=json, human=_human)
    return WANTING if differs else DONE


def _human(found: dict[str, Any]) -> str:
    law = "" if found["law_today"] == "same" else f"; today's law {found['law_today']}"
    return f"{found['id']}: {'the same' if found['same'] else found['difference']}{law}"
