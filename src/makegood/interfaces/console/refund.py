"""`makegood refund quote`."""

from typing import Any

import cyclopts

from makegood.interfaces.console.output import DONE, answer, stream
from makegood.interfaces.console.run import database, django
from makegood.policy.quote import quote

app = cyclopts.App(name="refund", help="The money of a return.")


def _human(found: dict[str, Any]) -> str:
    parts = [f"{line['id']} x{line['quantity']}: {line['gross']} (tax {line['tax']})" for line in found["lines"]]
    parts += [f"shipping: {found['shipping']['gross']}"] if found["shipping"]["gross"].strip("0.") else []
    parts += [f"fee {fee['kind']}: -{fee['amount']}" for fee in found["fees"]]
    return f"total {found['total']}  ({'; '.join(parts)})"


@app.command(name="quote")
def quote_command(file: str, *, json: bool = False) -> int:
    """Quote each line of FILE (JSON Lines, `-` for standard input): what goes back, with its tax, fees and payments."""
    return stream(file, quote, as_json=json, human=_human)


@app.command
def document(case: str, *, json: bool = False) -> int:
    """The question that `refund quote` answers for each refund of CASE (its number or id), one a line: `... --json | refund quote -`.

    Where nothing was refunded yet, for each offer that was chosen. Refuses `case_unknown` and `nothing_to_quote`.
    """
    with database():
        django()
        from makegood.apps.returns import queries
        from makegood.base.unit import all_merchant_ids, unit
        from makegood.insight.refund_document import documents_of_case

        with unit(merchants=all_merchant_ids()):
            found = queries.case_by_number(case) or queries.case_of(case)
            shop = found.merchant_id
        with unit(merchants=[shop]):
            documents = documents_of_case(queries.case_by_id(found.id))
    for one in documents:
        answer(one, as_json=json, human=lambda value: f"{value['for']}: {_human(quote(value))}")
    return DONE
