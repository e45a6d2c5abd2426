"""`makegood decision replay`: recorded decisions run again, bit for bit."""

from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, WANTING, answer
from makegood.interfaces.console.run import database, django
from makegood.kernel.refusal import Refusal

app = cyclopts.App(name="decision", help="Run recorded decisions again.")


@app.command
def replay(*ids: str, json: bool = False) -> int:
    """Run the decisions with these public ids again (none: all of every shop), each by the law that it was made by; 1 where one differs.

    Beside it stands whether today's law data would answer otherwise. Refuses `decision_unknown`.
    """
    differs, seen = False, set()
    with database():
        django()
        from makegood.base.tenancy import Merchant
        from makegood.base.unit import unit
        from makegood.insight.replay import replayed

        for merchant in Merchant.objects.order_by("id"):
            with unit(merchants=[merchant.id]):
                for found in replayed(ids):
                    differs = differs or not found["same"]
                    seen.add(found["id"])
                    answer(found, as_json=json, human=_human)
    for name in ids:
        if name not in seen:
            raise Refusal(
                "decision_unknown", f"No shop here has a decision {name}.", "Its id stands in the case's answer of the API.", status=404
            )
    return WANTING if differs else DONE


def _human(found: dict[str, Any]) -> str:
    law = "" if found["law_today"] == "same" else f"; today's law {found['law_today']}"
    return f"{found['id']}: {'the same' if found['same'] else found['difference']}{law}"
